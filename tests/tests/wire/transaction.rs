//! A recorded segment as the server receives it.

use rina_trace::{NameSource, User, span, trace_headers_for, traced};
use serde_json::{Value, json};

use crate::app::App;
use crate::baggage::{members, sentry_trace};
use crate::server::Server;

#[traced(
    op = "db.query",
    name = "SELECT users",
    data(rows = 3_u64, cached = false, ratio = 0.5),
    tags(plan = "team")
)]
fn query() {
    inner();
}

#[traced(op = "function", name = "inner")]
fn inner() {}

#[traced(op = "http.server", name = "GET /users", data(http.request.method = "GET"))]
fn request() {
    rina_trace::set_transaction_name("GET /users/{id}", NameSource::Route);
    rina_trace::add_transaction_tags([("user.plan", "professional")]);
    rina_trace::add_transaction_data("request.validation_time", 12);
    rina_trace::set_measurement("answer.size", 1.0, "kilobyte");
    rina_trace::set_measurement("answer.size", 48.5, "byte");
    rina_trace::set_measurement("not.a.number", f64::NAN, "none");
    rina_trace::set_user(User {
        id: Some("42".into()),
        email: Some("ada@example.com".into()),
        ..User::default()
    });
    query();
    span!("cache.get", "lookup").finish();
    if "x".parse::<u8>().is_err() {
        rina_trace::current().set_status(rina_trace::SpanStatus::NotFound);
    }
}

/// The one transaction that a call sends.
fn sent(call: impl FnOnce()) -> Value {
    let app = App::start(|config| config);
    call();
    let mut transactions = app.transactions();
    assert_eq!(transactions.len(), 1);
    transactions.remove(0)
}

fn seconds(span: &Value, key: &str) -> f64 {
    span[key].as_f64().unwrap()
}

#[test]
fn the_request_says_who_sends_and_what() {
    let app = App::start(|config| config);
    request();
    app.sent();
    let requests = app.server.requests();
    let headers = &requests[0].headers;
    assert_eq!(requests[0].path, "/api/42/envelope/");
    assert_eq!(headers["content-type"], "application/x-sentry-envelope");
    assert_eq!(headers["content-encoding"], "gzip");
    let client = format!("sentry.rust.rina-trace/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(headers["user-agent"], client);
    let auth = &headers["x-sentry-auth"];
    assert!(auth.starts_with("Sentry sentry_key=key, sentry_version=7, "), "{auth}");
    assert!(auth.contains(&format!("sentry_client={client}")), "{auth}");
}

#[test]
fn the_envelope_tells_the_trace_as_its_baggage_does() {
    #[traced(op = "http.server", name = "GET /calls")]
    fn calls(url: &str, downstream: &Server) -> String {
        let headers = trace_headers_for(url);
        let mut request = format!("GET / HTTP/1.1\r\nHost: {}\r\n", downstream.address);
        for (name, value) in &headers {
            request += &format!("{name}: {value}\r\n");
        }
        let mut connection = std::net::TcpStream::connect(downstream.address).unwrap();
        std::io::Write::write_all(&mut connection, format!("{request}\r\n").as_bytes()).unwrap();
        std::io::Read::read_exact(&mut connection, &mut [0; 12]).unwrap();
        // It is frozen by now.
        rina_trace::set_transaction_name("renamed", NameSource::Route);
        sentry_trace(&headers).0
    }
    let (app, downstream) = (App::start(|config| config.org_id("7")), Server::start());
    let trace_id = calls(&format!("http://{}/", downstream.address), &downstream);
    let (header, transaction) = app.items("transaction").remove(0);

    let received = downstream.requests().remove(0).headers;
    assert!(received["sentry-trace"].starts_with(&trace_id) && received["sentry-trace"].ends_with("-1"));
    let baggage: serde_json::Map<String, Value> = (members(&received["baggage"]).into_iter())
        .map(|(key, value)| (key.strip_prefix("sentry-").unwrap().to_owned(), Value::String(value)))
        .collect();
    assert_eq!(header["trace"], Value::Object(baggage));
    assert_eq!(header["trace"]["transaction"], "GET /calls");
    assert_eq!(transaction["transaction"], "renamed");
    assert_eq!(transaction["contexts"]["trace"]["trace_id"], trace_id);
}

#[test]
fn the_headers_of_envelope_and_item_are_complete() {
    let app = App::start(|config| config);
    inner();
    let envelope = app.sent().remove(0);
    let (item, payload) = &envelope.items[0];
    assert_eq!((&item["type"], &item["content_type"]), (&json!("transaction"), &json!("application/json")));
    assert_eq!(envelope.header["event_id"], payload["event_id"]);
    assert_eq!(envelope.header["event_id"].as_str().unwrap().len(), 32);
    let sdk = json!({ "name": "sentry.rust.rina-trace", "version": env!("CARGO_PKG_VERSION") });
    assert_eq!((&envelope.header["sdk"], &payload["sdk"]), (&sdk, &sdk));
    let sent_at = envelope.header["sent_at"].as_str().unwrap();
    assert!(sent_at.ends_with('Z') && sent_at.as_bytes()[10] == b'T', "{sent_at}");
    // Even where nobody was told, the sampling context goes with the envelope.
    assert_eq!(envelope.header["trace"]["trace_id"], payload["contexts"]["trace"]["trace_id"]);
}

#[test]
fn the_payload_says_what_was_recorded() {
    let sent = sent(request);
    assert_eq!(sent["type"], "transaction");
    assert_eq!(sent["transaction"], "GET /users/{id}");
    assert_eq!(sent["transaction_info"], json!({ "source": "route" }));
    assert_eq!((&sent["environment"], &sent["release"]), (&json!("test"), &json!("app@1.2.3")));
    assert_eq!((&sent["server_name"], &sent["platform"]), (&json!("host-1"), &json!("native")));
    assert_eq!(sent["tags"], json!({ "user.plan": "professional" }));
    let answer = serde_json::json!({ "answer.size": { "value": 48.5, "unit": "byte" } });
    assert_eq!(sent["measurements"], answer);
    assert_eq!(sent["user"], json!({ "id": "42", "email": "ada@example.com" }));

    let trace = &sent["contexts"]["trace"];
    assert_eq!((&trace["op"], &trace["status"]), (&json!("http.server"), &json!("not_found")));
    assert!(trace["origin"].as_str().unwrap().starts_with("auto."), "{trace}");
    assert_eq!(trace["data"]["http.request.method"], "GET");
    assert_eq!(trace["data"]["request.validation_time"], 12);
    assert_eq!(trace.get("parent_span_id"), None);
    assert_eq!(sent["contexts"]["device"]["arch"], std::env::consts::ARCH);
    assert_eq!(sent["contexts"]["runtime"]["name"], "rustc");
}

#[test]
fn each_span_has_its_parent_its_status_and_typed_data() {
    let sent = sent(request);
    let trace = &sent["contexts"]["trace"];
    let spans = sent["spans"].as_array().unwrap();
    let span = |name: &str| spans.iter().find(|span| span["description"] == name).unwrap();
    let (query, inner, lookup) = (span("SELECT users"), span("inner"), span("lookup"));
    assert_eq!(spans.len(), 3);
    assert_eq!(query["parent_span_id"], trace["span_id"]);
    assert_eq!(inner["parent_span_id"], query["span_id"]);
    assert_eq!(lookup["parent_span_id"], trace["span_id"]);
    for span in spans {
        assert_eq!(span["trace_id"], trace["trace_id"]);
        assert_eq!(span["status"], "ok");
        assert_eq!(span["span_id"].as_str().unwrap().len(), 16);
    }
    assert_eq!(query["op"], "db.query");
    assert_eq!(query["data"]["rows"], json!(3));
    assert_eq!(query["data"]["cached"], json!(false));
    // Where a query is made is told without being asked, and of others it is not.
    assert_eq!(query["data"]["code.file.path"], file!());
    assert!(query["data"]["code.line.number"].as_u64().is_some_and(|line| line < u64::from(line!())));
    assert!(inner["data"].get("code.file.path").is_none() && lookup["data"].get("code.file.path").is_none());
    assert_eq!(query["data"]["ratio"], json!(0.5));
    assert_eq!(query["tags"], json!({ "plan": "team" }));
    assert!(query["origin"].as_str().unwrap().starts_with("auto."), "{query}");
    assert!(lookup["origin"].as_str().unwrap().starts_with("manual"), "{lookup}");
}

#[test]
fn times_are_those_of_now_and_children_lie_within_their_parents() {
    let now = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
    // The clock of the machine and that of the spans may differ by the little that both drift.
    let (before, sent, after) = (now() - 0.1, sent(request), now() + 0.1);
    let (start, end) = (seconds(&sent, "start_timestamp"), seconds(&sent, "timestamp"));
    assert!(before <= start && start <= end && end <= after, "{before} {start} {end} {after}");
    for span in sent["spans"].as_array().unwrap() {
        let (from, to) = (seconds(span, "start_timestamp"), seconds(span, "timestamp"));
        assert!(start <= from && from <= to && to <= end, "{span}");
    }
}

#[test]
fn what_was_continued_names_its_parent_and_keeps_its_context() {
    #[traced(op = "http.server", name = "GET /continued", continue_from = headers)]
    fn continued(headers: [(&'static str, &'static str); 2]) {}

    let app = App::start(|config| config);
    continued([
        ("sentry-trace", "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1"),
        (
            "baggage",
            "sentry-trace_id=771a43a4192642f0b136d5159a501700,sentry-public_key=theirs,sentry-sample_rand=0.1,sentry-x=%C3%A4",
        ),
    ]);
    let (header, transaction) = app.items("transaction").remove(0);
    assert_eq!(transaction["contexts"]["trace"]["trace_id"], "771a43a4192642f0b136d5159a501700");
    assert_eq!(transaction["contexts"]["trace"]["parent_span_id"], "b0e6f15b45c36b12");
    let context = json!({ "trace_id": "771a43a4192642f0b136d5159a501700", "public_key": "theirs", "sample_rand": "0.1", "x": "ä" });
    assert_eq!(header["trace"], context);
}

#[test]
fn text_of_any_kind_arrives_as_it_is() {
    #[traced(op = "function", name = "text", data(text))]
    fn text(text: &str) {}

    let odd = "\"\\\u{0}\u{1f}\n\r\t\u{7f}ä\u{2028}🦀 {}</script>";
    let sent = sent(|| text(odd));
    assert_eq!(sent["contexts"]["trace"]["data"]["text"], odd);
}
