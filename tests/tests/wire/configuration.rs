//! Option over environment over default, and what is said of what is wrong.

use rina_trace::{Config, ConfigError, traced};

use crate::app::{App, alone};
use crate::baggage::members;
use crate::process::{Printed, run};
use crate::server::Server;

/// Nobody listens on this port, so nothing arrives; it is the headers that tell.
const DSN: &str = "http://env@127.0.0.1:9/1";

fn told(printed: &Printed, key: &str) -> Option<String> {
    members(printed.value("baggage")).remove(&format!("sentry-{key}"))
}

#[test]
fn the_environment_is_read() {
    let printed = run(
        "environment",
        &[
            ("SENTRY_DSN", DSN),
            ("SENTRY_ENVIRONMENT", "by env"),
            ("SENTRY_RELEASE", "env@1"),
            ("SENTRY_TRACES_SAMPLE_RATE", "0"),
        ],
    );
    assert_eq!((printed.value("enabled"), printed.value("recording")), ("true", "false"));
    assert_eq!(told(&printed, "public_key").as_deref(), Some("env"));
    assert_eq!(told(&printed, "environment").as_deref(), Some("by env"));
    assert_eq!(told(&printed, "release").as_deref(), Some("env@1"));
    assert_eq!(told(&printed, "sample_rate").as_deref(), Some("0"));
    assert!(!printed.says("DEBUG", &["recording:"]), "{:?}", printed.lines);
}

#[test]
fn options_go_before_the_environment() {
    let environment = [
        ("SENTRY_DSN", DSN),
        ("SENTRY_ENVIRONMENT", "by env"),
        ("SENTRY_RELEASE", "env@1"),
        ("SENTRY_TRACES_SAMPLE_RATE", "0"),
        ("SENTRY_DEBUG", "1"),
    ];
    let printed = run("options", &environment);
    assert_eq!(told(&printed, "environment").as_deref(), Some("by option"));
    assert_eq!(told(&printed, "release").as_deref(), Some("by option@1"));
    assert_eq!(told(&printed, "public_key").as_deref(), Some("env"));

    let printed = run("options, all", &environment);
    assert_eq!(told(&printed, "public_key").as_deref(), Some("option"));
    assert_eq!(told(&printed, "sample_rate").as_deref(), Some("0.5"));
    assert!(!printed.says("DEBUG", &["recording:"]), "{:?}", printed.lines);

    let printed = run("options without a DSN", &environment);
    assert_eq!((printed.value("enabled"), printed.value("sentry-trace")), ("false", "none"));
}

#[test]
fn a_configuration_of_defaults_does_not_look_at_the_environment() {
    let printed = run("defaults", &[("SENTRY_DSN", DSN), ("SENTRY_TRACES_SAMPLE_RATE", "nonsense")]);
    assert_eq!((printed.value("enabled"), printed.value("sentry-trace")), ("false", "none"));
}

#[test]
fn empty_variables_are_not_set() {
    let printed = run(
        "environment",
        &[("SENTRY_DSN", DSN), ("SENTRY_TRACES_SAMPLE_RATE", " "), ("SENTRY_RELEASE", "")],
    );
    assert_eq!(told(&printed, "release"), None);
    // The default of a build with debug assertions, in which everything is recorded.
    assert_eq!(told(&printed, "environment").as_deref(), Some("development"));
    assert_eq!(told(&printed, "sample_rate").as_deref(), Some("1"));
}

#[test]
fn a_process_goes_on_with_the_trace_it_was_started_in() {
    let trace = ("SENTRY_TRACE", "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-0");
    let baggage = (
        "SENTRY_BAGGAGE",
        "sentry-trace_id=771a43a4192642f0b136d5159a501700,sentry-public_key=theirs,sentry-sample_rand=0.5",
    );
    let dsn = ("SENTRY_DSN", DSN);
    let printed = run("environment", &[dsn, trace, baggage]);
    let header = printed.value("sentry-trace");
    assert!(header.starts_with("771a43a4192642f0b136d5159a501700-") && header.ends_with("-0"), "{header}");
    assert!(!header.contains("b0e6f15b45c36b12"), "{header}");
    assert_eq!(members(printed.value("baggage")), members(baggage.1));

    for no in ["false", "0", "off"] {
        let printed = run("environment", &[dsn, trace, baggage, ("SENTRY_USE_ENVIRONMENT", no)]);
        assert!(!printed.value("sentry-trace").starts_with("771a"), "{no}");
        assert_eq!(told(&printed, "public_key").as_deref(), Some("env"));
    }
}

#[test]
fn the_children_of_a_process_go_on_with_its_trace() {
    #[traced(op = "function", name = "parent")]
    fn parent() -> (String, Printed) {
        let headers = rina_trace::trace_headers();
        let (trace, baggage) = (headers.sentry_trace().unwrap(), headers.baggage().unwrap());
        let printed =
            run("environment", &[("SENTRY_DSN", DSN), ("SENTRY_TRACE", trace), ("SENTRY_BAGGAGE", baggage)]);
        (trace[..32].to_owned(), printed)
    }
    let config = Config::new().dsn("https://key@host/1").traces_sample_rate(0.0);
    rina_trace::testing::capture_with(&config, || {
        let (trace_id, printed) = parent();
        assert!(printed.value("sentry-trace").starts_with(&trace_id));
        assert_eq!(told(&printed, "public_key").as_deref(), Some("key"));
    });
}

#[test]
fn without_a_dsn_nothing_is_recorded() {
    let printed = run("environment", &[]);
    assert_eq!((printed.value("enabled"), printed.value("recording")), ("false", "false"));
    assert_eq!(printed.value("sentry-trace"), "none");
    assert!(printed.said("ERROR").is_empty() && printed.said("WARN").is_empty(), "{:?}", printed.lines);

    let printed = run("environment", &[("SENTRY_DEBUG", "yes")]);
    assert!(
        printed.says("DEBUG", &["nothing is recorded", "no DSN", "SENTRY_DSN", "Config::dsn"]),
        "{:?}",
        printed.lines
    );
}

#[test]
fn a_wrong_rate_of_the_environment_is_said() {
    let printed = run("environment", &[("SENTRY_DSN", DSN), ("SENTRY_TRACES_SAMPLE_RATE", "25%")]);
    let error =
        "SENTRY_TRACES_SAMPLE_RATE is a share from 0.0 (none) to 1.0 (all), not `25%`; for 25 % write 0.25";
    assert_eq!(printed.value("error"), error);
    assert!(printed.says("ERROR", &["switched off", error]), "{:?}", printed.lines);
    assert_eq!((printed.value("enabled"), printed.value("sentry-trace")), ("false", "none"));

    let printed = run("environment", &[("SENTRY_SAMPLE_RATE", "-1")]);
    assert!(printed.value("error").starts_with("SENTRY_SAMPLE_RATE is a share"), "{:?}", printed.lines);
    let printed = run("environment", &[("SENTRY_DSN", "nonsense")]);
    assert!(printed.value("error").starts_with("SENTRY_DSN is no DSN"), "{:?}", printed.lines);
}

#[test]
fn a_wrong_option_is_said_and_nothing_is_recorded() {
    let printed = run("wrong rate", &[]);
    assert!(printed.says("ERROR", &["Config::traces_sample_rate", "`25`", "0.25"]), "{:?}", printed.lines);
    assert_eq!((printed.value("enabled"), printed.value("sentry-trace")), ("false", "none"));
}

#[test]
fn each_wrong_option_is_an_error_that_names_it() {
    let error = |config: Config| config.try_init().map(drop).unwrap_err();
    for rate in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
        let wrong = error(Config::new().traces_sample_rate(rate));
        assert!(
            matches!(&wrong, ConfigError::InvalidRate { from, .. } if from == "Config::traces_sample_rate")
        );
        assert!(wrong.to_string().contains(&rate.to_string()), "{wrong}");
    }
    let wrong = error(Config::new().sample_rate(2.0)).to_string();
    assert!(wrong.starts_with("Config::sample_rate is a share from 0.0"), "{wrong}");
    let wrong = error(Config::new().sample_op("db.*", 50.0)).to_string();
    assert!(wrong.contains("Config::sample_op(\"db.*\", ..)") && wrong.contains("write 0.5"), "{wrong}");
    let wrong = error(Config::new().sample_op("*.query", 0.5)).to_string();
    assert!(wrong.contains("*.query") && wrong.contains("`gen_ai.*` for all below"), "{wrong}");
    let wrong = error(Config::new().dsn("https://host/1")).to_string();
    assert!(
        wrong.starts_with("Config::dsn is no DSN") && wrong.contains("https://<key>@<host>/<project>"),
        "{wrong}"
    );
}

#[test]
fn one_guard_at_a_time() {
    #[traced(op = "function", name = "again")]
    fn again() {}

    let _alone = alone();
    let (first, second) = (Server::start(), Server::start());
    let config = |server: &Server| Config::new().dsn(server.dsn()).traces_sample_rate(1.0);
    let guard = config(&first).try_init().unwrap();
    let error = config(&second).try_init().map(drop).unwrap_err();
    assert_eq!(error, ConfigError::AlreadyInitialised);
    assert!(error.to_string().contains("already"));
    // The one that failed has left the other as it is.
    again();
    drop(guard);
    again();
    let guard = config(&second).try_init().unwrap();
    again();
    again();
    drop(guard);
    assert_eq!((first.envelopes().len(), second.envelopes().len()), (1, 2));
}

#[test]
fn a_guard_that_is_dropped_has_sent_what_was_recorded() {
    #[traced(op = "function", name = "last")]
    fn last() {}

    let App { guard, server, _alone } = App::start(|config| config);
    last();
    drop(guard);
    assert_eq!(server.envelopes()[0].payload("transaction").unwrap()["transaction"], "last");
}

#[test]
fn debugging_says_once_that_a_function_ran_too_early() {
    let printed = run("too early", &[("SENTRY_DEBUG", "1")]);
    let said: Vec<&str> = printed.said("WARN");
    assert_eq!(said.len(), 1, "{:?}", printed.lines);
    assert!(
        said[0].contains("`GET /request` ran before `rina_trace::init()`")
            && said[0].contains("children.rs:")
    );
    assert!(run("too early", &[]).said("WARN").is_empty());
}

#[test]
fn debugging_says_why_a_trace_is_not_continued() {
    let printed = run("not continued", &[("SENTRY_DEBUG", "1")]);
    for parts in [
        ["sentry-trace", "cannot be read"],
        ["traceparent", "cannot be read"],
        ["organisation is 2", "1"],
        ["organisation is not told", "1"],
    ] {
        assert!(printed.says("DEBUG", &parts), "{parts:?}: {:#?}", printed.lines);
    }
    assert!(run("not continued", &[]).said("DEBUG").is_empty());
}

#[test]
fn debugging_says_why_the_trace_of_the_process_is_not_continued() {
    let printed =
        run("environment", &[("SENTRY_DSN", DSN), ("SENTRY_DEBUG", "1"), ("SENTRY_TRACE", "nonsense")]);
    assert!(printed.says("DEBUG", &["SENTRY_TRACE", "cannot be read"]), "{:#?}", printed.lines);
}

#[test]
fn a_broken_sampler_samples_nothing_and_is_said_once() {
    for (child, words) in [("broken samplers", "no share from 0.0 to 1.0"), ("panicking sampler", "panicked")]
    {
        let printed = run(child, &[]);
        assert_eq!(printed.value("recorded"), "0");
        let said = printed.said("WARN");
        assert!(said.len() == 1 && said[0].contains("traces_sampler") && said[0].contains(words), "{said:?}");
    }
}
