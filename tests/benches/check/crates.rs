//! The crates that are checked: one for each attribute and shape, in a workspace of their own below `target`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::measure::{Cost, cost};
use crate::source;

pub(crate) const BARE: &str = "bare";
pub(crate) const RINA: &str = "rina-trace";
pub(crate) const FASTRACE: &str = "fastrace";
pub(crate) const TRACING: &str = "tracing";

pub(crate) const LIBRARIES: [&str; 3] = [RINA, FASTRACE, TRACING];

/// A crate: on what it depends, and whether its functions are bare.
pub(crate) type Which = (&'static str, bool);

/// What depends on nothing comes first. Each of the others is there twice: with the attribute, and with the same functions
/// bare, which it is compared with.
pub(crate) const ALL: [Which; 7] = [
    (BARE, true),
    (RINA, true),
    (RINA, false),
    (FASTRACE, true),
    (FASTRACE, false),
    (TRACING, true),
    (TRACING, false),
];

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    Sync,
    Async,
}

pub(crate) const SHAPES: [Shape; 2] = [Shape::Sync, Shape::Async];

pub(crate) struct Crates(PathBuf);

impl Crates {
    pub(crate) fn write() -> Self {
        let this = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join("check"));
        let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let ours = house.join("rina-trace");
        let mut members = Vec::new();
        for (which, shape) in ALL.into_iter().flat_map(|which| SHAPES.map(|shape| (which, shape))) {
            let (name, is_bare) = which;
            let dependency = match name {
                RINA => format!("rina-trace = {{ path = {ours:?} }}"),
                FASTRACE => "fastrace = { version = \"0.7\", features = [\"enable\"] }".to_owned(),
                TRACING => "tracing = \"0.1\"".to_owned(),
                _ => String::new(),
            };
            let member = member(which, shape);
            write(
                &this.0.join(&member).join("Cargo.toml"),
                &format!(
                    "[package]\nname = {member:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n{dependency}\n"
                ),
            );
            write(&this.source(which, shape), &source::library(name, is_bare, shape));
            members.push(member);
        }
        write(&this.0.join("Cargo.toml"), &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"));
        // The same versions as everywhere in the house, without asking the registry.
        fs::copy(house.join("Cargo.lock"), this.0.join("Cargo.lock")).expect("the house has a Cargo.lock");
        this
    }

    /// Checks one crate as if all of it had just been written.
    pub(crate) fn check(&self, which: Which, shape: Shape) -> Cost {
        let source = File::options().append(true).open(self.source(which, shape));
        source.and_then(|file| file.set_modified(SystemTime::now())).expect("the source is there");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["check", "--offline", "--quiet", "--package", &member(which, shape)]);
        cargo.arg("--manifest-path").arg(self.0.join("Cargo.toml"));
        cargo.arg("--target-dir").arg(self.0.join("target"));
        cargo.env("CARGO_INCREMENTAL", "0");
        cost(&mut cargo)
    }

    fn source(&self, which: Which, shape: Shape) -> PathBuf {
        self.0.join(member(which, shape)).join("src/lib.rs")
    }
}

fn member((name, is_bare): Which, shape: Shape) -> String {
    let before = if is_bare && name != BARE { "bare-with-" } else { "" };
    match shape {
        Shape::Sync => format!("{before}{name}-sync"),
        Shape::Async => format!("{before}{name}-async"),
    }
}

fn write(file: &Path, text: &str) {
    let folder = file.parent().expect("a file stands in a folder");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, text))
        .expect("the target folder can be written");
}
