//! Secrets in free texts - names, messages, statements, URLs - by their form alone.
//!
//! One pass from left to right: a byte that may belong to a secret is looked at more closely, all others are passed
//! by. Each look goes back over one word at most, or forward over what is then taken out, so that the time is linear
//! in the text. By hand and not by expressions: the common text has nothing, and costs one look-up per byte. The
//! forms are those of <https://github.com/getsentry/relay/blob/master/relay-pii/src/regexes.rs>, and the tokens that
//! the programs of today carry.

mod card;
mod pair;
mod shape;
mod url;
mod value;

use std::ops::Range;

use super::{Rules, is_made_safe};
use crate::sensitive::FILTERED;

/// The bytes at which a secret, or the name of one, can be told.
const SIGNS: [bool; 256] = {
    let mut table = [false; 256];
    let signs = b"=:\"'-_.JABb0123456789";
    let mut at = 0;
    while at < signs.len() {
        table[signs[at] as usize] = true;
        at += 1;
    }
    table
};

/// A text that is looked through.
#[derive(Clone, Copy)]
struct Look<'a> {
    bytes: &'a [u8],
    rules: &'a Rules,
    /// The text is a query: its first name needs no `?` before it.
    is_query: bool,
    /// What is before this was taken out already.
    floor: usize,
}

/// The text without its secrets, if it has any.
pub(super) fn scrub(text: &str, rules: &Rules, is_query: bool) -> Option<String> {
    let mut look = Look { bytes: text.as_bytes(), rules, is_query, floor: 0 };
    let mut out = String::new();
    let mut at = 0;
    while let Some(sign) = look.next_sign(at) {
        let Some(found) = look.at_sign(sign) else {
            at = sign + 1;
            continue;
        };
        at = found.end.max(sign + 1);
        let Some(secret) = text.get(found.clone()).filter(|secret| !is_harmless(secret)) else { continue };
        if secret == FILTERED {
            continue;
        }
        out.push_str(text.get(look.floor..found.start).unwrap_or_default());
        out.push_str(FILTERED);
        look.floor = found.end;
    }
    if look.floor == 0 {
        return None;
    }
    out.push_str(text.get(look.floor..).unwrap_or_default());
    Some(out)
}

impl Look<'_> {
    fn next_sign(&self, from: usize) -> Option<usize> {
        let rest = self.bytes.get(from..)?;
        let is_sign = |byte: &u8| SIGNS.get(usize::from(*byte)).is_some_and(|sign| *sign);
        rest.iter().position(is_sign).map(|at| from + at)
    }

    /// The secret that the sign at `at` tells of.
    fn at_sign(&self, at: usize) -> Option<Range<usize>> {
        match self.byte(at)? {
            b'=' => self.pair(at),
            b':' => self.user_info(at).or_else(|| self.pair(at)),
            b'"' | b'\'' => self.quoted_password(at),
            b'-' => self.private_key(at).or_else(|| self.prefixed(at)),
            b'_' | b'.' => self.prefixed(at),
            b'J' => self.web_token(at),
            b'A' => self.cloud_key(at),
            b'B' | b'b' => self.scheme(at),
            _ => self.card(at),
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The byte before `at`, if it was not taken out.
    fn before(&self, at: usize) -> Option<u8> {
        let before = at.checked_sub(1).filter(|before| *before >= self.floor)?;
        self.byte(before)
    }

    fn starts_with(&self, at: usize, text: &[u8]) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(text))
    }

    /// Where the bytes from `from` on that are `wanted` end.
    fn end_of(&self, from: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        from + rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len())
    }

    /// Where the bytes before `end` that are `wanted` begin, at most `limit` of them.
    fn start_of(&self, end: usize, limit: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let from = end.saturating_sub(limit).max(self.floor).min(end);
        let word = self.bytes.get(from..end).unwrap_or_default();
        from + word.iter().rposition(|byte| !wanted(*byte)).map_or(0, |at| at + 1)
    }
}

/// True for what stands for a value and is none: a placeholder of a statement or a format, or nothing.
fn is_harmless(value: &str) -> bool {
    let is_parameter = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let words = ["null", "none", "nil", "true", "false", "undefined", "some", "value"];
    matches!(value, "" | "?" | "%s" | "{}" | "...")
        || value.strip_prefix('$').is_some_and(is_parameter)
        || value.bytes().all(|byte| byte == b'*')
        || words.iter().any(|word| word.eq_ignore_ascii_case(value))
        || is_made_safe(value)
}

/// What words are made of, in keys and in tokens.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

#[cfg(test)]
mod tests;
