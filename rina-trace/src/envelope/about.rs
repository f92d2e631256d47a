//! What every envelope of the process says alike, encoded once.
//!
//! Knows JSON; made by the hub, known by the encoders.

use serde_json::{Map, Value, json};

/// The facts that every transaction of the process shares.
#[derive(Debug, Default)]
pub(crate) struct Facts<'a> {
    pub(crate) release: Option<&'a str>,
    pub(crate) environment: Option<&'a str>,
    pub(crate) server_name: Option<&'a str>,
    pub(crate) sdk_name: &'a str,
    pub(crate) sdk_version: &'a str,
    /// `os`, `runtime`, `device`: each an object, as in
    /// <https://develop.sentry.dev/sdk/foundations/transport/event-payloads/contexts/>.
    pub(crate) contexts: Map<String, Value>,
}

/// [`Facts`] as members of JSON objects that are already open and not empty: each begins with a comma.
#[derive(Debug)]
pub(crate) struct About {
    /// For the header of an envelope: `sdk`.
    pub(crate) header: Vec<u8>,
    /// For the payload of a transaction.
    pub(crate) payload: Vec<u8>,
    /// For its `contexts`.
    pub(crate) contexts: Vec<u8>,
    /// For the attributes of a span that stands for itself; these are no members yet.
    pub(crate) attributes: Vec<(&'static str, String)>,
}

impl About {
    pub(crate) fn new(facts: &Facts<'_>) -> Self {
        let sdk = json!({ "name": facts.sdk_name, "version": facts.sdk_version });
        let mut payload = Vec::new();
        // The server processes Rust as `native`, the platform of the events of `sentry` too.
        member(&mut payload, "platform", &json!("native"));
        member(&mut payload, "sdk", &sdk);
        let texts = [
            ("release", facts.release),
            ("environment", facts.environment),
            ("server_name", facts.server_name),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                member(&mut payload, key, &json!(text));
            }
        }
        let mut header = Vec::new();
        member(&mut header, "sdk", &sdk);
        let mut contexts = Vec::new();
        for (key, context) in &facts.contexts {
            member(&mut contexts, key, context);
        }
        let attributes = [
            ("sentry.release", facts.release),
            ("sentry.environment", facts.environment),
            ("sentry.sdk.name", Some(facts.sdk_name)),
            ("sentry.sdk.version", Some(facts.sdk_version)),
        ];
        let attributes = attributes.into_iter().filter_map(|(key, text)| Some((key, text?.to_owned())));
        Self { header, payload, contexts, attributes: attributes.collect() }
    }
}

fn member(out: &mut Vec<u8>, key: &str, value: &Value) {
    out.push(b',');
    super::json::string(out, key);
    out.extend_from_slice(format!(":{value}").as_bytes());
}
