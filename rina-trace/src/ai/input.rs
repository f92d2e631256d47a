//! What a model is sent: recorded where the contents of prompts are. Known by expanded code.

use serde::Serialize;
use serde_json::Value as Json;

use super::content;
use crate::fields::Fields;
use crate::value::{Text, Value};

const SYSTEM: &str = "gen_ai.system_instructions";

/// Says the messages, and what among them is for the model to know of itself.
pub(super) fn messages(fields: &Fields, sent: &impl Serialize) {
    let Ok(sent) = serde_json::to_value(sent) else { return };
    let prompt = content::prompt(&sent);
    say(fields, SYSTEM, prompt.system);
    say(fields, "gen_ai.input.messages", prompt.messages);
}

/// Says what is embedded: a text as it is, others as JSON.
pub(super) fn embedded(fields: &Fields, sent: &impl Serialize) {
    let text = match serde_json::to_value(sent) {
        Ok(Json::String(text)) => content::bounded_text(&text),
        Ok(Json::Array(all)) => content::bounded(all),
        Ok(other) => content::bounded(vec![other]),
        Err(_) => return,
    };
    fields.data("gen_ai.embeddings.input", Some(Value::Text(Text::long(&text))));
}

/// Says what the model is told of itself.
pub(super) fn system(fields: &Fields, sent: &impl Serialize) {
    let Ok(sent): Result<Json, _> = serde_json::to_value(sent) else { return };
    say(fields, SYSTEM, content::system(&sent));
}

fn say(fields: &Fields, key: &'static str, all: Vec<Json>) {
    if !all.is_empty() {
        fields.data(key, Some(Value::Text(Text::long(&content::bounded(all)))));
    }
}
