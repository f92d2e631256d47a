//! Structured data of `sentry`: maps and lists of JSON, by their keys, and the texts in them by their form.

use std::collections::BTreeMap;

use serde_json::Value;

use super::keys::Place;
use super::{Rules, Verdict, is_made_safe};
use crate::sensitive::FILTERED;

/// What is nested deeper than this is filtered and not looked at.
const MAX_DEPTH: u8 = 64;

impl Rules {
    pub(super) fn map(&self, map: &mut BTreeMap<String, Value>) {
        for (key, value) in map {
            self.json(self.judge(key, Place::Data), value, 0);
        }
    }

    pub(super) fn json(&self, verdict: Verdict, value: &mut Value, depth: u8) {
        match (verdict, &mut *value) {
            (Verdict::Allowed, _) | (_, Value::Null | Value::Bool(_)) => {}
            (_, Value::String(text)) => self.string(verdict, text),
            (Verdict::Secret, _) => *value = FILTERED.into(),
            (_, Value::Number(_)) => {}
            (_, Value::Array(_) | Value::Object(_)) if depth >= MAX_DEPTH => *value = FILTERED.into(),
            (_, Value::Array(values)) => {
                for value in values {
                    self.json(verdict, value, depth + 1);
                }
            }
            (_, Value::Object(map)) => {
                for (key, value) in map {
                    self.json(self.judge(key, Place::Data), value, depth + 1);
                }
            }
        }
    }

    /// The values of tags, headers and the like.
    pub(super) fn strings(&self, map: &mut BTreeMap<String, String>, place: Place) {
        for (key, value) in map {
            self.string(self.judge(key, place), value);
        }
    }

    pub(super) fn string(&self, verdict: Verdict, text: &mut String) {
        let scrubbed = match verdict {
            Verdict::Allowed => None,
            Verdict::Secret if is_made_safe(text) => None,
            Verdict::Secret => Some(FILTERED.to_owned()),
            Verdict::Open => self.text(text),
            Verdict::OpenQuery => self.query(text),
        };
        if let Some(scrubbed) = scrubbed {
            *text = scrubbed;
        }
    }

    /// A text that has no key.
    pub(super) fn free(&self, text: Option<&mut String>) {
        if let Some(text) = text {
            self.string(Verdict::Open, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_looked_for_at_every_depth() {
        let mut value = json!({
            "a": [{ "password": "p", "pin": 1, "secret": true, "token": null }, "token=x"],
            "credentials": { "user": "u" }, "count": 3, "password_hash": "hash:0123456789abcdef",
        });
        Rules::default().json(Verdict::Open, &mut value, 0);
        let expected = json!({
            "a": [{ "password": FILTERED, "pin": FILTERED, "secret": true, "token": null }, "token=[Filtered]"],
            "credentials": FILTERED, "count": 3, "password_hash": "hash:0123456789abcdef",
        });
        assert_eq!(value, expected);
    }

    #[test]
    fn depth_is_bounded() {
        let mut value = json!("deep");
        for _ in 0..100 {
            value = json!([value]);
        }
        Rules::default().json(Verdict::Open, &mut value, 0);
        assert!(!value.to_string().contains("deep"));
    }
}
