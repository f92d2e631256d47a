//! Numbers, and what looks like one. A part of `tokens`.

use crate::bytes::{Class, class, peek};
use crate::dialect::Dialect;
use crate::tokens::{Kind, Tokens};

impl Tokens<'_> {
    /// A number; a name that begins with a digit, which `MySQL` allows, where only a name may stand.
    pub(super) fn digits(&self, start: usize) -> (Kind, usize) {
        if self.dialect == Dialect::MySql && self.wants_name() {
            let end = run_end(self.text, start);
            // Neither `0x2a` nor `4e2` has such letters.
            let in_name = |byte: &u8| matches!(byte | 0x20, b'g'..=b'z') || *byte == b'_';
            if self.text[start..end].iter().skip(2).any(in_name) {
                return (Kind::Word, end);
            }
        }
        (Kind::Number, number_end(self.text, start))
    }

    /// `.5` is a number, and `a.5` is not.
    pub(super) fn dot(&self, start: usize) -> (Kind, usize) {
        let is_number = peek(self.text, start + 1).is_ascii_digit();
        if is_number && !(self.before.end == start && self.is_behind_operand()) && !self.is_behind_dot(start)
        {
            return (Kind::Number, number_end(self.text, start));
        }
        (Kind::Dot, start + 1)
    }

    /// `1..5` is a range.
    fn is_behind_dot(&self, start: usize) -> bool {
        self.before.kind == Kind::Dot && self.before.end == start
    }

    /// The sign of a number, where nothing stands before that it could be subtracted from.
    pub(super) fn sign(&self, start: usize) -> (Kind, usize) {
        let first = start + 1;
        let is_number = match peek(self.text, first) {
            b'.' => peek(self.text, first + 1).is_ascii_digit(),
            byte => byte.is_ascii_digit(),
        };
        if is_number && !self.is_behind_operand() {
            return (Kind::Number, number_end(self.text, first));
        }
        (Kind::Sign, first)
    }
}

/// Digits and letters: what is no number, such as `12ab`, is taken for a value all the same.
fn run_end(text: &[u8], at: usize) -> usize {
    let in_run = |byte: &u8| matches!(class(*byte), Class::Letter | Class::Digit);
    text[at..].iter().position(|byte| !in_run(byte)).map_or(text.len(), |length| at + length)
}

/// From the first digit, or the dot before it: `42`, `4.2`, `4.`, `.2`, `4e-2`, `0x2a`, `4_200`.
pub(super) fn number_end(text: &[u8], start: usize) -> usize {
    let mut at = run_end(text, start);
    let is_decimal = !(text[start] == b'0' && matches!(peek(text, start + 1) | 0x20, b'x' | b'b' | b'o'));
    if !is_decimal {
        return at;
    }
    if peek(text, at) == b'.' && peek(text, at + 1) != b'.' {
        at += 1;
        if peek(text, at).is_ascii_digit() || is_exponent(text, at) {
            at = run_end(text, at);
        }
    }
    // `4e` and then `-2`.
    let is_signed = at > start && text[at - 1] | 0x20 == b'e' && matches!(peek(text, at), b'+' | b'-');
    if is_signed && peek(text, at + 1).is_ascii_digit() { run_end(text, at + 1) } else { at }
}

fn is_exponent(text: &[u8], at: usize) -> bool {
    let next = peek(text, at + 1);
    peek(text, at) | 0x20 == b'e' && (next.is_ascii_digit() || matches!(next, b'+' | b'-'))
}
