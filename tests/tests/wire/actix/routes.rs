//! How requests are named, which are taken, and how they have ended.

use std::sync::{Arc, Mutex};

use actix_web::http::{Method, StatusCode};
use actix_web::{App, HttpRequest, HttpResponse, Responder, error, guard, web};
use rina_trace::actix::ServerMiddleware;
use rina_trace::testing::Traces;
use rina_trace::{Config, NameSource, SpanStatus, traced};

use super::{ask, captured, captured_with, get, serving, tree};
use crate::app::alone;

#[traced(op = "function", name = "handler")]
async fn handler() -> &'static str {
    "well"
}

/// An application of one resource, made of a middleware that is made within the capture.
macro_rules! users {
    ($traced:expr) => {
        || {
            let traced = $traced;
            move || App::new().wrap(traced.clone()).route("/users/{id}", web::get().to(handler))
        }
    };
}

#[test]
fn a_request_is_named_by_the_pattern_that_it_matched() {
    let traces = captured(users!(ServerMiddleware::new()), async |at| {
        assert!(get(at, "/users/7?page=2").await.ends_with("well"));
    });
    let port = traces.to_string();
    let port = port.split("server.port=").nth(1).unwrap().split([' ', '\n']).next().unwrap();
    assert_eq!(
        traces.to_string().replace(port, "PORT"),
        "trace 1\n\
         http.server \"GET /users/{id}\" http.request.method=\"GET\" http.route=\"/users/{id}\" url.path=\"/users/7\" \
         url.query=\"page=2\" network.protocol.version=\"1.1\" server.address=\"127.0.0.1\" server.port=PORT \
         http.response.status_code=200 http.response.body.size=4\n\
         └─ function \"handler\"\n"
    );
    assert_eq!(traces.segments()[0].name_source(), NameSource::Route);
}

fn names(traces: &Traces) -> Vec<String> {
    let name = |segment: &rina_trace::Segment| {
        let source = if segment.name_source() == NameSource::Route { "route" } else { "url" };
        let route = segment.data().any(|(key, _)| key == "http.route");
        assert_eq!(route, source == "route");
        format!("{} {source}", segment.name())
    };
    traces.segments().iter().map(name).collect()
}

#[test]
fn scopes_have_the_whole_pattern_and_what_matched_none_its_path() {
    let app = || {
        let traced = ServerMiddleware::new();
        move || {
            let deep = web::scope("/deep").wrap(traced.clone()).route("/users/{id}", web::get().to(handler));
            let api = web::scope("/api").route("/users/{id}", web::get().to(handler)).service(deep);
            App::new().service(api).default_service(web::to(handler)).wrap(traced.clone())
        }
    };
    let traces = captured(app, async |at| {
        for path in ["/api/users/1", "/api/deep/users/2", "/none/4?q=1"] {
            get(at, path).await;
        }
    });
    assert_eq!(
        names(&traces),
        ["GET /api/users/{id} route", "GET /api/deep/users/{id} route", "GET /none/4 url"]
    );
}

#[test]
fn the_program_may_know_a_route_better_or_break() {
    let name = |traced: fn() -> ServerMiddleware| {
        let app = || {
            let traced = traced();
            move || App::new().wrap(traced.clone()).default_service(web::to(handler))
        };
        names(&captured(app, async |at| drop(get(at, "/a/7").await))).remove(0)
    };
    let traced = || ServerMiddleware::new().route(|_| Some("/a/:id".to_owned()));
    assert_eq!(name(traced), "GET /a/:id route");
    assert_eq!(name(|| ServerMiddleware::new().route(|_| panic!("of the user's own"))), "GET /a/7 url");
}

#[test]
fn head_and_options_are_left_out_with_all_that_runs_within_unless_asked_for() {
    let app = |traced: fn() -> ServerMiddleware| {
        move || {
            let traced = traced();
            move || App::new().wrap(traced.clone()).route("/x", web::to(handler))
        }
    };
    let talk = async |at| {
        for method in ["HEAD", "OPTIONS", "POST", "BREW"] {
            assert!(ask(at, &format!("{method} /x"), "").await.starts_with("HTTP/1.1 200"));
        }
    };
    let traces = captured(app(ServerMiddleware::new), talk);
    assert_eq!((names(&traces), traces.unsampled()), (vec!["POST /x route".to_owned()], 3));
    let traces = captured(app(|| ServerMiddleware::new().methods([Method::HEAD])), talk);
    assert_eq!(
        tree(&traces),
        "trace 1\nhttp.server \"HEAD /x\" http.response.status_code=200\n└─ function \"handler\"\n"
    );
}

#[test]
fn what_is_ignored_leaves_no_span_behind() {
    let app = || {
        let traced =
            ServerMiddleware::new().ignore(["/health", "GET /metrics*"]).ignore_status_codes(300..=399);
        move || {
            let moved = web::to(async || HttpResponse::Found().finish());
            App::new().wrap(traced.clone()).route("/moved", moved).default_service(web::to(handler))
        }
    };
    let traces = captured(app, async |at| {
        for line in ["GET /health", "GET /metrics/cpu", "POST /metrics/cpu", "GET /healthy", "GET /moved"] {
            ask(at, line, "").await;
        }
    });
    assert_eq!(
        (names(&traces), traces.unsampled()),
        (vec!["POST /metrics/cpu url".into(), "GET /healthy url".into()], 3)
    );
}

#[test]
fn sampler_and_ignore_spans_know_the_name() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sees = Arc::clone(&seen);
    let config = Config::new().ignore_spans(["GET /none"]).traces_sampler(move |context| {
        sees.lock().unwrap().push((context.name().to_owned(), context.op().to_owned(), context.source()));
        Some(1.0)
    });
    let traces = captured_with(&config, users!(ServerMiddleware::new()), async |at| {
        get(at, "/users/1").await;
        get(at, "/none").await;
    });
    assert_eq!((traces.segments().len(), traces.unsampled()), (1, 1));
    assert_eq!(*seen.lock().unwrap(), [("GET /users/{id}".into(), "http.server".into(), NameSource::Route)]);
}

const TRACE: &str = "771a43a4192642f0b136d5159a501700";

#[test]
fn the_trace_goes_on() {
    async fn told(request: HttpRequest) -> impl Responder {
        let same = rina_trace::continue_trace(request.headers()).trace_id().map(|id| id.to_string());
        assert_eq!(same.as_deref(), Some(TRACE));
        let told = rina_trace::trace_headers();
        format!("{} | {}", told.sentry_trace().unwrap(), told.baggage().unwrap_or("none"))
    }
    let app = || {
        let traced = ServerMiddleware::new();
        move || App::new().wrap(traced.clone()).route("/a", web::get().to(told))
    };
    let traces = captured(app, async |at| {
        let headers = format!(
            "sentry-trace: {TRACE}-b0e6f15b45c36b12-1\r\nbaggage: sentry-trace_id={TRACE},sentry-public_key=theirs\r\n"
        );
        let answer = ask(at, "GET /a", &headers).await;
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        assert!(body.starts_with(TRACE) && body.contains("sentry-public_key=theirs"), "{answer}");
    });
    assert!(tree(&traces).starts_with("trace 1, continued from span 1\nhttp.server \"GET /a\""), "{traces}");
}

/// The line of the root of a request to `/`, that `route` answers.
fn root(route: fn() -> actix_web::Route) -> String {
    let app = || {
        let traced = ServerMiddleware::new();
        move || App::new().wrap(traced.clone()).route("/", route())
    };
    let traces = captured(app, async |at| drop(get(at, "/").await));
    assert_eq!(traces.segments().len(), 1, "{traces}");
    tree(&traces).lines().nth(1).unwrap().to_owned()
}

#[test]
fn the_code_says_the_status() {
    async fn answer(request: HttpRequest) -> HttpResponse {
        HttpResponse::new(request.query_string().parse::<StatusCode>().unwrap())
    }
    let app = || {
        let traced = ServerMiddleware::new();
        move || App::new().wrap(traced.clone()).route("/", web::to(answer))
    };
    let cases = [
        (200, ""),
        (302, ""),
        (401, " [unauthenticated]"),
        (404, " [not_found]"),
        (422, " [invalid_argument]"),
        (500, " [internal_error]"),
        (503, " [unavailable]"),
    ];
    let traces = captured(app, async |at| {
        for (code, _) in cases {
            get(at, &format!("/?{code}")).await;
        }
    });
    let tree = tree(&traces);
    for ((code, status), line) in cases.into_iter().zip(tree.lines().filter(|line| line.starts_with("http")))
    {
        let expected =
            format!("http.server \"GET /\"{status} url.query=\"{code}\" http.response.status_code={code}");
        assert!(line.starts_with(&expected), "{line}");
    }
}

#[test]
fn an_error_of_a_handler_has_the_code_of_its_response() {
    let line = root(|| web::to(async || Err::<&str, _>(error::ErrorServiceUnavailable("later"))));
    assert!(line.starts_with("http.server \"GET /\" [unavailable] http.response.status_code=503"), "{line}");
    // Refused by a guard, before any handler.
    let line = root(|| web::route().guard(guard::fn_guard(|_| false)).to(handler));
    assert!(line.starts_with("http.server \"GET /\" [not_found] http.response.status_code=404"), "{line}");
}

#[test]
fn what_the_program_says_of_it_goes_before() {
    async fn says() -> &'static str {
        rina_trace::current().set_status(SpanStatus::ResourceExhausted);
        rina_trace::set_transaction_name("Sell a plan", NameSource::Task);
        "x"
    }
    let line = root(|| web::to(says));
    let expected = "http.server \"Sell a plan\" [resource_exhausted] http.response.status_code=200";
    assert!(line.starts_with(expected), "{line}");
}

#[test]
fn a_panic_goes_on_its_way_and_is_an_error() {
    let line = root(|| web::to(async || -> &'static str { panic!("of a handler") }));
    assert_eq!(line, "http.server \"GET /\" [internal_error]");
}

#[test]
fn a_middleware_inside_that_fails_is_an_error_too() {
    let app = || {
        let traced = ServerMiddleware::new();
        move || {
            let broken = actix_web::middleware::from_fn(
                async |_: actix_web::dev::ServiceRequest,
                       _: actix_web::middleware::Next<actix_web::body::BoxBody>| {
                    let refused: Result<actix_web::dev::ServiceResponse, _> =
                        Err(error::ErrorForbidden("no"));
                    refused
                },
            );
            App::new().wrap(broken).wrap(traced.clone()).route("/", web::to(handler))
        }
    };
    let traces = captured(app, async |at| assert!(get(at, "/").await.starts_with("HTTP/1.1 403")));
    let line = tree(&traces).lines().nth(1).unwrap().to_owned();
    assert_eq!(line, "http.server \"GET /\" [permission_denied] http.response.status_code=403");
}

#[test]
fn without_rina_trace_requests_pass() {
    let _alone = alone();
    let traced = ServerMiddleware::new();
    let app = move || App::new().wrap(traced.clone()).route("/", web::get().to(handler));
    let answer = serving(app, async |at| get(at, "/").await);
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("well"), "{answer}");
}
