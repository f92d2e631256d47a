//! JSON after JSON: one on each line, as Ollama sends them, or in a list, as Gemini does. Known by `events`.

use super::Bounded;

/// The document that has not come to its end.
#[derive(Default)]
pub(in crate::ai) struct Documents {
    text: Bounded,
    /// Braces that are open.
    depth: usize,
    is_in_text: bool,
    is_escaped: bool,
}

impl Documents {
    /// Shows `see` each object that is in no other.
    pub(super) fn feed(&mut self, bytes: &[u8], see: &mut dyn FnMut(&[u8])) {
        let mut start = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if self.depth == 0 {
                start = at;
            }
            if self.ends_with(*byte) {
                let last = &bytes[start..=at];
                if self.text.is_empty() {
                    // It lies there in one piece, so nothing has to be kept of it, however long it is.
                    see(last);
                } else {
                    self.text.push(last);
                    self.text.take(see);
                }
            }
        }
        if self.depth > 0 {
            self.text.push(&bytes[start..]);
        }
    }

    /// True behind the last brace of an object that is in no other.
    fn ends_with(&mut self, byte: u8) -> bool {
        if self.is_in_text {
            match byte {
                _ if std::mem::take(&mut self.is_escaped) => {}
                b'\\' => self.is_escaped = true,
                b'"' => self.is_in_text = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'{' => self.depth += 1,
            b'"' => self.is_in_text = self.depth > 0,
            b'}' if self.depth > 0 => {
                self.depth -= 1;
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}
