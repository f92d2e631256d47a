//! What `Cargo.toml` says about operations and keys counts at once: a build turns from red to green and back without a
//! source file being touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCE: &str = r#"
#[rina_trace::traced(op = "shipping.label", data(parcel = 1))]
pub fn label() {}
"#;

const KEYS: &str = r#"
#[rina_trace::traced(op = "cache.lookup", data(codeword, api_token = 1))]
pub fn keys(codeword: &str) {}
"#;

/// A package that is built again and again, of which nothing changes but the manifest.
struct Package {
    folder: PathBuf,
    /// The manifest that the metadata go to, and what it says otherwise.
    manifest: PathBuf,
    text: String,
}

impl Package {
    /// A package of its own.
    fn new(name: &str, source: &str) -> Self {
        let folder = empty_folder(name);
        write_package(&folder, name, source);
        let manifest = folder.join("Cargo.toml");
        let text = format!("[workspace]\n{}", fs::read_to_string(&manifest).unwrap());
        copy_lock(&folder);
        Self { folder, manifest, text }
    }

    /// A package in a workspace; the metadata are the workspace's.
    fn in_workspace(name: &str, source: &str) -> Self {
        let folder = empty_folder(name);
        write_package(&folder.join("member"), name, source);
        copy_lock(&folder);
        let text = "[workspace]\nresolver = \"3\"\nmembers = [\"member\"]\n".to_owned();
        Self { manifest: folder.join("Cargo.toml"), folder: folder.join("member"), text }
    }

    /// Writes the manifest, and says what is wrong with the program then.
    fn check(&self, metadata: &str) -> Result<(), String> {
        fs::write(&self.manifest, format!("{}\n{metadata}", self.text)).unwrap();
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["check", "--offline", "--quiet", "--message-format", "short", "--target-dir"]);
        command.arg(scratch().join("metadata-target")).current_dir(&self.folder);
        let output = command.output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        if output.status.success() { Ok(()) } else { Err(errors) }
    }
}

fn scratch() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

fn empty_folder(name: &str) -> PathBuf {
    let folder = scratch().join("metadata").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn write_package(folder: &Path, name: &str, source: &str) {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rina-trace");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("src/lib.rs"), source).unwrap();
    let manifest = format!(
        "[package]\nname = {name:?}\nedition = \"2024\"\n[dependencies]\nrina-trace = {{ path = {library:?}, default-features = false }}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
}

/// The versions that are there already.
fn copy_lock(folder: &Path) {
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock"), folder.join("Cargo.lock"))
        .unwrap();
}

fn assert_says(found: Result<(), String>, expected: &[&str]) {
    let said = found.expect_err("it has to be refused");
    for part in expected {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
}

#[test]
fn the_metadata_of_the_package_decides() {
    let package = Package::new("alone", SOURCE);
    let declared = "[package.metadata.rina-trace]\nops = [\"shipping.*\"]";
    assert_says(package.check(""), &["src/lib.rs:2:27: error: unknown operation `shipping.label`"]);
    package.check(declared).unwrap();
    assert_says(package.check(""), &["unknown operation `shipping.label`"]);
    package.check("[package.metadata.rina-trace]\nops = [\"shipping.label\"]\nstrict = true").unwrap();
    assert_says(
        package.check("[package.metadata.rina-trace]\nops = [\"shipping.labels\"]"),
        &["did you mean `shipping.labels`?"],
    );
}

#[test]
fn the_metadata_of_the_workspace_decides_too() {
    let package = Package::in_workspace("member", SOURCE);
    assert_says(package.check(""), &["unknown operation `shipping.label`"]);
    package.check("[workspace.metadata.rina-trace]\nops = [\"shipping.label\"]").unwrap();
    assert_says(package.check(""), &["unknown operation `shipping.label`"]);
}

#[test]
fn keys_are_secret_or_not_and_operations_strict_by_the_metadata() {
    let package = Package::new("keys", KEYS);
    let says = |words: &str| package.check(&format!("[package.metadata.rina-trace]\n{words}"));
    assert_says(says(""), &["src/lib.rs:2:58: error: `api_token` looks secret"]);
    says("allow_keys = [\"api_token\"]").unwrap();
    assert_says(
        says("allow_keys = [\"api_*\"]\ndeny_keys = [\"code*\"]"),
        &["src/lib.rs:2:48: error: `codeword` looks secret"],
    );
    says("allow_keys = [\"api_*\"]").unwrap();
    assert_says(
        says("allow_keys = [\"api_*\"]\nstrict = true"),
        &["src/lib.rs:2:27: error: `cache.lookup` is neither known nor declared, and `strict` is set"],
    );
}

#[test]
fn what_the_metadata_cannot_mean_is_said_at_its_line() {
    let package = Package::new("wrong", SOURCE);
    assert_says(
        package.check("[package.metadata.rina-trace]\nops = [\"shipping.*\"]\nop = \"x\"\nstrict = \"yes\""),
        &[
            "src/lib.rs:3:8: error: ",
            "Cargo.toml:10: [package.metadata.rina-trace]: `op` is none of ops, strict, deny_keys, allow_keys, did you mean `ops`?",
            "Cargo.toml:11: [package.metadata.rina-trace]: `strict` is `true` or `false`",
        ],
    );
}
