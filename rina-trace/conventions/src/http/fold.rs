//! Paths with a placeholder for what belongs to one call only, so that the spans of a route have one name.
//!
//! By form alone, since nobody tells the routes of other services. Years, dates, versions and words stay, also where
//! they have digits: `/v1beta/models/gemini-2.0-flash` is one of a few names. Known by the module around it.

use std::borrow::Cow;

/// Stands for what was folded.
const PLACE: &str = "{id}";

/// The shortest digits beside words that are an id; what is shorter is mostly a version.
const MIN_NUMBER: usize = 5;

/// The path with a placeholder for each id.
///
/// ```
/// use rina_trace_conventions::http::fold;
///
/// assert_eq!(fold("/users/42/orders"), "/users/{id}/orders");
/// assert_eq!(fold("/v1/customers/cus_NffrFeUfNV2Hib"), "/v1/customers/cus_{id}");
/// assert_eq!(fold("/mail/ada@example.com"), "/mail/{email}");
/// ```
pub fn fold(path: &str) -> Cow<'_, str> {
    let mut folded: Option<String> = None;
    let mut at = 0;
    for segment in path.split('/') {
        let end = at + segment.len();
        let replaced = of_segment(segment);
        if folded.is_none() && matches!(replaced, Cow::Owned(_)) {
            folded = Some(path[..at].to_owned());
        }
        if let Some(folded) = &mut folded {
            folded.push_str(&replaced);
            folded.push_str(path.get(end..=end).unwrap_or_default());
        }
        at = end + 1;
    }
    folded.map_or(Cow::Borrowed(path), Cow::Owned)
}

/// True for what looks as if it named one thing among many: a number, a UUID, a row of digits and letters without sense.
pub fn is_id(segment: &str) -> bool {
    let digits = count(segment, u8::is_ascii_digit);
    let is_number = digits > 0 && digits == segment.len();
    is_number || is_uuid(segment) || is_opaque(segment)
}

fn of_segment(segment: &str) -> Cow<'_, str> {
    if segment.starts_with(['{', ':', '@']) {
        return Cow::Borrowed(segment);
    }
    if segment.contains('@') || segment.contains("%40") {
        return Cow::Owned("{email}".to_owned());
    }
    let folded = of_words(segment);
    // What a service says before its ids, such as `cus_`, tells what they are of.
    let has_prefix = matches!(&folded, Cow::Owned(folded) if is_prefixed(folded));
    if !has_prefix && (is_id(segment) || is_numeric(segment)) {
        return Cow::Owned(PLACE.to_owned());
    }
    folded
}

/// True for plain words with an id behind them.
fn is_prefixed(folded: &str) -> bool {
    let words = folded.strip_suffix(PLACE).filter(|words| !words.is_empty());
    words.is_some_and(|words| words.bytes().all(|byte| byte.is_ascii_lowercase() || b"_-".contains(&byte)))
}

/// Words that are divided by what is no letter or digit: each may be an id.
fn of_words(segment: &str) -> Cow<'_, str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii();
    let mut folded: Option<String> = None;
    let mut at = 0;
    while at < segment.len() {
        let rest = &segment[at..];
        let start = rest.find(is_word).unwrap_or(rest.len());
        let (between, rest) = rest.split_at(start);
        let word = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
        let is_id = is_opaque(word) || is_long_number(word);
        if is_id && folded.is_none() {
            folded = Some(segment[..at].to_owned());
        }
        if let Some(folded) = &mut folded {
            folded.push_str(between);
            folded.push_str(if is_id { PLACE } else { word });
        }
        at += between.len() + word.len();
    }
    folded.map_or(Cow::Borrowed(segment), Cow::Owned)
}

/// Digits and what stands between them: a date, a telephone number. `1.0` is a version.
fn is_numeric(segment: &str) -> bool {
    count(segment, u8::is_ascii_digit) >= MIN_NUMBER
        && segment.bytes().all(|byte| byte.is_ascii_digit() || b"-_.,:+ ".contains(&byte))
}

/// Not `20250929`, by which models are told apart.
fn is_long_number(word: &str) -> bool {
    let is_number = word.len() >= MIN_NUMBER && word.bytes().all(|byte| byte.is_ascii_digit());
    is_number && !(word.len() == 8 && (word.starts_with("19") || word.starts_with("20")))
}

fn is_uuid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// True for what no word of a language looks like: digits among letters, again and again, or for very long.
fn is_opaque(text: &str) -> bool {
    let (digits, letters) = (count(text, u8::is_ascii_digit), count(text, u8::is_ascii_alphabetic));
    let length = digits + letters;
    if digits == 0 || letters == 0 || length < 8 {
        return length >= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    }
    let is_plain = length == text.len();
    let is_hex = is_plain && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex || (is_plain && length >= 24) {
        return true;
    }
    let (mixed, numbered) = changes(text);
    length >= 10 && (numbered >= 4 || (is_plain && mixed * 2 >= length))
}

/// How often large and small letters and digits follow each other, and how often letters and digits alone do.
fn changes(text: &str) -> (usize, usize) {
    let class = |byte: u8| match byte {
        b'0'..=b'9' => 1,
        b'a'..=b'z' => 2,
        b'A'..=b'Z' => 3,
        _ => 0,
    };
    let (mut mixed, mut numbered) = (0, 0);
    for pair in text.as_bytes().windows(2) {
        let [before, after] = [pair[0], pair[1]].map(class);
        if before != after && before != 0 && after != 0 {
            mixed += 1;
            numbered += usize::from(before == 1 || after == 1);
        }
    }
    (mixed, numbered)
}

fn count(text: &str, is: impl Fn(&u8) -> bool) -> usize {
    text.bytes().filter(|byte| is(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_folded() {
        for (path, folded) in [
            ("/users/42", "/users/{id}"),
            ("/orders/67e55044-10b1-426f-9247-bb680e5fe0c8/items/7", "/orders/{id}/items/{id}"),
            ("/jobs/9f86d081884c7d65/", "/jobs/{id}/"),
            ("/commits/e83c5163", "/commits/{id}"),
            ("/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/{id}"),
            (
                "/v1/payment_intents/pi_3MtwBwLkdIwHu7ix28a3tqPa/capture",
                "/v1/payment_intents/pi_{id}/capture",
            ),
            ("/v1/charges/ch_9s6XKzkNRiz8i3", "/v1/charges/ch_{id}"),
            ("/orders/order-123456/lines", "/orders/order-{id}/lines"),
            ("/reports/2024-07-18", "/reports/{id}"),
            ("/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit", "/d/{id}/edit"),
            ("/files/Ab3_d8Fg5-hJ2k9Lm4Np7q", "/files/{id}"),
            ("/users/ada%40example.com", "/users/{email}"),
        ] {
            assert_eq!(fold(path), folded);
        }
    }

    #[test]
    fn names_stay() {
        for path in [
            "",
            "/",
            "//",
            "/v1/checkout/sessions",
            "/v1beta/models/gemini-2.0-flash:generateContent",
            "/openai/deployments/gpt-4o-mini-2024-07-18/chat/completions",
            "/model/anthropic.claude-3-5-sonnet-20241022-v2/invoke",
            "/api/1.0/users",
            "/oauth2/callback",
            "/getUserProfileV2",
            "/@types/node",
            "/users/{id}/orders/:order",
            "/deadbeef",
            "/s3/bucket/größe",
            "/internationalisation-of-applications",
        ] {
            assert!(
                matches!(fold(path), Cow::Borrowed(same) if same == path),
                "{path} became {}",
                fold(path)
            );
        }
    }
}
