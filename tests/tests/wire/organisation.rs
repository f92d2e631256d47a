//! Traces of other organisations are not continued.

use rina_trace::testing::capture_with;
use rina_trace::{Config, continue_trace};

const TRACE: &str = "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1";

fn continues(config: &Config, their_org: Option<&str>) -> bool {
    let org = their_org.map(|org| format!(",sentry-org_id={org}")).unwrap_or_default();
    let baggage = format!("sentry-trace_id=771a43a4192642f0b136d5159a501700,sentry-public_key=key{org}");
    let mut continues = false;
    capture_with(config, || {
        continues = continue_trace([("sentry-trace", TRACE), ("baggage", &*baggage)]).trace_id().is_some();
    });
    continues
}

/// The table of <https://develop.sentry.dev/sdk/foundations/trace-propagation/#strict-trace-continuation>: their
/// organisation, ours, whether the trace goes on, and whether it does so in strict mode.
const TABLE: [(Option<&str>, Option<&str>, bool, bool); 5] = [
    (Some("1"), Some("1"), true, true),
    (None, Some("1"), true, false),
    (Some("1"), None, true, false),
    (None, None, true, true),
    (Some("1"), Some("2"), false, false),
];

#[test]
fn by_the_organisation_in_the_host_of_the_dsn() {
    for (theirs, ours, lax, strict) in TABLE {
        let dsn = match ours {
            Some(org) => format!("https://key@o{org}.ingest.sentry.io/1"),
            None => "https://key@sentry.example.com/1".to_owned(),
        };
        let config = Config::new().dsn(dsn);
        assert_eq!(continues(&config, theirs), lax, "{theirs:?} {ours:?}");
        let config = config.strict_trace_continuation(true);
        assert_eq!(continues(&config, theirs), strict, "strict {theirs:?} {ours:?}");
    }
}

#[test]
fn by_the_organisation_of_the_configuration() {
    for (theirs, ours, lax, strict) in TABLE {
        let config = match ours {
            // It goes before the one in the host.
            Some(org) => Config::new().dsn("https://key@o7.ingest.sentry.io/1").org_id(org),
            None => Config::new(),
        };
        assert_eq!(continues(&config, theirs), lax, "{theirs:?} {ours:?}");
        let config = config.strict_trace_continuation(true);
        assert_eq!(continues(&config, theirs), strict, "strict {theirs:?} {ours:?}");
    }
}

#[test]
fn a_host_without_a_domain_has_no_organisation() {
    let config = Config::new().dsn("http://key@o1:9000/1").strict_trace_continuation(true);
    assert!(continues(&config, None));
    assert!(!continues(&config, Some("1")));
}
