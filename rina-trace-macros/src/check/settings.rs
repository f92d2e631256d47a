//! What the project says in its `Cargo.toml` about operations and keys, and that the compiler has to look again when
//! that changes.
//!
//! Known by the checks. Reads the manifest of the package and of its workspace once per compilation.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use std::{env, fs};

use proc_macro2::TokenStream;
use quote::quote;

use super::metadata::{self, Manifest};

/// `rina-trace` in the metadata of a package and of its workspace. All names may end in `*`.
#[derive(Debug, Default, Clone)]
pub(crate) struct Settings {
    /// Operations of the project's own.
    pub(super) ops: Vec<String>,
    /// Only known and declared operations are allowed; the package's word counts before the workspace's.
    pub(super) strict: Option<bool>,
    /// Keys that are secret here.
    pub(super) deny_keys: Vec<String>,
    /// Keys that are not, though they look so; nor are they compared with known ones.
    pub(super) allow_keys: Vec<String>,
    /// What could not be read, as messages.
    pub(super) problems: Vec<String>,
}

/// The settings as they are used by one expansion.
pub(crate) struct Current {
    pub(super) settings: Arc<Settings>,
    /// Files that this expansion is the first to have read.
    read: Vec<PathBuf>,
}

/// The manifests of a package, and when each was written.
type Files = Vec<(PathBuf, Option<SystemTime>)>;

/// By the folder of a package: an editor expands for many packages in one process, and sees files change.
type Known = HashMap<PathBuf, (Files, Arc<Settings>)>;

static KNOWN: Mutex<Option<Known>> = Mutex::new(None);

/// The settings of the package that is compiled now.
pub(crate) fn current() -> Current {
    let Some(folder) = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
        return Current { settings: Arc::default(), read: Vec::new() };
    };
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    if let Some((files, settings)) = known.get(&folder)
        && files.iter().all(|(file, written)| self::written(file) == *written)
    {
        return Current { settings: Arc::clone(settings), read: Vec::new() };
    }
    let (files, settings) = load(&folder);
    let settings = Arc::new(settings);
    let read = files.iter().map(|(file, _)| file.clone()).collect();
    known.insert(folder, (files, Arc::clone(&settings)));
    Current { settings, read }
}

impl Current {
    /// Items that make the compiler note the files that were read: cargo builds again when one changes. Nothing else
    /// would, for cargo itself does not look at the metadata.
    pub(super) fn watch(&self) -> TokenStream {
        let files = self.read.iter().filter_map(|file| file.to_str());
        quote!(#(const _: &[::core::primitive::u8] = ::core::include_bytes!(#files);)*)
    }

    /// What is wrong in the files, once.
    pub(super) fn problems(&self) -> &[String] {
        if self.read.is_empty() { &[] } else { &self.settings.problems }
    }
}

fn written(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|about| about.modified()).ok()
}

fn load(folder: &Path) -> (Files, Settings) {
    let mut files = Files::new();
    let Some(package) = read(&folder.join("Cargo.toml"), &mut files) else {
        return (files, Settings::default());
    };
    let mut settings = package.settings;
    let workspace = match package.workspace {
        _ if package.is_workspace => None,
        Some(path) => read(&folder.join(path).join("Cargo.toml"), &mut files),
        None => folder.ancestors().skip(1).find_map(|folder| {
            // Files that are no workspace need not be watched.
            let mut seen = Files::new();
            let found = read(&folder.join("Cargo.toml"), &mut seen).filter(|file| file.is_workspace)?;
            files.append(&mut seen);
            Some(found)
        }),
    };
    if let Some(Manifest { settings: shared, .. }) = workspace {
        settings.ops.extend(shared.ops);
        settings.strict = settings.strict.or(shared.strict);
        settings.deny_keys.extend(shared.deny_keys);
        settings.allow_keys.extend(shared.allow_keys);
        settings.problems.extend(shared.problems);
    }
    (files, settings)
}

fn read(file: &Path, files: &mut Files) -> Option<Manifest> {
    let text = fs::read_to_string(file).ok()?;
    files.push((file.to_owned(), written(file)));
    Some(metadata::parse(&text, &file.display().to_string()))
}

/// True if one of the names, which may end in `*`, is this one.
pub(super) fn matches(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
    })
}
