//! The numbers of payment cards: the digits of a scheme, and their check digit.

use std::ops::Range;

use super::Look;

/// The longest number of a card.
const MAX_DIGITS: usize = 19;

impl Look<'_> {
    /// The number of a card that starts at `at`, in one piece or in groups.
    pub(super) fn card(&self, at: usize) -> Option<Range<usize>> {
        let joins = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        if self.before(at).is_some_and(joins) {
            return None;
        }
        let (mut digits, mut count, mut end) = ([0_u8; MAX_DIGITS], 0, at);
        let mut next = at;
        while let Some(byte) = self.byte(next) {
            match byte {
                b'0'..=b'9' => {
                    *digits.get_mut(count)? = byte - b'0';
                    (count, end) = (count + 1, next + 1);
                }
                b' ' | b'-' if next == end => {}
                _ => break,
            }
            next += 1;
        }
        let digits = digits.get(..count)?;
        let goes_on = self.byte(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (!goes_on && is_of_a_scheme(digits) && has_check_digit(digits)).then_some(at..end)
    }
}

/// Source: <https://en.wikipedia.org/wiki/Payment_card_number#Issuer_identification_number_(IIN)>
fn is_of_a_scheme(digits: &[u8]) -> bool {
    let first = |count: usize| {
        let digits = digits.get(..count).unwrap_or_default();
        digits.iter().fold(0_u32, |number, digit| number * 10 + u32::from(*digit))
    };
    matches!(
        (digits.len(), first(1), first(2), first(4)),
        (13 | 16 | 19, 4, ..)
        | (16, _, 51..=55 | 35 | 65, _)
        | (16, _, _, 2221..=2720 | 6011 | 6440..=6499)
        | (15, _, 34 | 37, _)
        | (14, _, 30 | 36 | 38, _)
    )
}

/// Source: <https://en.wikipedia.org/wiki/Luhn_algorithm>
fn has_check_digit(digits: &[u8]) -> bool {
    let sum = digits.iter().rev().enumerate().fold(0_u32, |sum, (index, digit)| {
        let double = u32::from(*digit) * 2;
        sum + if index % 2 == 0 { u32::from(*digit) } else { double - if double > 9 { 9 } else { 0 } }
    });
    sum % 10 == 0
}
