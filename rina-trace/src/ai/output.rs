//! The contents of an answer, out of the pieces in which they come. Known by `reply`.

use serde_json::{Value as Json, json};

use super::content::{self, MAX_BYTES};
use crate::value::Text;

/// Of one answer, texts and calls of tools.
const MAX_PARTS: usize = 64;

/// What the model said.
#[derive(Default)]
pub(super) struct Output {
    parts: Vec<Part>,
    /// The bytes of all of them.
    size: usize,
}

enum Part {
    Text(String),
    Call { place: Option<u64>, id: Option<String>, name: String, arguments: String },
}

impl Output {
    /// A piece of text, which goes on where the last part is one.
    pub(super) fn text(&mut self, piece: &str) {
        if piece.is_empty() {
            return;
        }
        if !matches!(self.parts.last(), Some(Part::Text(_))) && self.has_room() {
            self.parts.push(Part::Text(String::new()));
        }
        if let Some(Part::Text(text)) = self.parts.last_mut() {
            append(text, piece, &mut self.size);
        }
    }

    /// A call of a tool, or a piece of the arguments of the one at that place, else of the last one.
    pub(super) fn tool_call(&mut self, at: Option<u64>, id: Option<&str>, name: Option<&str>, piece: &str) {
        if let Some(name) = name
            && self.has_room()
        {
            let mut call = String::new();
            append(&mut call, name, &mut self.size);
            let (id, arguments) = (id.map(str::to_owned), String::new());
            self.parts.push(Part::Call { place: at, id, name: call, arguments });
        }
        let is_meant = |place: Option<u64>| at.is_none() || place == at;
        let call = self.parts.iter_mut().rev().find_map(|part| match part {
            Part::Call { place, arguments, .. } if is_meant(*place) => Some(arguments),
            _ => None,
        });
        if let Some(arguments) = call {
            append(arguments, piece, &mut self.size);
        }
    }

    fn has_room(&self) -> bool {
        self.parts.len() < MAX_PARTS && self.size < MAX_BYTES
    }

    /// The message of the model, in the format of Sentry; `None` if it has said nothing.
    pub(super) fn messages(self, finish_reasons: &[Text]) -> Option<String> {
        if self.parts.is_empty() {
            return None;
        }
        let parts: Vec<Json> = self.parts.into_iter().map(Part::into_json).collect();
        let mut message = json!({ "role": "assistant", "parts": parts });
        if let (Some(reason), Json::Object(message)) = (finish_reasons.first(), &mut message) {
            message.insert("finish_reason".to_owned(), Json::from(&**reason));
        }
        Some(content::bounded(vec![message]))
    }
}

impl Part {
    fn into_json(self) -> Json {
        match self {
            Self::Text(text) => json!({ "type": "text", "content": text }),
            Self::Call { id, name, arguments, .. } => {
                let arguments = content::arguments(&arguments);
                json!({ "type": "tool_call", "id": id, "name": name, "arguments": arguments })
            }
        }
    }
}

/// As much as there is room for.
fn append(text: &mut String, piece: &str, size: &mut usize) {
    let mut end = piece.len().min(MAX_BYTES.saturating_sub(*size));
    while !piece.is_char_boundary(end) {
        end -= 1;
    }
    text.push_str(&piece[..end]);
    *size += piece.len();
}
