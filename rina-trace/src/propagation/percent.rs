//! Percent-encoding, as `encodeURIComponent` and `decodeURIComponent` do it.
//!
//! Knows nothing; known by the sampling context and its header.

use std::borrow::Cow;
use std::fmt;

/// What needs no encoding: `encodeURIComponent`'s set without the parentheses, which W3C Baggage does not allow
/// in a key.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.!~*'".contains(&byte)
}

pub(super) fn encode(text: &str, out: &mut impl fmt::Write) -> fmt::Result {
    for byte in text.bytes() {
        if is_plain(byte) {
            out.write_char(char::from(byte))?;
        } else {
            write!(out, "%{byte:02X}")?;
        }
    }
    Ok(())
}

/// How many bytes [`encode`] writes.
pub(super) fn encoded_len(text: &str) -> usize {
    text.bytes().map(|byte| if is_plain(byte) { 1 } else { 3 }).sum()
}

/// `None` where a `%` is not followed by two hex digits, or the bytes are no UTF-8.
pub(super) fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => (digit(bytes.next()?)? << 4) | digit(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encoded(text: &str) -> String {
        let mut out = String::new();
        encode(text, &mut out).unwrap();
        out
    }

    #[test]
    fn encodes_what_a_header_cannot_carry() {
        assert_eq!(encoded("GET /users/{id}, ä=1;"), "GET%20%2Fusers%2F%7Bid%7D%2C%20%C3%A4%3D1%3B");
        assert_eq!(encoded("a-Z_0.!~*'"), "a-Z_0.!~*'");
    }

    #[test]
    fn refuses_what_cannot_be_decoded() {
        for text in ["%", "%4", "%zz", "%+1", "a%C3", "%ff"] {
            assert_eq!(decode(text), None, "{text}");
        }
        assert_eq!(decode("%c3%A4").as_deref(), Some("ä"));
    }

    proptest! {
        #[test]
        fn decodes_what_it_encodes(text in any::<String>()) {
            let encoded = encoded(&text);
            prop_assert_eq!(encoded.len(), encoded_len(&text));
            let decoded = decode(&encoded);
            prop_assert_eq!(decoded.as_deref(), Some(&*text));
        }

        #[test]
        fn never_panics(text in "[%0-9a-fA-Fäx]{0,20}") {
            let _ = decode(&text);
        }
    }
}
