//! What the example sends lights up Sentry's page of outbound requests: the conditions of its widgets.
//!
//! Source: <https://github.com/getsentry/sentry/tree/master/static/app/views/insights/http>

use serde_json::Value;

use crate::relay;

fn requests() -> Vec<&'static Value> {
    relay::spans().filter(|span| span["op"] == "http.client").collect()
}

#[test]
fn each_request_is_a_row_by_method_and_address() {
    let requests = requests();
    assert!(requests.len() >= 8, "{}", requests.len());
    for request in requests {
        let (name, data) = (request["description"].as_str().unwrap(), &request["data"]);
        let (method, url) = name.split_once(' ').unwrap();
        assert_eq!(data["http.request.method"], method, "{request}");
        let origin = format!(
            "http://{}:{}/",
            data["server.address"].as_str().unwrap(),
            data["server.port"].as_u64().unwrap()
        );
        assert!(url.starts_with(&origin) && !url.contains('?'), "{request}");
        assert!(data["url.full"].as_str().unwrap().starts_with(&origin), "{request}");
    }
}

#[test]
fn codes_are_numbers_and_say_the_status() {
    let mut codes = std::collections::BTreeSet::new();
    for request in requests() {
        let code = request["data"]["http.response.status_code"].as_u64().unwrap();
        codes.insert(code);
        assert_eq!(request["status"] == "ok", code < 400, "{request}");
    }
    assert!(codes.contains(&200) && codes.iter().any(|code| *code >= 400), "{codes:?}");
}
