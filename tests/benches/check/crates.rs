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

/// Bare comes first: the others are compared with it.
pub(crate) const NAMES: [&str; 4] = [BARE, RINA, FASTRACE, TRACING];

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
        for (name, shape) in NAMES.into_iter().flat_map(|name| SHAPES.map(|shape| (name, shape))) {
            let dependency = match name {
                RINA => format!("rina-trace = {{ path = {ours:?} }}"),
                FASTRACE => "fastrace = { version = \"0.7\", features = [\"enable\"] }".to_owned(),
                TRACING => "tracing = \"0.1\"".to_owned(),
                _ => String::new(),
            };
            let member = member(name, shape);
            write(
                &this.0.join(&member).join("Cargo.toml"),
                &format!(
                    "[package]\nname = {member:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n{dependency}\n"
                ),
            );
            write(&this.source(name, shape), &source::library(name, shape));
            members.push(member);
        }
        write(&this.0.join("Cargo.toml"), &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"));
        // The same versions as everywhere in the house, without asking the registry.
        fs::copy(house.join("Cargo.lock"), this.0.join("Cargo.lock")).expect("the house has a Cargo.lock");
        this
    }

    /// Checks one crate as if all of it had just been written.
    pub(crate) fn check(&self, name: &str, shape: Shape) -> Cost {
        let source = File::options().append(true).open(self.source(name, shape));
        source.and_then(|file| file.set_modified(SystemTime::now())).expect("the source is there");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["check", "--offline", "--quiet", "--package", &member(name, shape)]);
        cargo.arg("--manifest-path").arg(self.0.join("Cargo.toml"));
        cargo.arg("--target-dir").arg(self.0.join("target"));
        cargo.env("CARGO_INCREMENTAL", "0");
        cost(&mut cargo)
    }

    fn source(&self, name: &str, shape: Shape) -> PathBuf {
        self.0.join(member(name, shape)).join("src/lib.rs")
    }
}

fn member(name: &str, shape: Shape) -> String {
    match shape {
        Shape::Sync => format!("{name}-sync"),
        Shape::Async => format!("{name}-async"),
    }
}

fn write(file: &Path, text: &str) {
    let folder = file.parent().expect("a file stands in a folder");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, text))
        .expect("the target folder can be written");
}
