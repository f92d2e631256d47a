//! Secrets that are known by how they look: web tokens, private keys, the tokens of well-known services.

use std::ops::Range;

use super::{Look, is_word};

/// How the secret tokens of services begin, up to and with the first sign in them; those that may be public, such as
/// `pk_live_`, are not here.
///
/// Source: <https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns>
#[rustfmt::skip]
const PREFIXES: [&[u8]; 28] = [
    b"sk_live_", b"sk_test_", b"rk_live_", b"rk_test_", b"whsec_", b"sk-", b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_",
    b"github_pat_", b"glpat-", b"xoxb-", b"xoxp-", b"xoxa-", b"xoxr-", b"xoxs-", b"xapp-", b"npm_", b"pypi-", b"hf_",
    b"dop_v1_", b"shpat_", b"shpss_", b"sntrys_", b"sntryu_", b"SG.",
];

/// A token is at least so long behind its prefix.
const MIN_TOKEN: usize = 12;

/// The longest word before the first sign of a prefix.
const MAX_PREFIX: usize = 6;

impl Look<'_> {
    /// A token whose prefix has its first sign at `at`.
    pub(super) fn prefixed(&self, at: usize) -> Option<Range<usize>> {
        let start = self.start_of(at, MAX_PREFIX, |byte| byte.is_ascii_alphanumeric());
        if start == at || self.before(start).is_some_and(is_word) {
            return None;
        }
        let (rest, sign_at) = (self.bytes.get(start..)?, at - start);
        let is_it = |prefix: &&&[u8]| {
            rest.starts_with(prefix)
                && prefix.iter().position(|byte| !byte.is_ascii_alphanumeric()) == Some(sign_at)
        };
        let prefix = PREFIXES.iter().find(is_it)?;
        let mut end = self.end_of(start + prefix.len(), is_word);
        // Of those whose prefix has a dot, the token has one more.
        if prefix.ends_with(b".") && self.byte(end) == Some(b'.') {
            end = self.end_of(end + 1, is_word);
        }
        let token = self.bytes.get(start + prefix.len()..end)?;
        (token.len() >= MIN_TOKEN && token.iter().any(u8::is_ascii_digit)).then_some(start..end)
    }

    /// A token of three parts whose first is a JSON object: `eyJ..`; the sign is at its `J`.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc7519#section-3>
    pub(super) fn web_token(&self, at: usize) -> Option<Range<usize>> {
        let start = at.checked_sub(2).filter(|start| *start >= self.floor)?;
        if !self.starts_with(start, b"eyJ") || self.before(start).is_some_and(is_word) {
            return None;
        }
        let end = self.end_of_token(start);
        let token = self.bytes.get(start..end)?;
        (token.len() >= 20 && token.contains(&b'.')).then_some(start..end)
    }

    /// `-----BEGIN PRIVATE KEY-----` and what follows, to its end or that of the text.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc7468#section-2>
    pub(super) fn private_key(&self, at: usize) -> Option<Range<usize>> {
        if !self.starts_with(at, b"-----BEGIN ") {
            return None;
        }
        let label = self.bytes.get(at..).and_then(|rest| rest.get(..64).or(Some(rest)))?;
        if !holds(label, b"PRIVATE KEY") {
            return None;
        }
        let rest = self.bytes.get(at..)?;
        let end = rest.windows(9).position(|window| window == b"-----END ").map(|end| at + end + 9);
        let Some(end) = end else { return Some(at..self.bytes.len()) };
        let label = self.end_of(end, |byte| byte != b'-' && byte != b'\n');
        Some(at..self.end_of(label, |byte| byte == b'-'))
    }

    /// The keys of Amazon and of Google.
    pub(super) fn cloud_key(&self, at: usize) -> Option<Range<usize>> {
        if self.before(at).is_some_and(is_word) {
            return None;
        }
        let end = self.end_of(at, is_word);
        let key = self.bytes.get(at..end)?;
        let is_amazon = (key.starts_with(b"AKIA") || key.starts_with(b"ASIA"))
            && key.len() == 20
            && key.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        (is_amazon || (key.starts_with(b"AIza") && key.len() >= 35)).then_some(at..end)
    }

    /// Where a token ends: a full stop behind it is that of the sentence.
    fn end_of_token(&self, start: usize) -> usize {
        let end = self.end_of(start, |byte| is_word(byte) || byte == b'.');
        self.start_of(end, end - start, |byte| byte == b'.')
    }
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
