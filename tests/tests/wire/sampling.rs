//! Which segments are recorded: the first rule with an answer decides.

use rina_trace::testing::{capture, capture_with};
use rina_trace::{Config, SamplingContext, traced};

const SAMPLED: [(&str, &str); 1] = [("sentry-trace", "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1")];
const UNSAMPLED: [(&str, &str); 1] =
    [("sentry-trace", "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-0")];

#[traced(op = "gen_ai.chat", name = "plain")]
fn plain() {}

#[traced(op = "gen_ai.chat", name = "always", sample_rate = 1.0)]
fn always() {}

#[traced(op = "gen_ai.chat", name = "never", sample_rate = 0.0)]
fn never() {}

#[traced(op = "gen_ai.chat", name = "continued", continue_from = headers)]
fn continued(headers: [(&'static str, &'static str); 1]) {}

#[traced(op = "gen_ai.chat", name = "always, continued", continue_from = headers, sample_rate = 1.0)]
fn always_continued(headers: [(&'static str, &'static str); 1]) {}

/// Whether the call is recorded.
fn records(config: &Config, call: impl FnOnce()) -> bool {
    let traces = capture_with(config, call);
    let recorded = traces.segments().len() as u64;
    assert_eq!(recorded + traces.unsampled(), 1);
    recorded == 1
}

#[test]
fn the_rate_of_the_function_goes_before_everything() {
    let none = Config::new().traces_sample_rate(0.0).sample_op("*", 0.0).traces_sampler(|_| Some(0.0));
    assert!(records(&none, always));
    assert!(records(&none, || always_continued(UNSAMPLED)));
    let all = Config::new().traces_sample_rate(1.0).sample_op("*", 1.0).traces_sampler(|_| Some(1.0));
    assert!(!records(&all, never));
}

#[test]
fn the_sampler_goes_before_the_caller_the_operation_and_the_rate() {
    let none =
        Config::new().traces_sampler(|_| Some(0.0)).sample_op("gen_ai.chat", 1.0).traces_sample_rate(1.0);
    assert!(!records(&none, plain));
    assert!(!records(&none, || continued(SAMPLED)));
    let all =
        Config::new().traces_sampler(|_| Some(1.0)).sample_op("gen_ai.chat", 0.0).traces_sample_rate(0.0);
    assert!(records(&all, plain));
    assert!(records(&all, || continued(UNSAMPLED)));
}

#[test]
fn a_sampler_without_an_answer_leaves_it_to_the_next_rule() {
    let config = Config::new().traces_sampler(|_| None).sample_op("gen_ai.*", 1.0).traces_sample_rate(0.0);
    assert!(records(&config, plain));
    assert!(!records(&config, || continued(UNSAMPLED)));
}

#[test]
fn the_caller_goes_before_the_operation_and_the_operation_before_the_rate() {
    let config = Config::new().sample_op("gen_ai.*", 1.0).traces_sample_rate(0.0);
    assert!(records(&config, plain));
    assert!(!records(&config, || continued(UNSAMPLED)));
    let config = Config::new().sample_op("gen_ai.*", 0.0).traces_sample_rate(1.0);
    assert!(!records(&config, plain));
    assert!(records(&config, || continued(SAMPLED)));
}

#[test]
fn the_longest_pattern_of_an_operation_wins() {
    let rates = |patterns: [(&str, f64); 3]| {
        let config = Config::new().traces_sample_rate(0.5);
        patterns.into_iter().fold(config, |config, (pattern, rate)| config.sample_op(pattern, rate))
    };
    assert!(records(&rates([("*", 0.0), ("gen_ai.chat", 1.0), ("gen_ai.*", 0.0)]), plain));
    assert!(!records(&rates([("gen_ai.chat", 0.0), ("gen_ai.*", 1.0), ("*", 1.0)]), plain));
    assert!(records(&rates([("gen_ai.*", 1.0), ("db.*", 0.0), ("gen_ai", 0.0)]), plain));
}

#[test]
fn a_rule_for_other_operations_samples_nothing_of_the_rest() {
    let config = Config::new().environment("production").sample_op("db.*", 1.0);
    assert!(!records(&config, plain));
}

#[test]
fn nothing_below_an_unsampled_root_is_recorded() {
    #[traced(op = "http.server", name = "GET /root", sample_rate = 0.0)]
    fn root() {
        always();
        plain();
    }
    let traces = capture(root);
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 1));
}

#[test]
fn development_records_everything_and_production_what_it_is_told_to() {
    assert!(records(&Config::new().environment("development"), plain));
    assert!(!records(&Config::new().environment("production"), plain));
    assert!(!records(&Config::new().environment("development").traces_sample_rate(0.0), plain));
}

#[test]
fn the_sampler_sees_what_starts() {
    fn by_context(context: &SamplingContext<'_>) -> Option<f64> {
        assert_eq!((context.name(), context.op()), ("continued", "gen_ai.chat"));
        assert_eq!(context.trace_id().to_string(), "771a43a4192642f0b136d5159a501700");
        assert_eq!(context.parent_sampled(), Some(true));
        Some(context.inherit_or_sample_with(0.0))
    }
    assert!(records(&Config::new().traces_sampler(by_context), || continued(SAMPLED)));
}

#[test]
fn about_the_share_is_recorded_that_was_asked_for() {
    let traces = capture_with(&Config::new().traces_sample_rate(0.25), || (0..4000).for_each(|_| plain()));
    let recorded = traces.segments().len();
    // Six standard deviations to each side: one run in 500 million falls out.
    assert!((836..=1164).contains(&recorded), "{recorded} of 4000");
    assert_eq!(recorded as u64 + traces.unsampled(), 4000);
}
