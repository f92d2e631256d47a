//! Envelopes, read back as the server would.

use serde_json::{Value as Json, json};

use super::fixture::{ROOT, about, data, segment, tag};
use super::*;
use crate::id::SpanId;
use crate::name_source::NameSource;
use crate::segment::User;
use crate::value::Value;

/// The lines of an envelope whose payloads have no newline. Checks each item's length.
fn lines(parcel: &Parcel) -> Vec<Json> {
    let text = std::str::from_utf8(&parcel.bytes).unwrap();
    let lines: Vec<&str> = text.strip_suffix('\n').unwrap().split('\n').collect();
    let read: Vec<Json> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    for item in 0..read.len() / 2 {
        if let Some(length) = read[1 + item * 2]["length"].as_u64() {
            assert_eq!(length, lines[2 + item * 2].len() as u64);
        }
    }
    let end = parcel.items.iter().fold(lines[0].len() + 1, |end, item| {
        assert_eq!(item.range.start, end, "items lie one behind the other");
        item.range.end
    });
    assert_eq!(end, parcel.bytes.len());
    read
}

fn assert_time(of: &Json, unix_nanos: u64) {
    // The nearest number that there is lies within a quarter of a microsecond.
    let micros = (of.as_f64().unwrap() * 1e6).round() as u64;
    assert_eq!(micros, unix_nanos / 1000, "{of} is not {unix_nanos} ns");
}

#[test]
fn a_segment_is_a_transaction() {
    let mut segment = segment(2);
    segment.info.user = Some(User { id: Some("7\"".into()), ..User::default() });
    segment.spans[1].name = Some(Box::new("a\nname".into()));
    segment.spans[1].status = crate::SpanStatus::NotFound;
    let [header, item, payload] =
        <[Json; 3]>::try_from(lines(&Parcel::of_segment(&segment, &about(), true))).unwrap();

    let event_id = format!("{:032x}", 0xab);
    let sdk = json!({ "name": "sentry.rust.rina_trace", "version": "0.1.0" });
    assert_eq!(header, json!({ "sent_at": "1970-01-01T00:00:00.000000Z", "sdk": sdk, "event_id": event_id }));
    assert_eq!((&item["type"], &item["content_type"]), (&json!("transaction"), &json!("application/json")));

    let trace_id = "0123456789abcdef0123456789abcdef";
    let span = |index: usize, id: &str, name: &str, status: &str, payload: &Json| {
        let found = &payload["spans"][index];
        assert_time(&found["start_timestamp"], segment.unix_nanos(segment.spans[index].start));
        assert_time(&found["timestamp"], segment.unix_nanos(segment.spans[index].end));
        json!({
            "trace_id": trace_id, "span_id": id, "parent_span_id": "0000000000000001",
            "op": "db.query", "description": name, "status": status, "origin": "manual",
            "data": {
                "code.file.path": "src/main.rs", "code.line.number": 9,
                "db.rows": index, "db.system": "postgresql",
            },
            "start_timestamp": found["start_timestamp"], "timestamp": found["timestamp"],
        })
    };
    assert_time(&payload["start_timestamp"], segment.unix_nanos(segment.root.start));
    assert_time(&payload["timestamp"], segment.unix_nanos(segment.root.end));
    let expected = json!({
        "type": "transaction", "event_id": event_id,
        "transaction": "GET /", "transaction_info": { "source": "custom" },
        "start_timestamp": payload["start_timestamp"], "timestamp": payload["timestamp"],
        "platform": "native", "sdk": sdk, "release": "app@1", "environment": "test",
        "contexts": {
            "trace": {
                "trace_id": trace_id, "span_id": "0000000000000001", "op": "http.server",
                "status": "internal_error", "origin": "auto.function.rina_trace",
                "data": { "http.route": "/" },
            },
            "os": { "name": "Linux" },
        },
        "tags": { "plan": "pro" }, "user": { "id": "7\"" },
        "spans": [
            span(0, "0000000000000002", "SELECT \"a\" FROM b", "ok", &payload),
            span(1, "0000000000000003", "a\nname", "not_found", &payload),
        ],
    });
    assert_eq!(payload, expected);
}

#[test]
fn what_was_said_of_the_segment_is_the_roots() {
    let mut segment = segment(0);
    segment.root.parent = SpanId::from_u64(0xff);
    segment.set_name("POST /pay", NameSource::Route);
    segment.info.data.push(("http.route".into(), Value::Int(1)));
    segment.info.tags.push(("plan".into(), crate::Text::new("free")));
    segment.info.tags.push(("region".into(), crate::Text::new("eu")));
    let payload = lines(&Parcel::of_segment(&segment, &about(), true)).pop().unwrap();
    assert_eq!(payload["transaction"], "POST /pay");
    assert_eq!(payload["transaction_info"]["source"], "route");
    assert_eq!(payload["contexts"]["trace"]["parent_span_id"], "00000000000000ff");
    assert_eq!(payload["contexts"]["trace"]["data"], json!({ "http.route": 1 }));
    assert_eq!(payload["tags"], json!({ "plan": "free", "region": "eu" }));
    assert_eq!(payload["spans"], json!([]));
    assert_eq!(payload.get("user"), None);
}

#[test]
fn the_last_value_of_a_key_wins() {
    let mut segment = segment(1);
    let first = u32::try_from(segment.attributes.len()).unwrap();
    segment.attributes.extend([data("a", 1), tag("a", 5), data("b", "x"), data("a", 2.5)]);
    segment.spans[0].attributes = (first, first + 4);
    segment.spans[0].callsite = &ROOT;
    let parcel = Parcel::of_segment(&segment, &about(), true);
    let text = String::from_utf8(parcel.bytes.clone()).unwrap();
    assert!(text.contains(r#""data":{"b":"x","a":2.5},"tags":{"a":"5"}"#), "{text}");
    lines(&parcel);
}

#[test]
fn a_span_without_attributes_has_no_empty_objects() {
    let mut segment = segment(1);
    (segment.spans[0].attributes, segment.spans[0].callsite) = ((0, 0), &ROOT);
    // A clock that ran backwards.
    segment.spans[0].end = segment.root.start;
    segment.spans[0].start = segment.root.end;
    let payload = lines(&Parcel::of_segment(&segment, &about(), true)).pop().unwrap();
    let span = &payload["spans"][0];
    assert_eq!((span.get("data"), span.get("tags")), (None, None));
    assert_eq!(span["start_timestamp"], span["timestamp"]);
}

#[test]
fn the_sampling_context_is_all_strings() {
    let mut out = Vec::new();
    trace(&mut out, [("sample_rate", "0.5"), ("transaction", "a \"b\"")].into_iter());
    assert_eq!(String::from_utf8(out).unwrap(), r#","trace":{"sample_rate":"0.5","transaction":"a \"b\""}"#);
    let mut none = Vec::new();
    trace(&mut none, std::iter::empty());
    assert!(none.is_empty());
}

#[test]
fn an_envelope_of_sentry_gets_what_its_header_lacks() {
    let event = sentry::protocol::Event { message: Some("two\nlines".into()), ..Default::default() };
    let event_id = event.event_id.simple().to_string();
    let mut envelope = sentry::Envelope::new();
    envelope.add_item(event);
    envelope.add_item(sentry::protocol::Attachment {
        buffer: b"no\njson".to_vec(),
        filename: "a.txt".into(),
        ..Default::default()
    });
    let parcel = Parcel::of_envelope(&envelope, None, &about()).unwrap();
    let header = parcel.bytes.split(|byte| *byte == b'\n').next().unwrap();
    let header: Json = serde_json::from_slice(header).unwrap();
    assert_eq!(header["event_id"].as_str().unwrap().replace('-', ""), event_id);
    assert_eq!(header["sdk"]["name"], "sentry.rust.rina_trace");
    let kinds: Vec<_> = parcel.items.iter().map(|item| (item.category, item.losses.clone())).collect();
    assert_eq!(
        kinds,
        [
            (Category::Error, vec![Loss::new(Category::Error, 1)]),
            (Category::Attachment, vec![Loss::new(Category::Attachment, 7)])
        ]
    );
    assert_eq!(parcel.items[1].range.end, parcel.bytes.len());
    assert!(parcel.bytes[parcel.items[1].range.clone()].ends_with(b"no\njson\n"));
}

#[test]
fn a_raw_envelope_is_read_too() {
    let raw = b"{\"sent_at\":\"x\",\"sdk\":{\"name\":\"other\"},\"trace\":{\"a\":\"b\"}}\n{\"type\":\"span\",\"item_count\":3,\"length\":2}\n{}\n{\"type\":\"profile\"}\n{}";
    let envelope = sentry::Envelope::from_bytes_raw(raw.to_vec()).unwrap();
    let parcel = Parcel::of_envelope(&envelope, None, &about()).unwrap();
    let lines = lines(&parcel);
    let sent_at = "1970-01-01T00:00:00.000000Z";
    assert_eq!(lines[0], json!({ "sent_at": sent_at, "sdk": { "name": "other" }, "trace": { "a": "b" } }));
    let losses: Vec<_> = parcel.items.iter().flat_map(|item| item.losses.clone()).collect();
    assert_eq!(losses, [Loss::new(Category::Span, 3), Loss::new(Category::Profile, 1)]);
    let unreadable = sentry::Envelope::from_bytes_raw(b"no json\n".to_vec()).unwrap();
    assert!(Parcel::of_envelope(&unreadable, None, &about()).is_none());
}

#[test]
fn what_is_left_out_of_an_envelope_is_a_gap_between_its_parts() {
    let raw = b"{}\n{\"type\":\"event\",\"length\":2}\n{}\n{\"type\":\"span\",\"length\":2}\n{}\n{\"type\":\"session\",\"length\":2}\n{}\n";
    let envelope = sentry::Envelope::from_bytes_raw(raw.to_vec()).unwrap();
    let parcel = || Parcel::of_envelope(&envelope, None, &about()).unwrap();
    assert_eq!(parcel().parts(b""), [parcel().bytes]);
    for (gone, count) in [(0, 3), (1, 3), (2, 2)] {
        let mut parcel = parcel();
        let Range { start, end } = parcel.items.remove(gone).range;
        let parts = parcel.parts(b"more\n");
        assert_eq!(parts.len(), count);
        assert_eq!(parts.concat(), [&parcel.bytes[..start], &parcel.bytes[end..], b"more\n"].concat());
    }
}

#[test]
fn a_report_names_reason_category_and_quantity() {
    let lost = [
        (Reason::QueueOverflow, Loss::new(Category::Transaction, 1)),
        (Reason::QueueOverflow, Loss::new(Category::Span, 12)),
    ];
    let item = client_report(1_700_000_000_500_000_000, &lost);
    let parcel = Parcel::of_report(&item, &about());
    assert_eq!(
        lines(&parcel)[2],
        json!({ "timestamp": 1_700_000_000.5, "discarded_events": [
            { "reason": "queue_overflow", "category": "transaction", "quantity": 1 },
            { "reason": "queue_overflow", "category": "span", "quantity": 12 },
        ]})
    );
}
