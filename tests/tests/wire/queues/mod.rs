//! Messages of queues: what producer and consumer record, and what goes through the message's headers.

mod kafka;

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use rina_trace::testing::{Traces, capture, capture_with};
use rina_trace::{Config, NameSource, Value, current, queue, traced};
use serde_json::json;

use crate::app::{App, alone};

type Headers = Vec<(String, Vec<u8>)>;

#[traced(op = "http.server", name = "POST /orders")]
fn publish() -> Headers {
    let mut headers = vec![("baggage".to_owned(), b"other=1".to_vec())];
    let (span, own) = queue::publish("emails").system("redis").message_id("7").body_size(512).start();
    own.apply(&mut headers);
    span.finish();
    headers
}

fn waited(traces: &Traces, index: usize) -> Option<i64> {
    let key = "messaging.message.receive.latency";
    let found = traces.segments()[index].data().find(|(known, _)| *known == key)?;
    match found.1 {
        Value::Int(millis) => Some(*millis),
        other => panic!("{other}"),
    }
}

/// The tree without how long a message has waited, which is another each time.
fn tree(traces: &Traces) -> String {
    let is_said = |word: &&str| !word.starts_with("messaging.message.receive.latency=");
    let short = |line: &str| line.split(' ').filter(is_said).collect::<Vec<_>>().join(" ") + "\n";
    traces.to_string().lines().map(short).collect()
}

#[test]
fn a_message_is_processed_in_the_trace_of_its_producer() {
    let traces = capture(|| {
        let headers = publish();
        let process = queue::process("emails").system("redis").message_id("7").body_size(512);
        process.retry_count(2).headers(&headers).run(|| Ok::<_, std::fmt::Error>(())).unwrap();
    });
    insta::assert_snapshot!(tree(&traces), @r#"
    trace 1
    http.server "POST /orders"
    └─ queue.publish "publish emails" messaging.destination.name="emails" messaging.system="redis" messaging.operation.type="send" messaging.message.id="7" messaging.message.body.size=512
    trace 1, below queue.publish "publish emails"
    queue.process "process emails" messaging.destination.name="emails" messaging.system="redis" messaging.operation.type="process" messaging.message.id="7" messaging.message.body.size=512 messaging.message.retry.count=2
    "#);
    assert_eq!(traces.segments()[1].name_source(), NameSource::Task);
    assert!(waited(&traces, 1).unwrap() >= 0);
}

#[test]
fn a_message_carries_the_trace_and_when_it_was_published() {
    let mut carried = Vec::new();
    let config = Config::new().dsn("http://key@127.0.0.1:1/1").propagate_traceparent(true);
    capture_with(&config.traces_sample_rate(1.0), || carried = publish());
    let read = |(name, value): (String, Vec<u8>)| (name, String::from_utf8(value).unwrap());
    let carried: HashMap<String, String> = carried.into_iter().map(read).collect();
    let mut names: Vec<&str> = carried.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["baggage", "sentry-task-enqueued-time", "sentry-trace", "traceparent"]);
    let trace = carried["sentry-trace"].split('-').next().unwrap();
    assert!(carried["traceparent"].contains(trace), "{carried:?}");
    assert!(carried["baggage"].contains("other=1") && carried["baggage"].contains(trace), "{carried:?}");
    let at: f64 = carried["sentry-task-enqueued-time"].parse().unwrap();
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
    assert!((now - 60.0..=now).contains(&at), "{at}, and it is {now}");
}

#[test]
fn how_long_it_has_waited_is_told_by_its_headers_or_by_the_broker() {
    let now = SystemTime::now();
    let hour = Duration::from_secs(3600);
    let an_hour_ago = (now - hour).duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let headers = [("sentry-task-enqueued-time", an_hour_ago.to_string())];
    let traces = capture(|| {
        drop(queue::process("a").headers(&headers).start());
        drop(queue::process("a").sent_at(now - 2 * hour).headers(&headers).start());
        drop(queue::process("a").headers(&headers).sent_at(now - 2 * hour).start());
        // The producer's clock is ahead of ours.
        drop(queue::process("a").sent_at(now + hour).start());
        drop(queue::process("a").start());
    });
    let hours = |index| waited(&traces, index).map(|millis| (millis + 1000) / 3_600_000);
    assert_eq!([0, 1, 2, 3, 4].map(hours), [Some(1), Some(2), Some(2), Some(0), None]);
    assert_eq!(waited(&traces, 3), Some(0));
}

#[test]
fn a_trace_of_its_own_is_linked_to_the_producer_and_a_batch_to_all() {
    let traces = capture(|| {
        let (first, second) = (publish(), publish());
        drop(queue::process("emails").headers(&first).linked().start());
        let without: Headers = Vec::new();
        drop(queue::process("emails").batch([&first, &second, &without]).start());
    });
    let tree = tree(&traces);
    let of: Vec<&str> = tree.lines().filter(|line| line.starts_with("queue.process")).collect();
    assert!(of[0].ends_with("=\"process\" -> queue.publish \"publish emails\""), "{}", of[0]);
    assert!(
        of[1].ends_with(
            "messaging.batch.message_count=3 -> queue.publish \"publish emails\" -> queue.publish \"publish emails\""
        ),
        "{}",
        of[1]
    );
    let traces: Vec<_> = traces.segments().iter().map(rina_trace::Segment::trace_id).collect();
    let all: std::collections::HashSet<_> = traces.iter().collect();
    assert_eq!((traces.len(), all.len()), (4, 4), "each has a trace of its own");
}

#[traced(name = "handle")]
async fn handle(fails: bool) -> Result<u8, std::num::ParseIntError> {
    tokio::task::yield_now().await;
    if fails { "x".parse() } else { Ok(7) }
}

#[test]
fn what_fails_or_is_given_up_marks_its_transaction() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let traces = capture(|| {
        assert_eq!(queue::process("a").run(|| "7".parse::<u8>()), Ok(7));
        queue::process("b").run(|| "x".parse::<u8>()).unwrap_err();
        let panics = || queue::process("c").run(|| -> Result<(), ()> { panic!("of a job") });
        std::panic::catch_unwind(panics).unwrap_err();
        // Another span is open where it runs: the job is a segment all the same, and the handler is below it.
        let outer = rina_trace::span!("function", "worker");
        outer.in_scope(|| {
            assert_eq!(runtime.block_on(queue::process("d").run_async(|| handle(false))), Ok(7));
            runtime.block_on(queue::process("e").run_async(|| handle(true))).unwrap_err();
            drop(queue::process("f").run_async(|| handle(true)));
        });
        outer.finish();
        drop(queue::process("g").run_async(async || {
            current().set("said", true);
            Ok::<_, ()>(())
        }));
    });
    let known = ["messaging.destination.name=", "messaging.operation.type="];
    let short = |line: &str| {
        let said = line.split(' ').filter(|word| !known.iter().any(|key| word.starts_with(key)));
        said.collect::<Vec<_>>().join(" ") + "\n"
    };
    insta::assert_snapshot!(traces.to_string().lines().filter(|line| !line.starts_with("trace")).map(short).collect::<String>(), @r#"
    queue.process "process a"
    queue.process "process b" [internal_error] error.type="core::num::error::ParseIntError"
    queue.process "process c" [internal_error]
    function "worker"
    queue.process "process d"
    └─ function "handle"
    queue.process "process e" [internal_error] error.type="core::num::error::ParseIntError"
    └─ function "handle" [internal_error] error.type="core::num::error::ParseIntError"
    queue.process "process f" [cancelled]
    queue.process "process g" [cancelled]
    "#);
}

#[test]
fn where_nothing_is_recorded_work_is_done_all_the_same() {
    let _alone = alone();
    let off = queue::process("a").headers([("sentry-trace", "x")]).linked();
    assert_eq!(off.run(|| "7".parse::<u8>()), Ok(7));
    let (span, headers) = queue::publish("a").start();
    assert_eq!((span.is_recording(), headers.iter().count()), (false, 0));

    let traces = capture_with(&Config::new().traces_sample_rate(0.0), || {
        let headers = publish();
        let decision = headers.iter().find(|(name, _)| name == "sentry-trace").unwrap();
        assert!(decision.1.ends_with(b"-0"), "the consumer is told that nobody looks");
        queue::process("a").headers(&headers).run(|| Ok::<_, ()>(())).unwrap();
    });
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 2));
}

#[test]
fn sampler_and_ignore_spans_know_the_name() {
    let config = Config::new().dsn("http://key@127.0.0.1:1/1").traces_sample_rate(1.0);
    let config = config.ignore_spans(["process heartbeats", "publish heartbeats"]);
    let traces = capture_with(&config, || {
        drop(queue::process("heartbeats").start());
        drop(queue::publish("heartbeats").start());
        drop(queue::process("emails").start());
        let (_span, headers) = queue::publish("emails").start();
        let baggage = headers.iter().find(|(name, _)| *name == "baggage").unwrap().1;
        assert!(baggage.contains("sentry-transaction=publish%20emails"), "{baggage}");
    });
    assert_eq!((traces.segments().len(), traces.unsampled()), (2, 2));
    assert_eq!(traces.segments()[1].name_source(), NameSource::Task);
}

#[test]
fn what_a_job_puts_on_its_scope_stays_its_own() {
    let app = App::start(|config| config);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let says = |name: &'static str| {
        sentry::configure_scope(|scope| scope.set_tag("its", name));
        sentry::capture_message(name, sentry::Level::Info);
        Ok::<_, ()>(())
    };
    queue::process("a").run(|| says("sync")).unwrap();
    let waits = async {
        tokio::task::yield_now().await;
        says("async")
    };
    runtime.block_on(queue::process("a").run_async(|| waits)).unwrap();
    sentry::capture_message("nobody", sentry::Level::Info);
    let mut events = app.events();
    // A panic of another test is an event of this client, too.
    events.retain(|event| event["message"].is_string());
    for (event, name) in events.iter().zip(["sync", "async"]) {
        assert_eq!((&event["message"], &event["tags"]["its"]), (&json!(name), &json!(name)));
    }
    assert_eq!((&events[2]["message"], events[2]["tags"].get("its")), (&json!("nobody"), None));
}

#[test]
fn links_go_to_sentry() {
    let app = App::start(|config| config);
    let headers = publish();
    let span = queue::process("emails").batch([&headers]).start();
    span.link(current().as_link());
    span.in_scope(|| {
        let inner = rina_trace::span!("function", "inner");
        inner.link(span.as_link().unwrap().link_type("previous \"trace\""));
    });
    let (trace, id) = (span.trace_id().unwrap().to_string(), span.id().unwrap().to_string());
    span.finish();
    let [published, processed] = &*app.transactions() else { panic!() };
    let producer = &published["spans"][0];
    assert_eq!(
        processed["contexts"]["trace"]["links"],
        json!([{ "trace_id": producer["trace_id"], "span_id": producer["span_id"], "sampled": true }])
    );
    assert_ne!(producer["trace_id"], processed["contexts"]["trace"]["trace_id"]);
    let kind = json!({ "sentry.link.type": "previous \"trace\"" });
    assert_eq!(
        processed["spans"][0]["links"],
        json!([{ "trace_id": trace, "span_id": id, "sampled": true, "attributes": kind }])
    );
    assert_eq!(published["spans"][0].get("links"), None);
}
