//! The table is what the generator makes of the package that it names, and a newer package takes no name away.
//!
//! Where there is no Node.js or npm, or the package cannot be fetched, a test says so and passes; with
//! `RINA_REQUIRE_PEERS=1` that is a failure.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests may, and so may what they share"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rina_trace_conventions::{Standing, VERSION, attributes, op_named, ops};

#[test]
fn the_table_is_what_the_package_says() {
    let Some(package) = available(package()) else { return };
    let table = scratch("same").join("table.rs");
    fs::copy(committed(), &table).unwrap();
    generate(&package, &table).unwrap();
    let same = fs::read_to_string(&table).unwrap() == fs::read_to_string(committed()).unwrap();
    assert!(same, "run generate.mjs; what it makes is {}", table.display());
}

#[test]
fn a_newer_package_takes_no_name_away() {
    let Some(()) = available(node()) else { return };
    let directory = scratch("newer");
    let table = directory.join("table.rs");
    fs::copy(committed(), &table).unwrap();
    generate(&newer_package(&directory), &table).unwrap();

    let newer = fs::read_to_string(&table).unwrap();
    let gained = ["cache.lookup", "cache.found", "db.query.dialect"].map(str::to_owned);
    let expected: BTreeSet<String> =
        names(&fs::read_to_string(committed()).unwrap()).into_iter().chain(gained).collect();
    assert_eq!(names(&newer), expected);
    for line in NEWER_LINES {
        assert!(newer.contains(line), "{line}");
    }

    generate(&newer_package(&directory), &table).unwrap();
    assert!(fs::read_to_string(&table).unwrap() == newer, "what was kept is kept as it is");
}

#[test]
fn what_the_generator_does_not_understand_stops_it() {
    let Some(()) = available(node()) else { return };
    let directory = scratch("odd");
    let package = newer_package(&directory);
    let table = directory.join("table.rs");
    fs::copy(committed(), &table).unwrap();
    let attributes = fs::read_to_string(package.join("dist/attributes.cjs")).unwrap();
    fs::write(package.join("dist/attributes.cjs"), attributes.replace("'boolean'", "'tensor'")).unwrap();
    let why = generate(&package, &table).unwrap_err();
    assert!(why.contains("cache.found: no word for tensor"), "{why}");
    assert!(fs::read_to_string(&table).unwrap() == fs::read_to_string(committed()).unwrap(), "untouched");
}

/// What a package says that has lost nearly everything: it renames one attribute by an alias and replaces two.
fn newer_package(directory: &Path) -> PathBuf {
    let package = directory.join("package");
    fs::create_dir_all(package.join("dist")).unwrap();
    let write = |file: &str, text: &str| fs::write(package.join(file), text).unwrap();
    write("package.json", r#"{ "name": "@sentry/conventions", "version": "99.0.0" }"#);
    write("LICENSE", "MIT License\n\nCopyright (c) 2099 Somebody\n");
    write("dist/op.cjs", "exports.CACHE_LOOKUP = 'cache.lookup'; exports.CACHE_GET = 'cache.get';");
    write(
        "dist/op.d.ts",
        "declare const CACHE_LOOKUP = \"cache.lookup\";\n/**\n * @deprecated Use {@link CACHE_LOOKUP} (cache.lookup) \
         instead\n */\ndeclare const CACHE_GET = \"cache.get\";\n",
    );
    write(
        "dist/attributes.cjs",
        "const applyScrubbing = { key: 'never' };
        exports.ATTRIBUTE_METADATA = {
          'cache.found': { type: 'boolean', applyScrubbing, aliases: ['cache.hit'] },
          'db.query.dialect': { type: 'string', applyScrubbing },
          'db.system.name': { type: 'string', applyScrubbing, deprecation: { replacement: 'db.query.dialect' } },
        };",
    );
    package
}

const NEWER_LINES: [&str; 9] = [
    // What it says itself.
    r#"Attribute { key: "cache.found", kind: Boolean, scrubbing: Never, deprecation: None },"#,
    r#"KnownOp { name: "cache.get", standing: Replaced(&["cache.lookup"]) },"#,
    // Dropped: with what an alias tells, or with nothing.
    r#"Attribute { key: "cache.hit", kind: Boolean, scrubbing: Manual, deprecation: Some(Deprecation { replacement: Some("cache.found") }) },"#,
    r#"Attribute { key: "cache.key", kind: TextList, scrubbing: Manual, deprecation: Some(Deprecation { replacement: None }) },"#,
    r#"KnownOp { name: "cache.put", standing: Gone },"#,
    r#"pub const CACHE_PUT: Op = Op::checked("cache.put");"#,
    // Replaced before, by what is replaced or dropped now.
    r#"Attribute { key: "db.system", kind: Text, scrubbing: Manual, deprecation: Some(Deprecation { replacement: Some("db.query.dialect") }) },"#,
    r#"Attribute { key: "db.statement", kind: Text, scrubbing: Auto, deprecation: Some(Deprecation { replacement: None }) },"#,
    r#"KnownOp { name: "db.redis", standing: Gone },"#,
];

#[test]
fn every_name_of_the_table_is_in_the_code() {
    let table = fs::read_to_string(committed()).unwrap();
    let compiled = ops().iter().map(|op| op.name).chain(attributes().iter().map(|attribute| attribute.key));
    assert_eq!(names(&table), compiled.map(str::to_owned).collect());
    assert_eq!(op_named("db.redis").unwrap().standing, Standing::Replaced(&["db.query"]));
}

/// The names in a table's entries.
fn names(table: &str) -> BTreeSet<String> {
    let name = |line: &str| {
        let entry =
            line.strip_prefix("    KnownOp { name: \"").or(line.strip_prefix("    Attribute { key: \""));
        entry.and_then(|entry| entry.split('"').next()).map(str::to_owned)
    };
    table.lines().filter_map(name).collect()
}

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/table.rs")
}

/// An empty folder of that name, below the target directory.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conventions").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn generate(package: &Path, table: &Path) -> Result<(), String> {
    let generator = Path::new(env!("CARGO_MANIFEST_DIR")).join("generate.mjs");
    run(Command::new("node").args([&*generator, package, table]))
}

fn node() -> Result<(), String> {
    run(Command::new("node").arg("--version"))
}

/// The unpacked package of our version; fetched when it is asked for first.
fn package() -> Result<PathBuf, String> {
    node()?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sentry-conventions-{VERSION}"));
    let package = folder.join("package");
    if !package.join("package.json").exists() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let name = format!("@sentry/conventions@{VERSION}");
        run(Command::new(npm).args(["pack", "--silent", &name]).current_dir(&folder))?;
        let archive = format!("sentry-conventions-{VERSION}.tgz");
        run(Command::new("tar").args(["-xzf", &archive]).current_dir(&folder))?;
    }
    Ok(package)
}

/// What a test needs, if it is here; whether it may be missing is said by the environment.
fn available<T>(needed: Result<T, String>) -> Option<T> {
    match needed {
        Ok(needed) => Some(needed),
        Err(why) if std::env::var("RINA_REQUIRE_PEERS").as_deref() == Ok("1") => panic!("{why}"),
        Err(why) => {
            println!("skipped: {why}");
            None
        }
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(format!("{command:?}: {said}")) }
}
