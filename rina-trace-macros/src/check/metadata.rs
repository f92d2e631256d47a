//! `[package.metadata.rina-trace]` and `[workspace.metadata.rina-trace]` of one `Cargo.toml`, as [`Settings`].
//!
//! Pure: text in, settings and problems out. Known by `settings`, which finds the files.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::settings::Settings;
use crate::errors::did_you_mean;

const WORDS: [&str; 4] = ["ops", "strict", "deny_keys", "allow_keys"];

/// What one file says, and where the workspace is, if the package names it.
pub(super) struct Manifest {
    pub(super) settings: Settings,
    pub(super) is_workspace: bool,
    /// `package.workspace`: a folder, relative to the file's.
    pub(super) workspace: Option<String>,
}

/// Reads a manifest. `file` is its name in the messages. One that cargo could not read either says nothing here.
pub(super) fn parse(text: &str, file: &str) -> Manifest {
    let mut manifest = Manifest { settings: Settings::default(), is_workspace: false, workspace: None };
    let Ok(document) = DeTable::parse(text) else { return manifest };
    let document = document.into_inner();
    for section in ["package", "workspace"] {
        let Some(table) = table(&document, section) else { continue };
        manifest.is_workspace |= section == "workspace";
        if let Some(DeValue::String(folder)) = table.get("workspace").map(Spanned::get_ref) {
            manifest.workspace = Some(folder.clone().into_owned());
        }
        let Some(ours) = self::table(table, "metadata").and_then(|metadata| metadata.get("rina-trace"))
        else {
            continue;
        };
        let mut reader = Reader { text, file, section, settings: &mut manifest.settings };
        match ours.get_ref() {
            DeValue::Table(ours) => reader.all(ours),
            _ => reader.problem(ours.span(), "it takes a table"),
        }
    }
    manifest
}

fn table<'a>(table: &'a DeTable<'_>, name: &str) -> Option<&'a DeTable<'a>> {
    // The lifetime of the text is longer than it has to be.
    match table.get(name)?.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

struct Reader<'a> {
    text: &'a str,
    file: &'a str,
    section: &'a str,
    settings: &'a mut Settings,
}

impl Reader<'_> {
    fn all(&mut self, ours: &DeTable<'_>) {
        for (word, value) in ours {
            match word.get_ref().as_ref() {
                word @ ("ops" | "deny_keys" | "allow_keys") => {
                    let texts = self.texts(word, value);
                    let Settings { ops, deny_keys, allow_keys, .. } = &mut *self.settings;
                    match word {
                        "ops" => ops.extend(texts),
                        "deny_keys" => deny_keys.extend(texts),
                        _ => allow_keys.extend(texts),
                    }
                }
                "strict" => match value.get_ref() {
                    DeValue::Boolean(strict) => self.settings.strict = Some(*strict),
                    _ => self.problem(value.span(), "`strict` is `true` or `false`"),
                },
                unknown => {
                    let meant = did_you_mean(unknown, WORDS);
                    let message = format!("`{unknown}` is none of {}{meant}", WORDS.join(", "));
                    self.problem(word.span(), &message);
                }
            }
        }
    }

    fn texts(&mut self, word: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let DeValue::Array(values) = value.get_ref() else {
            self.problem(value.span(), &format!("`{word}` takes a list of texts: {word} = [\"..\"]"));
            return Vec::new();
        };
        let mut texts = Vec::new();
        for value in values {
            match value.get_ref() {
                DeValue::String(text) => texts.push(text.clone().into_owned()),
                _ => self.problem(value.span(), &format!("`{word}` takes texts only")),
            }
        }
        texts
    }

    fn problem(&mut self, at: Range<usize>, message: &str) {
        let line = self.text.get(..at.start).map_or(0, |before| before.matches('\n').count()) + 1;
        let Self { file, section, .. } = self;
        self.settings.problems.push(format!("{file}:{line}: [{section}.metadata.rina-trace]: {message}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_and_workspace_are_read() {
        let manifest = parse(
            "[package]\nname = 'a'\nworkspace = '../b'\n[package.metadata.rina-trace]\nops = ['shipping.*']\nstrict = true\n\
             [workspace.metadata.rina-trace]\nops = [\"checkout.pay\"]\ndeny_keys = ['iban']\nallow_keys = ['otp']\n",
            "Cargo.toml",
        );
        let Settings { ops, strict, deny_keys, allow_keys, problems } = manifest.settings;
        assert_eq!(ops, ["shipping.*", "checkout.pay"]);
        assert_eq!(
            (strict, deny_keys, allow_keys),
            (Some(true), vec!["iban".to_owned()], vec!["otp".to_owned()])
        );
        assert!(problems.is_empty() && manifest.is_workspace);
        assert_eq!(manifest.workspace.as_deref(), Some("../b"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let manifest =
            parse("[package.metadata.rina-trace]\nop = []\nops = 'a.b'\nstrict = 1\n", "Cargo.toml");
        let problems = manifest.settings.problems;
        assert_eq!(
            problems,
            [
                "Cargo.toml:2: [package.metadata.rina-trace]: `op` is none of ops, strict, deny_keys, allow_keys, did you mean `ops`?",
                "Cargo.toml:3: [package.metadata.rina-trace]: `ops` takes a list of texts: ops = [\"..\"]",
                "Cargo.toml:4: [package.metadata.rina-trace]: `strict` is `true` or `false`",
            ]
        );
    }
}
