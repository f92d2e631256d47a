//! A secret in every place that can hold one: none of them leaves the process, to whomever it sends or shows.
//!
//! A process of its own plants them, see `plant`; here stand the places, and what has to be there instead, so that
//! nothing passes by not being sent. Attachments are files of the program and are not looked into.

pub mod plant;

use serde_json::Value;

use crate::process::run;
use crate::server::{Envelope, Server};

use plant::SECRET;

/// What the place is called, where it is sent - the type of the item, which one of them, the path in it - and what is
/// there in place of the secret.
type Place = (&'static str, &'static str, usize, &'static str, &'static str);

const FILTERED: &str = "[Filtered]";

#[rustfmt::skip]
const PLACES: &[Place] = &[
    ("data, static key", "transaction", 0, "/contexts/trace/data/password", FILTERED),
    ("data, dotted key", "transaction", 0, "/contexts/trace/data/user.api_key", FILTERED),
    ("data, key made at run time", "transaction", 0, "/contexts/trace/data/access_token_7", FILTERED),
    ("data, key of the project", "transaction", 0, "/contexts/trace/data/codeword", FILTERED),
    ("data, a list below a secret key", "transaction", 0, "/contexts/trace/data/recovery.passwords", FILTERED),
    ("data, a text in a list", "transaction", 0, "/contexts/trace/data/notes/1", "token=[Filtered]"),
    ("data, a text in a list in a list", "transaction", 0, "/contexts/trace/data/nested/0/0", "token=[Filtered]"),
    ("data, a statement", "transaction", 0, "/contexts/trace/data/db.query.text", "password = '[Filtered]'"),
    ("data, a URL with a user", "transaction", 0, "/contexts/trace/data/url.full", "://[Filtered]@host"),
    ("data, a query", "transaction", 0, "/contexts/trace/data/url.query", "key=[Filtered]&page=2"),
    ("data, a header", "transaction", 0, "/contexts/trace/data/http.request.header.x-signing-key", FILTERED),
    ("data, an error's text", "transaction", 0, "/contexts/trace/data/error.message", "Bearer [Filtered]"),
    ("data, JSON as a text", "transaction", 0, "/contexts/trace/data/body", r#""password":"[Filtered]""#),
    ("data, JSON in JSON", "transaction", 0, "/contexts/trace/data/escaped", r#"\"password\":\"[Filtered]\""#),
    ("data of the transaction", "transaction", 0, "/contexts/trace/data/client_secret", FILTERED),
    ("a tag", "transaction", 0, "/tags/csrfToken", FILTERED),
    ("tag of the transaction", "transaction", 0, "/tags/session_id", FILTERED),
    ("tag of the transaction, a text", "transaction", 0, "/tags/note", "pwd=[Filtered]"),
    ("name of the transaction", "transaction", 0, "/transaction", "GET /a?token=[Filtered]&page=2"),
    ("what before_send_transaction adds", "transaction", 0, "/tags/hook_secret", FILTERED),
    ("user, a text", "transaction", 0, "/user/username", "token=[Filtered]"),
    ("user, more", "transaction", 0, "/user/password", FILTERED),
    ("Sensitive", "transaction", 0, "/contexts/trace/data/sensitive", FILTERED),
    ("mask", "transaction", 0, "/contexts/trace/data/masked.password", "[Masked:17-32]"),
    ("hash", "transaction", 0, "/contexts/trace/data/hashed.password", "hash:"),
    ("an argument", "transaction", 0, "/spans/0/data/note", "token=[Filtered]"),
    ("an argument by Debug", "transaction", 0, "/spans/0/data/login", "password: \"[Filtered]\""),
    ("an argument by Display", "transaction", 0, "/spans/0/data/shown", "secret=[Filtered]"),
    ("a Sensitive field by Debug", "transaction", 0, "/spans/0/data/kept", "hidden: [Filtered]"),
    ("tag of an attribute", "transaction", 0, "/spans/0/tags/plan", "token=[Filtered]"),
    ("a value of ok(..)", "transaction", 0, "/spans/0/data/reply", "token=[Filtered]"),
    ("name of a span", "transaction", 0, "/spans/1/description", "POST https://[Filtered]@host/?api_key=[Filtered]"),
    ("data of a span by hand", "transaction", 0, "/spans/1/data/bearer", FILTERED),
    ("tag of a span by hand", "transaction", 0, "/spans/1/tags/auth", FILTERED),
    ("a web token", "transaction", 0, "/spans/1/data/seen", "got [Filtered]"),
    ("a private key", "transaction", 0, "/spans/1/data/file", FILTERED),
    ("the number of a card", "transaction", 0, "/spans/1/data/paid.with", "card [Filtered]"),
    ("a late span", "transaction", 1, "/contexts/trace/data/password", FILTERED),
    ("the sampling context", "header", 0, "/trace/transaction", "GET /a?token=[Filtered]&page=2"),
    ("an error that is captured", "event", 3, "/exception/values/0/value", "password=[Filtered]"),
    ("a panic", "event", 0, "/exception/values/0/value", "secret: [Filtered]"),
    ("a message", "event", 1, "/message", "token=[Filtered]"),
    ("a breadcrumb's message", "event", 1, "/breadcrumbs/values/0/message", "://[Filtered]@host"),
    ("a breadcrumb's data", "event", 1, "/breadcrumbs/values/0/data/authorization", FILTERED),
    ("tag of the scope", "event", 1, "/tags/api_key", FILTERED),
    ("extra", "event", 1, "/extra/deep/list/0/password", FILTERED),
    ("extra, a text", "event", 1, "/extra/text", "token=[Filtered]"),
    ("a context", "event", 1, "/contexts/mine/private_key", FILTERED),
    ("a context of a secret name", "event", 1, "/contexts/credentials/a", FILTERED),
    ("what before_send adds", "event", 1, "/extra/hook_secret", FILTERED),
    ("tag of the transaction on an event", "event", 1, "/tags/session_id", FILTERED),
    ("transaction of an event", "event", 1, "/transaction", "GET /a?token=[Filtered]"),
    ("user of an event", "event", 1, "/user/password", FILTERED),
    ("a request's header", "event", 2, "/request/headers/X-Api-Key", FILTERED),
    ("a request's address", "event", 2, "/request/headers/X-Forwarded-For", FILTERED),
    ("a request's cookies", "event", 2, "/request/cookies", FILTERED),
    ("a request's query", "event", 2, "/request/query_string", "key=[Filtered]"),
    ("a request's URL", "event", 2, "/request/url", "token=[Filtered]"),
    ("a request's body, a form", "event", 2, "/request/data", "passwd=[Filtered]"),
    ("a request's environment", "event", 2, "/request/env/DB_PASSWORD", FILTERED),
    ("an exception with a connection", "event", 2, "/exception/values/0/value", "postgres://[Filtered]@db"),
    ("a mechanism", "event", 2, "/exception/values/0/mechanism/data/token", FILTERED),
    ("variables of a frame", "event", 2, "/exception/values/0/stacktrace/frames/0/vars/password", FILTERED),
    ("variables of a thread", "event", 2, "/threads/values/0/stacktrace/frames/0/vars/cvv", FILTERED),
    ("a log entry", "event", 2, "/logentry/message", "token=[Filtered]"),
    ("a log entry's parameter", "event", 2, "/logentry/params/0", "token=[Filtered]"),
    ("a fingerprint", "event", 2, "/fingerprint/0", "token=[Filtered]"),
    ("a culprit", "event", 2, "/culprit", "token=[Filtered]"),
    ("a response's cookies", "event", 2, "/contexts/response/cookies", FILTERED),
    ("a response's body", "event", 2, "/contexts/response/data/token", FILTERED),
    ("a transaction of sentry", "transaction", 3, "/transaction", "token=[Filtered]"),
    ("its span's description", "transaction", 3, "/spans/0/description", "token=[Filtered]"),
    ("its span's data", "transaction", 3, "/spans/0/data/password", FILTERED),
    ("a log", "log", 0, "/items/0/body", "token=[Filtered]"),
    ("a log's attribute", "log", 0, "/items/0/attributes/password/value", FILTERED),
    ("a metric's attribute", "trace_metric", 0, "/items/0/attributes/password/value", FILTERED),
];

/// What stands in a place, as a text.
fn found(envelopes: &[Envelope], place: &Place) -> Option<String> {
    let (_, item_type, index, path, _) = place;
    let of_type = |envelope: &Envelope| match *item_type {
        "header" => envelope.payload("transaction").map(|_| envelope.header.clone()),
        item_type => envelope.payload(item_type).cloned(),
    };
    let payload: Value = envelopes.iter().filter_map(of_type).nth(*index)?;
    payload.pointer(path).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

#[test]
fn no_secret_leaves_the_process() {
    let (sentry, spotlight) = (Server::start(), Server::start());
    let url = format!("http://{}/stream", spotlight.address);
    let printed = run("secrets", &[("SENTRY_DSN", &sentry.dsn()), ("SENTRY_SPOTLIGHT", &url)]);

    let mut wrong = Vec::new();
    for (whom, server) in [("Sentry", &sentry), ("Spotlight", &spotlight)] {
        for request in server.requests() {
            let body = String::from_utf8(request.body).unwrap();
            for (at, _) in body.match_indices(SECRET) {
                let before = &body[body.floor_char_boundary(at.saturating_sub(80))..at];
                wrong.push(format!("{whom} was told, behind ..{before}"));
            }
        }
        let envelopes = server.envelopes();
        for place in PLACES {
            let found = found(&envelopes, place);
            if !found.as_ref().is_some_and(|found| found.contains(place.4)) {
                wrong.push(format!("{whom}, {}: {found:?} and not {:?}", place.0, place.4));
            }
        }
    }
    let console = &printed.errors;
    for line in console.lines().filter(|line| line.contains(SECRET)) {
        wrong.push(format!("the console shows {line}"));
    }
    if !console.contains("GET /a?token=[Filtered]") {
        wrong.push(format!("the console shows no transaction: {console}"));
    }
    for (said, part) in [("baggage", "sentry-transaction="), ("forwarded", "sentry-public_key=theirs")] {
        let told = printed.value(said);
        if told.contains(SECRET) || !told.contains(part) {
            wrong.push(format!("other services are told {told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same program with everything allowed that it can: what the test above relies on are the rules.
#[test]
fn what_the_project_allows_is_sent() {
    let app = crate::app::App::start(|config| {
        config.allow_keys(["password", "token", "auth.*"]).deny_keys(["plan"])
    });
    #[rina_trace::traced(op = "function", name = "allowed")]
    fn allowed() {
        rina_trace::current().set("password", "shown").set("note", "token=shown").set("auth.token", "shown");
        rina_trace::current().set("plan", "hidden").set("secret", "hidden");
    }
    allowed();
    let data = &app.transactions()[0]["contexts"]["trace"]["data"];
    assert_eq!(
        (&data["password"], &data["note"], &data["auth.token"]),
        (&"shown".into(), &"token=shown".into(), &"shown".into())
    );
    assert_eq!((&data["plan"], &data["secret"]), (&FILTERED.into(), &FILTERED.into()));
}

#[test]
fn a_key_of_the_project_makes_hashes_that_can_be_compared() {
    let environment = |key| [("RINA_TRACE_HASH_KEY", key)];
    let hash = |key| run("hash", &environment(key)).value("hash").to_owned();
    let (one, other) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
    assert_eq!(hash(one), hash(one));
    assert_ne!(hash(one), hash(other));
    assert_ne!(hash(""), hash(""), "without a key each process has its own");
    let printed = run("hash", &environment("too short"));
    assert!(printed.value("error").starts_with("RINA_TRACE_HASH_KEY has 9 bytes"), "{:?}", printed.lines);
    assert!(printed.lines.iter().all(|line| !line.contains("too short")), "{:?}", printed.lines);
}
