//! What the example sends lights up Sentry's page of a backend: the conditions of its widgets.
//!
//! Source: <https://github.com/getsentry/sentry/tree/master/static/app/views/dashboards/utils/prebuiltConfigs>

use serde_json::Value;

use crate::relay::{self, transactions};

const SYSTEMS: [&str; 6] = ["sqlite", "postgresql", "mariadb", "mysql", "oracle", "mongodb"];

fn requests() -> Vec<&'static Value> {
    transactions().filter(|sent| sent["contexts"]["trace"]["op"] == "http.server").collect()
}

fn spans(op: &str) -> Vec<&'static Value> {
    relay::spans().filter(|span| span["op"] == op).collect()
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

/// By their ids: a consumer's parent is the span of the producer, which may be in another transaction.
#[test]
fn queues_are_grouped_by_their_destination_and_the_trace_goes_through_them() {
    let published = spans("queue.publish");
    let processed: Vec<_> =
        transactions().filter(|sent| sent["contexts"]["trace"]["op"] == "queue.process").collect();
    assert!(published.len() >= 3 && published.len() == processed.len(), "{published:?} {processed:?}");
    for sent in processed {
        let trace = &sent["contexts"]["trace"];
        assert_eq!(sent["transaction_info"]["source"], "task");
        assert_eq!(trace["status"], "ok", "{trace}");
        let producer = published.iter().find(|span| span["span_id"] == trace["parent_span_id"]).unwrap();
        assert_eq!(producer["trace_id"], trace["trace_id"]);
        let (told, of_it) = (&producer["data"], &trace["data"]);
        for key in ["messaging.destination.name", "messaging.system", "messaging.message.id"] {
            assert!(told[key].is_string() && told[key] == of_it[key], "{key}: {told} {of_it}");
        }
        assert!(of_it["messaging.message.receive.latency"].is_u64(), "{of_it}");
        assert_eq!(told["messaging.message.body.size"], of_it["messaging.message.body.size"]);
        assert!(sent["spans"].as_array().unwrap().iter().any(|span| span["op"] == "email.send"));
    }
}
