//! The whole way, from a push to the bytes that a server reads.

use std::sync::Mutex;
use std::sync::mpsc::channel;

use super::server::Server;
use super::*;
use crate::envelope::fixture::{about, segment};

mod connections;
mod losses;
mod ways;

const LONG: Duration = Duration::from_secs(20);

fn options(endpoint: Option<Endpoint>) -> Options {
    Options {
        endpoint,
        spotlight: None,
        custom: None,
        prepare: Box::new(|segment| Prepared { segment: Ok(segment), ignored: 0 }),
        scrub: Arc::default(),
        counters: Arc::default(),
        about: Arc::new(about()),
        streams: true,
        delays: Delays { first: Duration::from_millis(1), longest: Duration::from_millis(4) },
    }
}

fn to(server: &Server) -> Options {
    options(Some(Endpoint::new(&server.dsn(), "agent/1", Proxies::default(), false)))
}

fn event(message: &str) -> ::sentry::Envelope {
    ::sentry::protocol::Event { message: Some(message.to_owned()), ..Default::default() }.into()
}

/// A port where nobody listens.
fn closed_endpoint() -> Endpoint {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dsn = format!("http://key@127.0.0.1:{port}/1").parse().unwrap();
    Endpoint::new(&dsn, "agent/1", Proxies::default(), false)
}

#[test]
fn a_segment_arrives_compressed_and_authenticated() {
    let server = Server::start();
    let delivery = Delivery::start(to(&server));
    server.accept(2);
    delivery.push(segment(10));
    delivery.push(segment(0));
    assert!(delivery.flush(LONG));
    let first = server.request();
    assert!(first.head.starts_with("POST /api/1/envelope/ HTTP/1.1"), "{}", first.head);
    for header in [
        "content-type: application/x-sentry-envelope\n",
        "content-encoding: gzip\n",
        "user-agent: agent/1\n",
        "x-sentry-auth: Sentry sentry_key=key, sentry_version=7, ",
    ] {
        assert!(first.head.contains(header), "{header} in {}", first.head);
    }
    let lines = first.lines();
    assert_eq!(lines.len(), 3);
    let sent_at = lines[0]["sent_at"].as_str().unwrap();
    assert!(sent_at.starts_with("20") && sent_at.ends_with('Z'), "{sent_at}");
    assert_eq!(lines[2]["spans"].as_array().unwrap().len(), 10);
    let second = server.request();
    assert!(!second.head.contains("content-encoding"), "it is too small");
    assert_eq!(second.types(), ["transaction"]);
    let stats = delivery.ledger.counters.snapshot();
    assert_eq!((stats.recorded(), stats.sent(), stats.lost()), (12, 12, 0));
}

#[test]
fn what_a_server_fails_at_is_tried_again() {
    let server = Server::start();
    let delivery = Delivery::start(to(&server));
    server.answer("503 Unavailable", "");
    server.answer("500 Broken", "");
    server.accept(2);
    delivery.push(segment(0));
    delivery.push(segment(1));
    assert!(delivery.flush(LONG));
    let requests: Vec<_> = (0..4).map(|_| server.request()).collect();
    let spans: Vec<_> =
        requests.iter().map(|request| request.lines()[2]["spans"].as_array().unwrap().len()).collect();
    assert_eq!(spans, [0, 0, 0, 1], "in order");
    let sent_at: Vec<_> = requests.iter().map(|request| request.lines()[0]["sent_at"].to_string()).collect();
    assert!(sent_at[0] != sent_at[1] && sent_at[1] != sent_at[2], "each attempt says its own time");
    assert_eq!(delivery.ledger.counters.snapshot().sent(), 3);
}

#[test]
fn a_flush_ends_at_its_deadline_and_goes_on_later() {
    let server = Server::start();
    let delivery = Delivery::start(to(&server));
    delivery.push(segment(0));
    server.request();
    assert!(!delivery.flush(Duration::from_millis(5)), "the server says nothing");
    server.accept(1);
    assert!(delivery.flush(LONG));
    assert_eq!(delivery.ledger.counters.snapshot().sent(), 1);
}

#[test]
fn without_a_destination_segments_are_prepared_and_not_counted() {
    let (prepared, seen) = channel();
    let mut options = options(None);
    options.prepare = Box::new(move |segment| {
        let _ = prepared.send(segment.span_count());
        Prepared { segment: Ok(segment), ignored: 0 }
    });
    let delivery = Delivery::start(options);
    delivery.push(segment(3));
    assert!(delivery.flush(LONG));
    assert_eq!(seen.try_recv(), Ok(4));
    assert!(delivery.shutdown(LONG));
    delivery.push(segment(0));
    assert_eq!(delivery.ledger.counters.snapshot(), Counters::default().snapshot());
}

#[test]
fn a_proxy_is_asked_unless_the_host_is_excepted() {
    let proxy = Server::start();
    let through = |target: &str, no_proxy: Option<&str>| {
        let proxies = Proxies {
            http: Some(format!("http://127.0.0.1:{}", proxy.port)),
            https: None,
            none_for: no_proxy.map(str::to_owned),
        };
        let endpoint = Endpoint::new(&target.parse().unwrap(), "agent/1", proxies, false);
        let delivery = Delivery::start(options(Some(endpoint)));
        delivery.push(segment(0));
        delivery
    };
    let delivery = through("http://key@sentry.invalid/1", None);
    let asked = proxy.request().head;
    assert!(asked.starts_with("CONNECT sentry.invalid:80 "), "{asked}");
    drop(delivery);

    let server = Server::start();
    server.accept(1);
    let delivery = through(&server.dsn().to_string(), Some("example.com, 127.0.0.1"));
    assert!(delivery.flush(LONG));
    assert_eq!(server.request().types(), ["transaction"]);
    assert!(proxy.request_so_far().is_none());
}

#[test]
fn spotlight_gets_a_copy_and_may_be_alone() {
    let (server, spotlight) = (Server::start(), Server::start());
    server.accept(1);
    spotlight.accept(2);
    let url = format!("http://127.0.0.1:{}/stream", spotlight.port);
    let both = Delivery::start(Options { spotlight: Some(url.clone()), ..to(&server) });
    both.push(segment(0));
    assert!(both.flush(LONG));
    let copy = spotlight.request();
    assert!(copy.head.starts_with("POST /stream") && !copy.head.contains("x-sentry-auth"), "{}", copy.head);
    assert_eq!(copy.lines()[2], server.request().lines()[2]);
    assert!(copy.lines()[0]["sent_at"].as_str().unwrap().starts_with("20"));

    let alone = Delivery::start(Options { spotlight: Some(url), ..options(None) });
    alone.push(segment(0));
    assert!(alone.flush(LONG));
    assert_eq!(spotlight.request().types(), ["transaction"]);
    let stats = alone.ledger.counters.snapshot();
    assert_eq!((stats.recorded(), stats.sent()), (1, 1));
}

#[derive(Default)]
struct Keep(Mutex<Vec<::sentry::Envelope>>);

impl Transport for Keep {
    fn send_envelope(&self, envelope: ::sentry::Envelope) {
        self.0.lock().unwrap().push(envelope);
    }
}

#[test]
fn a_transport_of_the_users_stands_in_place_of_ours() {
    let server = Server::start();
    let kept = Arc::new(Keep::default());
    let custom: Arc<dyn Transport> = kept.clone();
    let delivery = Arc::new(Delivery::start(Options { custom: Some(custom), ..to(&server) }));
    delivery.push(segment(0));
    let door = SentryTransport::new(Arc::clone(&delivery), Box::new(|_| None));
    door.send_envelope(event("in its own form"));
    assert!(door.flush(LONG));
    let kept = kept.0.lock().unwrap();
    let mut ours = Vec::new();
    kept[0].to_writer(&mut ours).unwrap();
    assert!(String::from_utf8(ours).unwrap().contains("\"type\":\"transaction\""));
    assert_eq!(kept[1].event().unwrap().message.as_deref(), Some("in its own form"));
    let headers = serde_json::to_value(kept[1].headers()).unwrap();
    assert_eq!(headers["sdk"]["name"], "sentry.rust.rina_trace");
    assert_eq!(delivery.ledger.counters.snapshot().sent(), 1);
    assert!(server.request_so_far().is_none());
}

#[test]
fn an_idle_delivery_is_dropped_at_once() {
    let delivery = Delivery::start(options(Some(closed_endpoint())));
    let queue = Arc::clone(&delivery.queue);
    drop(delivery);
    assert!(queue.wait_for_end(Instant::now() + LONG));
}

/// What `/proc` says of a thread: its name, and how nice it is.
#[cfg(target_os = "linux")]
fn thread(stat: &str) -> Option<(&str, i32)> {
    let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
    Some((name, rest.split_whitespace().nth(16)?.parse().ok()?))
}

#[cfg(target_os = "linux")]
#[test]
fn the_worker_gives_way_to_the_program() {
    let delivery = Delivery::start(to(&Server::start()));
    assert!(delivery.flush(LONG), "it has begun");
    let own = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let stats = tasks.filter_map(|task| std::fs::read_to_string(task.unwrap().path().join("stat")).ok());
    let workers: Vec<i32> = stats
        .filter_map(|stat| thread(&stat).filter(|(name, _)| *name == "rina-trace").map(|(_, nice)| nice))
        .collect();
    let wanted = (thread(&own).unwrap().1 + NICE).min(19);
    assert!(workers.contains(&wanted), "{workers:?}, not {wanted}");
}
