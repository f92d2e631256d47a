//! The header `baggage`, read by a few lines of its own: not by the code that is under test.

use std::collections::BTreeMap;

use rina_trace::TraceHeaders;

pub type Members = BTreeMap<String, String>;

/// All members, decoded.
pub fn members(header: &str) -> Members {
    let member = |member: &str| {
        let (key, value) = member.split_once('=').unwrap();
        (decoded(key.trim()), decoded(value.trim()))
    };
    header.split(',').map(member).collect()
}

/// Sentry's members, without `sentry-`; it is a mistake if there are others.
pub fn sentry(headers: &TraceHeaders) -> Members {
    let members = members(headers.baggage().unwrap());
    let without = |key: String| key.strip_prefix("sentry-").unwrap().to_owned();
    members.into_iter().map(|(key, value)| (without(key), value)).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        if *byte == b'%' {
            let (hex, behind) = rest.split_at(2);
            bytes.push(u8::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).unwrap());
            rest = behind;
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// `trace id, span id, flag` of a `sentry-trace`.
pub fn sentry_trace(headers: &TraceHeaders) -> (String, String, Option<String>) {
    let header = headers.sentry_trace().unwrap();
    let parts: Vec<&str> = header.split('-').collect();
    assert!(parts.len() == 2 || parts.len() == 3, "{header}");
    (parts[0].to_owned(), parts[1].to_owned(), parts.get(2).map(|flag| (*flag).to_owned()))
}
