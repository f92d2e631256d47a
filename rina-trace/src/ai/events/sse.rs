//! Server-sent events: lines with a name before a colon, and an empty line behind each event.
//!
//! Source: <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>. Known by `events`.

use super::Bounded;

/// The lines of a stream, as far as they have come.
#[derive(Default)]
pub(in crate::ai) struct Lines {
    line: Bounded,
    data: Bounded,
    has_data: bool,
    /// The last byte was a carriage return: a line feed behind it is no line of its own.
    is_behind_return: bool,
}

impl Lines {
    pub(super) fn feed(&mut self, mut bytes: &[u8], see: &mut dyn FnMut(&[u8])) {
        while let Some(first) = bytes.first() {
            if std::mem::take(&mut self.is_behind_return) && *first == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                return self.line.push(bytes);
            };
            self.line.push(&bytes[..end]);
            self.is_behind_return = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            self.end_line(see);
        }
    }

    /// The last line may lack its end, and the last event its empty line.
    pub(super) fn close(mut self, see: &mut dyn FnMut(&[u8])) {
        self.end_line(see);
        self.end_event(see);
    }

    fn end_line(&mut self, see: &mut dyn FnMut(&[u8])) {
        if self.line.bytes.is_empty() && !self.line.is_over {
            return self.end_event(see);
        }
        let Self { line, data, has_data, .. } = self;
        if line.is_over {
            // What it was is not known; most of what is so long is data.
            data.is_over = true;
        }
        line.take(&mut |line| {
            let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
            let Some(value) = line.strip_prefix(b"data:") else { return };
            if std::mem::replace(has_data, true) {
                data.push(b"\n");
            }
            data.push(value.strip_prefix(b" ").unwrap_or(value));
        });
    }

    fn end_event(&mut self, see: &mut dyn FnMut(&[u8])) {
        self.has_data = false;
        self.data.take(see);
    }
}
