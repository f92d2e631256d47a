//! Writes JSON into a growing buffer of bytes.
//!
//! By hand, because a span is mostly constant text, ids and times, for which a serializer has no shorter way.
//! Knows the values that can be recorded; known by the encoders.

use std::fmt::Write;

use crate::value::Value;

/// The two hex digits of each byte.
const HEX: [[u8; 2]; 256] = {
    let digits = b"0123456789abcdef";
    let mut table = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    table
};

/// The two decimal digits of each number below 100.
const DECIMAL: [[u8; 2]; 100] = {
    let digits = b"0123456789";
    let mut table = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        table[number] = [digits[number / 10], digits[number % 10]];
        number += 1;
    }
    table
};

/// The digits of `number`, which is below 100.
fn two_digits(number: u64) -> [u8; 2] {
    usize::try_from(number).ok().and_then(|number| DECIMAL.get(number)).copied().unwrap_or([b'0'; 2])
}

/// A string in quotes, escaped.
pub(crate) fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    escaped(out, text);
    out.push(b'"');
}

/// What stands between the quotes of a string.
fn escaped(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(at) = special(rest) {
        let (plain, from) = rest.split_at(at);
        out.extend_from_slice(plain);
        let Some((byte, behind)) = from.split_first() else { return };
        escape(out, *byte);
        rest = behind;
    }
    out.extend_from_slice(rest);
}

/// Where the first byte is that cannot stand in a string as it is: quote, backslash, control character. Looks at
/// eight bytes at a time, because a statement or a URL is long and mostly has none.
fn special(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    // Source of the two: <https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord>.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGHS;
    let equal = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);

    let (words, _) = bytes.as_chunks::<8>();
    let plain = words.iter().take_while(|word| {
        let word = u64::from_ne_bytes(**word);
        below(word, 0x20) | equal(word, b'"') | equal(word, b'\\') == 0
    });
    let plain = plain.count() * 8;
    let rest = bytes.get(plain..).unwrap_or_default();
    rest.iter().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\')).map(|at| plain + at)
}

#[cold]
fn escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&HEX[usize::from(byte)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// Decimal digits.
pub(crate) fn uint(out: &mut Vec<u8>, number: u64) {
    // Writing into a vector cannot fail.
    let _ = serde_json::to_writer(out, &number);
}

/// Decimal digits with their sign.
pub(crate) fn int(out: &mut Vec<u8>, number: i64) {
    let _ = serde_json::to_writer(out, &number);
}

/// A number; NaN and the infinities, which JSON has no numbers for, as strings.
pub(crate) fn float(out: &mut Vec<u8>, number: f64) {
    if number.is_finite() {
        let _ = serde_json::to_writer(out, &number);
    } else {
        string(out, &number.to_string());
    }
}

/// 16 hex digits.
pub(crate) fn hex_u64(out: &mut Vec<u8>, bits: u64) {
    out.extend_from_slice(bits.to_be_bytes().map(|byte| HEX[usize::from(byte)]).as_flattened());
}

/// 32 hex digits.
pub(crate) fn hex_u128(out: &mut Vec<u8>, bits: u128) {
    out.extend_from_slice(bits.to_be_bytes().map(|byte| HEX[usize::from(byte)]).as_flattened());
}

/// Seconds since 1970 with six decimals, from nanoseconds. By integers: an `f64` of today's seconds has no more
/// than 22 bits left for the fraction, and its shortest print is slower.
pub(crate) fn seconds(out: &mut Vec<u8>, unix_nanos: u64) {
    uint(out, unix_nanos / 1_000_000_000);
    let micros = unix_nanos % 1_000_000_000 / 1_000;
    let pairs = [two_digits(micros / 10_000), two_digits(micros / 100 % 100), two_digits(micros % 100)];
    out.push(b'.');
    out.extend_from_slice(pairs.as_flattened());
}

/// A recorded value, with its type.
pub(crate) fn value(out: &mut Vec<u8>, of: &Value) {
    match of {
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Int(number) => int(out, *number),
        Value::UInt(number) => uint(out, *number),
        Value::Float(number) => float(out, *number),
        Value::Text(text) => string(out, text),
        Value::List(values) => {
            out.push(b'[');
            for (index, item) in values.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                value(out, item);
            }
            out.push(b']');
        }
    }
}

/// A recorded value as the string that a tag has to be.
pub(crate) fn tag(out: &mut Vec<u8>, of: &Value) {
    out.push(b'"');
    match of {
        Value::Text(text) => escaped(out, text),
        Value::Int(number) => int(out, *number),
        other => {
            // Printing a value cannot fail.
            let _ = write!(Escaping(out), "{other}");
        }
    }
    out.push(b'"');
}

struct Escaping<'a>(&'a mut Vec<u8>);

impl Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        escaped(self.0, text);
        Ok(())
    }
}

/// An object that is opened by its first member, so that there is none without members.
pub(crate) struct Object<'a> {
    out: &'a mut Vec<u8>,
    opening: Option<&'static [u8]>,
}

impl<'a> Object<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>, opening: &'static [u8]) -> Self {
        Self { out, opening: Some(opening) }
    }

    /// Writes the key; the value is the caller's.
    pub(crate) fn member(&mut self, key: &str) -> &mut Vec<u8> {
        self.out.extend_from_slice(self.opening.take().unwrap_or(b","));
        string(self.out, key);
        self.out.push(b':');
        self.out
    }
}

impl Drop for Object<'_> {
    fn drop(&mut self) {
        if self.opening.is_none() {
            self.out.push(b'}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{IntoValue, Text};

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn strings_read_back() {
        let every: String = (0..0x250).filter_map(char::from_u32).chain("\u{2028}😀\"\\".chars()).collect();
        for text in ["", "plain", "\"", "a\\", &every] {
            let read: String = serde_json::from_str(&written(|out| string(out, text))).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn integers_are_those_of_display() {
        for number in [0, 1, 9, 10, 99, 100, 101, 999, 1000, 12_345, u64::MAX, u64::MAX / 10] {
            assert_eq!(written(|out| uint(out, number)), number.to_string());
        }
        for number in [0, -1, -10, i64::MIN, i64::MAX] {
            assert_eq!(written(|out| int(out, number)), number.to_string());
        }
    }

    #[test]
    fn ids_and_times_have_a_fixed_width() {
        assert_eq!(written(|out| hex_u64(out, 0xab)), "00000000000000ab");
        assert_eq!(written(|out| hex_u128(out, 1 << 127)), format!("8{}", "0".repeat(31)));
        assert_eq!(written(|out| seconds(out, 1_700_000_000_000_000_999)), "1700000000.000000");
        assert_eq!(written(|out| seconds(out, 1_700_000_000_123_456_789)), "1700000000.123456");
        assert_eq!(written(|out| seconds(out, 5)), "0.000000");
    }

    #[test]
    fn values_keep_their_type_and_tags_are_strings() {
        let list = Value::List([1.to_value(), "a\"".to_value()].into_iter().flatten().collect());
        let cases = [
            (Value::Bool(true), "true", "\"true\""),
            (Value::Int(-7), "-7", "\"-7\""),
            (Value::UInt(u64::MAX), "18446744073709551615", "\"18446744073709551615\""),
            (Value::Float(1.0), "1.0", "\"1\""),
            (Value::Float(f64::NAN), "\"NaN\"", "\"NaN\""),
            (Value::Float(f64::NEG_INFINITY), "\"-inf\"", "\"-inf\""),
            (Value::Text(Text::new("a\nb")), "\"a\\nb\"", "\"a\\nb\""),
            (list, "[1,\"a\\\"\"]", "\"[1, a\\\"]\""),
        ];
        for (case, as_value, as_tag) in cases {
            assert_eq!(written(|out| value(out, &case)), as_value);
            assert_eq!(written(|out| tag(out, &case)), as_tag);
        }
    }
}
