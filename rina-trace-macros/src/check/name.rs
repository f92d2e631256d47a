//! Literal names of spans: few enough to group by, and of the form that Sentry shows for HTTP.
//!
//! Sources: <https://develop.sentry.dev/sdk/telemetry/traces/span-operations/> and
//! <https://develop.sentry.dev/sdk/telemetry/traces/modules/requests/>. Known by `check`.

use rina_trace_conventions::http::{METHODS, is_id};
use syn::LitStr;

use crate::errors::Errors;
use crate::values::decoded;

pub(super) fn check(name: &LitStr, op: Option<&str>, errors: &mut Errors) {
    let text = decoded(name);
    let category = op.and_then(|op| op.split('.').next());
    // A query is a name, numbers and all.
    if category != Some("db")
        && let Some(part) = varying(&text)
    {
        let pattern = text.replacen(part, "{id}", 1);
        let note = format!(
            "`{part}` belongs to one call only, and Sentry groups spans by name: write `{pattern}`, and the value with `data(..)`"
        );
        errors.warn("NAME_OF_ONE_CALL", name.span(), note);
    }
    if let Some(op @ ("http.server" | "http.client")) = op
        && !is_method_and_route(&text)
    {
        let example =
            if op == "http.server" { "GET /users/{id}" } else { "GET https://api.example.com/users/{id}" };
        let note = format!("a span of `{op}` is named by method and route, such as `{example}`");
        errors.warn("NAME_OF_REQUEST", name.span(), note);
    }
}

fn is_method_and_route(name: &str) -> bool {
    name.split_once(' ').is_some_and(|(method, route)| {
        METHODS.contains(&method) && (route.starts_with(['/', '*', '{']) || route.contains("://"))
    })
}

/// As long as a UUID: what is shorter and has no digit is no id.
const LONG: usize = 36;

/// The first part that looks like an id. Most names have none by a glance, and to take a text apart is dear in a macro.
fn varying(name: &str) -> Option<&str> {
    if name.len() < LONG && !name.as_bytes().iter().any(u8::is_ascii_digit) {
        return None;
    }
    name.split([' ', '/', ':', '=', ',', '#', '?', '&', '(', ')']).find(|part| is_id(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_vary() {
        assert_eq!(varying("GET /users/42"), Some("42"));
        assert_eq!(
            varying("order 67e55044-10b1-426f-9247-bb680e5fe0c8"),
            Some("67e55044-10b1-426f-9247-bb680e5fe0c8")
        );
        assert_eq!(varying("job 9f86d081884c7d65"), Some("9f86d081884c7d65"));
        for fine in ["GET /users/{id}", "GET /v2/users", "encode utf-8", "deadbeef", "s3 upload"] {
            assert_eq!(varying(fine), None, "{fine}");
        }
    }

    #[test]
    fn requests_have_a_method_and_a_route() {
        assert!(
            is_method_and_route("GET /users/{id}") && is_method_and_route("POST https://api.stripe.com/v1")
        );
        assert!(!is_method_and_route("list users") && !is_method_and_route("get /users"));
    }
}
