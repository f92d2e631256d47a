//! What the process runs on, as the contexts of a transaction.
//!
//! Source: <https://develop.sentry.dev/sdk/foundations/transport/event-payloads/contexts/>. Known by `init`.

use serde_json::{Map, Value, json};

/// `os`, `device` and `runtime`, as far as they are known without asking the system for long.
pub(crate) fn contexts() -> Map<String, Value> {
    let mut contexts = Map::new();
    let os = match (std::env::consts::OS, read("/proc/sys/kernel/osrelease")) {
        ("linux", Some(kernel)) => json!({ "type": "os", "name": "Linux", "kernel_version": kernel }),
        (name, _) => json!({ "type": "os", "name": name }),
    };
    contexts.insert("os".into(), os);
    contexts.insert("device".into(), json!({ "type": "device", "arch": std::env::consts::ARCH }));
    contexts.insert("runtime".into(), json!({ "type": "runtime", "name": "rustc" }));
    contexts
}

/// The host name, where the system says it in a file.
pub(crate) fn host_name() -> Option<String> {
    read("/proc/sys/kernel/hostname").or_else(|| read("/etc/hostname"))
}

fn read(path: &str) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
