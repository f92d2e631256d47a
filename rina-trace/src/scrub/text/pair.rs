//! `key=value`, `key: value`, `"key":"value"`, and what else says the name of a secret before it.

use std::ops::Range;

use super::super::Verdict;
use super::super::keys::Place;
use super::{Look, is_word};

/// The longest name that is read back to.
const MAX_NAME: usize = 64;

/// Headers whose value goes on to the end of the line.
const LINES: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

/// Names that programs put before their messages, too (`token: expired`): a plain word behind them is none.
const TOPICS: [&str; 9] = ["auth", "token", "session", "jwt", "csrf", "cookie", "otp", "pin", "saml"];

/// Names before which a quoted text is a secret without a sign between them: `WITH PASSWORD 'x'`.
const BEFORE_QUOTES: [&str; 6] = ["password", "passwd", "passphrase", "pwd", "secret", "by"];

impl Look<'_> {
    /// The value of the pair whose sign is at `at`, if its name looks secret.
    pub(super) fn pair(&self, at: usize) -> Option<Range<usize>> {
        let is_colon = self.byte(at) == Some(b':');
        if is_colon && (self.byte(at + 1) == Some(b':') || self.before(at) == Some(b':')) {
            return None;
        }
        let name = self.name_before(at);
        let text = std::str::from_utf8(self.bytes.get(name.clone())?).ok()?;
        let is_parameter = match self.before(name.start) {
            Some(before) => matches!(before, b'?' | b'&'),
            None => self.is_query && name.start == 0,
        };
        let place = if is_parameter { Place::Parameter } else { Place::Data };
        if text.len() < 2 || self.rules.judge(text, place) != Verdict::Secret {
            return None;
        }
        let is_line = is_colon && LINES.iter().any(|line| line.eq_ignore_ascii_case(text));
        let value = if is_parameter { self.parameter(at + 1) } else { self.value(at + 1, is_line) };
        let is_prose = is_colon && self.byte(at + 1) == Some(b' ') && self.is_plain_word(&value);
        let is_topic = || TOPICS.iter().any(|topic| topic.eq_ignore_ascii_case(text));
        (!(is_prose && is_topic())).then_some(value)
    }

    /// The name before the sign at `at`, without the quotes and blanks between them.
    fn name_before(&self, at: usize) -> Range<usize> {
        let mut end = self.start_of(at, 2, |byte| byte == b' ');
        if matches!(self.before(end), Some(b'"' | b'\'' | b'`')) {
            end = self.start_of(end - 1, 3, |byte| byte == b'\\');
        }
        let is_name = |byte| is_word(byte) || matches!(byte, b'.' | b'[' | b']');
        self.start_of(end, MAX_NAME, is_name)..end
    }

    /// `PASSWORD 'x'`, `password "x"`, `IDENTIFIED BY 'x'`.
    pub(super) fn quoted_password(&self, at: usize) -> Option<Range<usize>> {
        let end = self.start_of(at, 2, |byte| byte == b' ');
        if end == at {
            return None;
        }
        let start = self.start_of(end, 16, |byte| byte.is_ascii_alphabetic());
        let word = self.bytes.get(start..end)?;
        let known = BEFORE_QUOTES.iter().find(|known| known.as_bytes().eq_ignore_ascii_case(word))?;
        if *known == "by" && !self.text_before(start, b"identified ") {
            return None;
        }
        Some(self.value(at, false))
    }

    /// `Bearer x` and `Basic x`, wherever they stand.
    pub(super) fn scheme(&self, at: usize) -> Option<Range<usize>> {
        if self.before(at).is_some_and(is_word) {
            return None;
        }
        let word = [&b"bearer"[..], b"basic"].into_iter().find(|word| {
            self.bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
        })?;
        let behind = at + word.len();
        let start = self.end_of(behind, |byte| byte == b' ');
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"._~+/=-".contains(&byte);
        let token = start..self.end_of(start, is_token);
        (start > behind && !token.is_empty() && !self.is_plain_word(&token)).then_some(token)
    }

    /// True for a word of a sentence, as in `Basic authentication`: letters, none of them large but the first.
    fn is_plain_word(&self, range: &Range<usize>) -> bool {
        let word = self.bytes.get(range.clone()).unwrap_or_default();
        let word = word.strip_suffix(b".").unwrap_or(word);
        let small = word.get(1..).unwrap_or_default();
        word.len() < 20
            && word.first().is_some_and(u8::is_ascii_alphabetic)
            && small.iter().all(u8::is_ascii_lowercase)
    }

    fn text_before(&self, at: usize, text: &[u8]) -> bool {
        let from = at.checked_sub(text.len()).filter(|from| *from >= self.floor);
        from.and_then(|from| self.bytes.get(from..at)).is_some_and(|found| found.eq_ignore_ascii_case(text))
    }
}

/// True for the names of ways to prove who one is, behind which the proof follows.
pub(super) fn is_scheme(word: &[u8]) -> bool {
    let schemes: [&[u8]; 6] = [b"bearer", b"basic", b"token", b"digest", b"negotiate", b"apikey"];
    schemes.iter().any(|scheme| scheme.eq_ignore_ascii_case(word))
}
