//! Plants the secrets, as programs do.

use std::panic::catch_unwind;
use std::time::SystemTime;

use rina_trace::{
    Config, NameSource, Segment, Sensitive, Span, User, hash, mask, span, trace_headers, traced,
};
use sentry::protocol::{
    Breadcrumb, Context, Event, Exception, Frame, Log, LogEntry, LogLevel, Map, Mechanism, Metric,
    MetricType, Request, ResponseContext, Stacktrace, Thread, TraceId, Transaction, Value,
};
use serde_json::json;

pub const SECRET: &str = "Tr0ub4dor3Canary";

fn with(before: &str) -> String {
    format!("{before}{SECRET}")
}

#[derive(Debug)]
struct Login {
    #[allow(dead_code, reason = "is printed")]
    password: &'static str,
}

#[derive(Debug)]
struct Kept {
    #[allow(dead_code, reason = "is printed")]
    hidden: Sensitive<&'static str>,
}

/// The child `secrets`.
pub fn everywhere() {
    // The program's own words about its panic are its own.
    std::panic::set_hook(Box::new(|_| {}));
    let guard = Config::from_env()
        .traces_sample_rate(1.0)
        .console(true)
        .deny_keys(["codeword"])
        .before_send_transaction(|mut segment: Segment| {
            segment.set_tag("hook_secret", SECRET);
            Some(segment)
        })
        .before_send(|mut event| {
            event.extra.insert("hook_secret".into(), SECRET.into());
            Some(event)
        })
        .init();
    let late = request();
    late.set("password", SECRET);
    drop(late);
    let trace = "771a43a4192642f0b136d5159a501700";
    let baggage = format!("password={SECRET},sentry-trace_id={trace},sentry-public_key=theirs");
    continued([("sentry-trace", format!("{trace}-b0e6f15b45c36b12-1")), ("baggage", baggage)]);
    raw_items();
    drop(guard);
}

/// The child `hash`.
pub fn hashes() {
    match Config::from_env().try_init() {
        Ok(_guard) => println!("hash: {}", hash("ada@example.com")),
        Err(error) => println!("error: {error}"),
    }
}

#[traced(op = "http.server", name = "GET /request")]
fn request() -> Span {
    let url = with("GET /a?token=") + "&page=2";
    rina_trace::set_transaction_name(url, NameSource::Custom);
    println!("baggage: {}", trace_headers().baggage().unwrap_or("none"));
    data();
    rina_trace::add_transaction_data("client_secret", SECRET);
    rina_trace::add_transaction_tags([("session_id", SECRET.to_owned()), ("note", with("pwd="))]);
    let other: Map<String, Value> = [("password".to_owned(), Value::from(SECRET))].into();
    rina_trace::set_user(User { username: Some(with("token=")), other, ..User::default() });

    let login = Login { password: SECRET };
    let kept = Kept { hidden: Sensitive(SECRET) };
    let _ = arguments(&with("token="), &login, &with("secret="), &kept);
    by_hand();
    events();
    span!("function", "late")
}

fn data() {
    let current = rina_trace::current();
    current.set("password", SECRET).set("user.api_key", SECRET).set(format!("access_token_{}", 7), SECRET);
    current.set("codeword", SECRET).set("recovery.passwords", vec![SECRET]);
    current.set("notes", vec!["fine".to_owned(), with("token=")]).set("nested", vec![vec![with("token=")]]);
    current.set("db.query.text", with("UPDATE u SET password = '") + "' WHERE id = 1");
    current.set("url.full", format!("https://ada:{SECRET}@host/")).set("url.query", with("key=") + "&page=2");
    current.set("url.query", format!("key={SECRET}&page=2")).set("http.request.header.x-signing-key", SECRET);
    current.set("error.message", with("refused: Bearer "));
    current.set("body", json!({ "password": SECRET }).to_string());
    current.set("escaped", json!({ "body": json!({ "password": SECRET }).to_string() }).to_string());
    current.set("sensitive", Sensitive(SECRET)).set("masked.password", mask(format!("{SECRET}..")));
    current.set("hashed.password", hash(SECRET)).tag("csrfToken", SECRET);
}

#[traced(op = "function", name = "arguments", data(note, login = ?login, shown = %shown, kept = ?kept), tags(plan = note), ok(reply = |reply| reply.clone()))]
fn arguments(note: &str, login: &Login, shown: &str, kept: &Kept) -> Result<String, std::fmt::Error> {
    Ok(note.to_owned())
}

fn by_hand() {
    let span = span!("http.client", "POST https://api.example.com/");
    span.set_name(format!("POST https://ada:{SECRET}@host/?api_key={SECRET}"));
    span.set("bearer", SECRET)
        .tag("auth", SECRET)
        .set("seen", format!("got eyJhbGciOiJIUzI1NiJ9.{SECRET}.c2ln"));
    span.set("file", format!("-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n"));
    // No text is both a number of a card and the secret: it is the digits that must not be found.
    span.set("paid.with", "card 4111 1111 1111 1111");
}

#[traced(op = "function", name = "fails", err = capture)]
fn fails() -> Result<(), std::io::Error> {
    Err(std::io::Error::other(with("cannot log in with password=")))
}

fn events() {
    let _ = fails();
    let _ = catch_unwind(|| panic!("secret: {SECRET}"));
    sentry::add_breadcrumb(Breadcrumb {
        message: Some(format!("connect to redis://:{SECRET}@host")),
        data: [("authorization".to_owned(), with("Bearer ").into())].into(),
        ..Breadcrumb::default()
    });
    sentry::with_scope(
        |scope| {
            scope.set_tag("api_key", SECRET);
            scope.set_extra("deep", json!({ "list": [{ "password": SECRET }] }));
            scope.set_extra("text", with("token=").into());
            let context = |key: &str| Context::Other([(key.to_owned(), SECRET.into())].into());
            scope.set_context("mine", context("private_key"));
            scope.set_context("credentials", context("a"));
        },
        || sentry::capture_message(&with("refused token="), sentry::Level::Info),
    );
    sentry::capture_event(whole_event());
}

fn frames(key: &str) -> Option<Stacktrace> {
    let vars = [(key.to_owned(), Value::from(SECRET))].into();
    Some(Stacktrace { frames: vec![Frame { vars, ..Frame::default() }], ..Stacktrace::default() })
}

fn whole_event() -> Event<'static> {
    let pair = |key: &str| (key.to_owned(), SECRET.to_owned());
    let request = Request {
        url: with("https://host/?token=").parse().ok(),
        data: Some(with("user=a&passwd=")),
        query_string: Some(with("key=")),
        cookies: Some(with("theme=")),
        headers: [pair("X-Api-Key"), pair("X-Forwarded-For")].into(),
        env: [pair("DB_PASSWORD")].into(),
        ..Request::default()
    };
    let response = ResponseContext {
        cookies: Some(with("sid=")),
        data: Some(json!({ "token": SECRET })),
        ..ResponseContext::default()
    };
    let mechanism = Mechanism { data: [("token".to_owned(), SECRET.into())].into(), ..Mechanism::default() };
    let exception = Exception {
        ty: "Error".into(),
        value: Some(format!("no answer from postgres://ada:{SECRET}@db/x")),
        stacktrace: frames("password"),
        mechanism: Some(mechanism),
        ..Exception::default()
    };
    let thread = Thread { stacktrace: frames("cvv"), ..Thread::default() };
    Event {
        logentry: Some(LogEntry { message: with("token="), params: vec![with("token=").into()] }),
        fingerprint: vec![with("token=").into()].into(),
        culprit: Some(with("token=")),
        request: Some(request),
        contexts: [("response".to_owned(), response.into())].into(),
        exception: vec![exception].into(),
        threads: vec![thread].into(),
        ..Event::new()
    }
}

/// What others put into the baggage beside the trace is theirs, and is not passed on.
#[traced(op = "http.server", name = "GET /continued", continue_from = headers)]
fn continued(headers: [(&'static str, String); 2]) {
    println!("forwarded: {}", trace_headers().baggage().unwrap_or("none"));
}

/// What `sentry` makes with features that these tests do not switch on.
fn raw_items() {
    let client = sentry::Hub::main().client().unwrap();
    let data: Map<String, Value> = [("password".to_owned(), Value::from(SECRET))].into();
    let span = sentry::protocol::Span { description: Some(with("token=")), data, ..Default::default() };
    let transaction = Transaction { name: Some(with("token=")), spans: vec![span], ..Transaction::new() };
    client.send_envelope(transaction.into());

    let mut envelope = sentry::Envelope::new();
    envelope.add_item(vec![Log {
        level: LogLevel::Info,
        body: with("token="),
        trace_id: None,
        timestamp: SystemTime::now(),
        severity_number: None,
        attributes: [("password".to_owned(), SECRET.into())].into(),
    }]);
    envelope.add_item(vec![Metric {
        r#type: MetricType::Counter,
        name: "logins".into(),
        value: 1.0,
        timestamp: SystemTime::now(),
        trace_id: TraceId::default(),
        span_id: None,
        unit: None,
        attributes: [("password".into(), SECRET.into())].into(),
    }]);
    client.send_envelope(envelope);
}
