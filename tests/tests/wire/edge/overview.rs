//! What the example sends lights up Sentry's page of a backend: the conditions of its widgets.
//!
//! Source: <https://github.com/getsentry/sentry/tree/master/static/app/views/dashboards/utils/prebuiltConfigs>

use serde_json::Value;

use crate::relay;

const SYSTEMS: [&str; 6] = ["sqlite", "postgresql", "mariadb", "mysql", "oracle", "mongodb"];

fn transactions() -> impl Iterator<Item = &'static Value> {
    relay::example().iter().filter_map(|sent| sent.payload("transaction"))
}

fn requests() -> Vec<&'static Value> {
    transactions().filter(|sent| sent["contexts"]["trace"]["op"] == "http.server").collect()
}

fn spans(op: &str) -> Vec<&'static Value> {
    transactions()
        .flat_map(|sent| sent["spans"].as_array().unwrap())
        .filter(|span| span["op"] == op)
        .collect()
}

#[test]
fn requests_are_rows_by_method_and_route() {
    assert!(requests().len() >= 25, "{}", requests().len());
    for request in requests() {
        assert_eq!(request["transaction_info"]["source"], "route");
        let (trace, name) = (&request["contexts"]["trace"], request["transaction"].as_str().unwrap());
        let data = &trace["data"];
        let (method, route) = name.split_once(' ').unwrap();
        assert_eq!((&data["http.request.method"], &data["http.route"]), (&method.into(), &route.into()));
        assert_eq!(trace["origin"], "auto.http.tower");
        // The customer who gave up has got none.
        assert_eq!(data["http.response.status_code"].is_u64(), trace["status"] != "cancelled", "{trace}");
    }
}

#[test]
fn failures_are_counted_by_their_status() {
    let failed = |request: &&&Value| request["contexts"]["trace"]["status"] == "internal_error";
    let failed: Vec<_> =
        requests().iter().filter(failed).map(|request| request["transaction"].clone()).collect();
    assert_eq!(failed, ["GET /boom"]);
}

#[test]
fn queries_name_their_system_and_caches_their_hits() {
    let (queries, look_ups) = (spans("db.query"), spans("cache.get"));
    assert!(queries.len() > 20 && look_ups.len() > 2, "{} and {}", queries.len(), look_ups.len());
    for query in queries {
        let system = &query["data"]["db.system.name"];
        assert!(SYSTEMS.iter().any(|known| system == known), "{query}");
    }
    assert!(look_ups.iter().all(|span| span["data"]["cache.hit"].is_boolean()));
    assert!(look_ups.iter().any(|span| span["data"]["cache.hit"] == false));
}
