//! The events of a stream, out of its bytes, which are cut anywhere: server-sent events, or JSON after JSON.
//!
//! Which of the two it is, its first byte tells. Knows nothing of providers; known by `reply`.

mod documents;
mod sse;

use serde_json::Value as Json;

use self::documents::Documents;
use self::sse::Lines;

/// The longest event that is looked at, in bytes. What is longer is passed over, and not kept.
const MAX_EVENT: usize = 256 * 1024;

/// What has come of an event that is not there yet.
#[derive(Default)]
pub(super) enum Events {
    /// Nothing has come.
    #[default]
    Unknown,
    Lines(Lines),
    Documents(Documents),
}

impl Events {
    /// Takes the next bytes, and shows `see` each event that they complete.
    pub(super) fn feed(&mut self, bytes: &[u8], see: &mut dyn FnMut(&Json)) {
        if let Self::Unknown = self {
            // A byte order mark may stand before either.
            let first =
                bytes.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF\x1E".contains(byte));
            *self = match first {
                None => return,
                Some(b'{' | b'[') => Self::Documents(Documents::default()),
                Some(_) => Self::Lines(Lines::default()),
            };
        }
        match self {
            Self::Unknown => {}
            Self::Lines(lines) => lines.feed(bytes, &mut |data| parse(data, see)),
            Self::Documents(documents) => {
                documents.feed(bytes, &mut |text| parse(text, see));
                // As the last item of a stream whose items are the data of events.
                if bytes.trim_ascii() == DONE {
                    parse(DONE, see);
                }
            }
        }
    }

    /// Nothing more will come: the last event may lack its end.
    pub(super) fn close(self, see: &mut dyn FnMut(&Json)) {
        if let Self::Lines(lines) = self {
            lines.close(&mut |data| parse(data, see));
        }
    }
}

/// What ends a stream of OpenAI, and is no JSON.
const DONE: &[u8] = b"[DONE]";

fn parse(text: &[u8], see: &mut dyn FnMut(&Json)) {
    if text.trim_ascii() == DONE {
        see(&Json::from("[DONE]"));
    } else if let Ok(event) = serde_json::from_slice(text) {
        see(&event);
    }
}

/// Bytes up to a limit; beyond it they are forgotten, and what was there before too.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    is_over: bool,
}

impl Bounded {
    fn push(&mut self, bytes: &[u8]) {
        if self.is_over || self.bytes.len() + bytes.len() > MAX_EVENT {
            *self = Self { bytes: Vec::new(), is_over: true };
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }

    fn is_empty(&self) -> bool {
        self.bytes.is_empty() && !self.is_over
    }

    /// Shows all of it, unless some is missing, and is empty then.
    fn take(&mut self, see: &mut dyn FnMut(&[u8])) {
        if !self.is_over && !self.bytes.is_empty() {
            see(&self.bytes);
        }
        self.bytes.clear();
        self.is_over = false;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The events of a stream that comes in these pieces.
    fn events<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let (mut all, mut seen) = (Events::default(), Vec::new());
        let mut see = |event: &Json| seen.push(event.to_string());
        for piece in pieces {
            all.feed(piece, &mut see);
        }
        all.close(&mut see);
        seen
    }

    const SSE: &str = "\u{feff}event: a\r\ndata: {\"n\":1}\r\n\r\n: a comment\ndata:{\"n\":\ndata: 2}\nid: 7\n\n\rdata: \
                       {\"n\":3}\r\rdata: [DONE]\n\ndata: {\"n\":4}";

    #[test]
    fn lines_end_in_three_ways_and_data_goes_over_lines() {
        let expected = ["{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "\"[DONE]\"", "{\"n\":4}"];
        assert_eq!(events([SSE.as_bytes()]), expected);
        assert_eq!(events(SSE.as_bytes().chunks(1)), expected);
    }

    const DOCUMENTS: &str =
        " [{\n \"text\": \"a } \\\" {\",\n \"list\": [{}]\n}\n,\n{\"n\": 2}]\n{\"n\":3}\n";

    #[test]
    fn json_follows_json_in_a_list_or_on_lines() {
        let expected = ["{\"list\":[{}],\"text\":\"a } \\\" {\"}", "{\"n\":2}", "{\"n\":3}"];
        assert_eq!(events([DOCUMENTS.as_bytes()]), expected);
        assert_eq!(events(DOCUMENTS.as_bytes().chunks(1)), expected);
        assert_eq!(events(["{\"n\":1}".as_bytes(), b"[DONE]"]), ["{\"n\":1}", "\"[DONE]\""]);
    }

    #[test]
    fn what_is_too_long_is_passed_over() {
        let long = format!("data: \"{}\"\n\ndata: 1\n\n", "x".repeat(MAX_EVENT));
        assert_eq!(events(long.as_bytes().chunks(1000)), ["1"]);
        let long = format!("{{\"x\":\"{}\"}}{{\"n\":1}}", "x".repeat(MAX_EVENT));
        assert_eq!(events(long.as_bytes().chunks(1000)), ["{\"n\":1}"]);
    }

    #[test]
    fn what_comes_as_a_whole_may_be_long() {
        let long = format!("{{\"x\":\"{}\",\"n\":1}}", "x".repeat(2 * MAX_EVENT));
        assert_eq!(events([long.as_bytes()]).len(), 1);
    }

    #[test]
    fn records_begin_with_a_sign_of_their_own() {
        assert_eq!(events([b"\x1e{\"n\":1}\n\x1e{\"n\":2}\n".as_slice()]), ["{\"n\":1}", "{\"n\":2}"]);
    }

    proptest! {
        #[test]
        fn cuts_make_no_difference(cuts in proptest::collection::vec(1_usize..40, 0..20), is_sse in any::<bool>()) {
            let whole = if is_sse { SSE } else { DOCUMENTS }.as_bytes();
            let mut pieces = Vec::new();
            let mut rest = whole;
            for cut in cuts {
                let (piece, behind) = rest.split_at(cut.min(rest.len()));
                pieces.push(piece);
                rest = behind;
            }
            pieces.push(rest);
            prop_assert_eq!(events(pieces), events([whole]));
        }

        #[test]
        fn anything_may_come(pieces in proptest::collection::vec(any::<Vec<u8>>(), 0..8)) {
            events(pieces.iter().map(Vec::as_slice));
        }
    }
}
