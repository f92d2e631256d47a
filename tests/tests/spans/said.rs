//! What a program says about the current span and its transaction.

use rina_trace::testing::{Traces, capture, capture_async};
use rina_trace::{NameSource, SpanStatus, User, current, span, traced};
use tokio::task::yield_now;

#[traced(name = "leaf")]
fn leaf() {}

#[traced(name = "talker", data(a = 1), tags(plan = "free"))]
fn talker() {
    current().set("a", 2).set("b", "text").tag("plan", "paid").set_name("renamed");
    leaf();
    current().set("b", "other").set("c", None::<u32>);
}

#[traced(name = "talker", data(a = 1))]
async fn async_talker() {
    let own = current();
    leaf();
    yield_now().await;
    current().set("a", 2);
    own.set("b", true);
}

#[traced(name = "root")]
async fn root() {
    talker();
    async_talker().await;
    current().set("done", true);
}

#[tokio::test]
async fn values_are_recorded_and_the_last_one_holds() {
    insta::assert_snapshot!(capture_async(root()).await, @r#"
    trace 1
    function "root" done=true
    ├─ function "renamed" a=2 #plan="paid" b="other"
    │  └─ function "leaf"
    └─ function "talker" a=2 b=true
       └─ function "leaf"
    "#);
}

#[traced(name = "integers", data(a, b, c, d, e, f, g, h, i, j))]
#[expect(clippy::too_many_arguments, reason = "one of each type")]
fn integers(a: u8, b: u16, c: u32, d: u64, e: usize, f: i8, g: i16, h: i32, i: i64, j: isize) {
    leaf();
}

#[traced(name = "others", data(cache.hit = hit, part = half, whole = 2.0 * half, double, db.query.text = text))]
fn others(hit: bool, mut half: f32, double: f64, text: &str) -> Result<f32, String> {
    half += 1.0;
    Ok(half)
}

#[traced(name = "later", data(cache.hit = hit, count, text))]
async fn later(hit: bool, mut count: u32, text: &str) -> u32 {
    count += 1;
    yield_now().await;
    count
}

#[tokio::test]
async fn arguments_of_the_languages_own_types_are_recorded_as_what_they_are() {
    let traces = capture_async(async {
        integers(1, 2, 3, u64::MAX, 5, -6, -7, -8, i64::MIN, -10);
        others(true, 0.5, 1.5, "SELECT 1").unwrap();
        assert_eq!(later(false, 1, "later").await, 2);
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "integers" a=1 b=2 c=3 d=18446744073709551615 e=5 f=-6 g=-7 h=-8 i=-9223372036854775808 j=-10
    └─ function "leaf"
    trace 2
    function "others" cache.hit=true part=0.5 whole=1 double=1.5 db.query.text="SELECT 1"
    trace 3
    function "later" cache.hit=false count=1 text="later"
    "#);
}

#[traced(name = "missing")]
fn missing() -> Result<(), String> {
    current().set_status(SpanStatus::NotFound);
    Err("gone".to_owned())
}

#[traced(name = "busy")]
async fn busy() {
    current().set_status(SpanStatus::ResourceExhausted);
    yield_now().await;
}

#[traced(name = "fine after all")]
fn fine_after_all() {
    current().set_status(SpanStatus::Aborted).set_status(SpanStatus::Ok);
}

#[tokio::test]
async fn a_status_that_was_said_goes_before_what_is_returned() {
    let traces = capture_async(async {
        missing().unwrap_err();
        busy().await;
        fine_after_all();
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "missing" [not_found] error.type="alloc::string::String"
    trace 2
    function "busy" [resource_exhausted]
    trace 3
    function "fine after all"
    "#);
}

#[traced(name = "inner")]
fn names_the_transaction() {
    rina_trace::set_transaction_name("GET /users/{id}", NameSource::Route);
    rina_trace::add_transaction_tags([("plan", "free"), ("region", "eu")]);
    rina_trace::add_transaction_tags([("plan", "paid")]);
    rina_trace::add_transaction_data("validation_ms", 12);
    rina_trace::set_user(User { id: Some("42".into()), ..User::default() });
}

#[traced(op = "http.server", name = "GET /request")]
fn request() {
    names_the_transaction();
}

#[test]
fn a_transaction_is_named_from_within() {
    let traces = capture(request);
    insta::assert_snapshot!(traces, @r#"
    trace 1
    http.server "GET /users/{id}" validation_ms=12 #plan="paid" #region="eu" @42
    └─ function "inner"
    "#);
    assert_eq!(traces.segments()[0].name_source(), NameSource::Route);
}

#[test]
fn where_no_span_is_open_nothing_happens() {
    let traces: Traces = capture(|| {
        current().set("a", 1).tag("b", 2).set_status(SpanStatus::Aborted).set_name("nothing");
        names_nothing();
        assert_eq!((current().trace_id(), current().span_id()), (None, None));
    });
    assert!(traces.segments().is_empty());
}

fn names_nothing() {
    rina_trace::set_transaction_name("nothing", NameSource::Route);
    rina_trace::add_transaction_tags([("plan", "free")]);
    rina_trace::add_transaction_data("key", 12);
    rina_trace::set_user(User::default());
}

#[traced(name = "unsampled", sample_rate = 0.0)]
fn unsampled() {
    let current = current();
    assert!(!current.is_recording());
    // The trace goes on all the same, below the span that others are told.
    assert!(current.trace_id().is_some() && current.span_id().is_some());
    current.set("a", 1);
    assert!(!span!("function", "child").is_recording());
}

#[test]
fn an_unsampled_span_has_a_trace_and_records_nothing() {
    assert!(capture(unsampled).segments().is_empty());
}

#[test]
fn what_is_said_to_a_span_that_has_ended_is_let_go() {
    let traces = capture(|| {
        let mut kept = None;
        span!("function", "root").in_scope(|| {
            span!("function", "child").in_scope(|| kept = Some(current()));
        });
        kept.unwrap().set("too", "late").set_status(SpanStatus::Aborted);
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    └─ function "child"
    "#);
}

#[test]
fn a_panic_in_a_value_is_the_programs_own() {
    #[traced(name = "values", data(a = 1, b = panics()))]
    fn values() {}
    fn panics() -> u32 {
        panic!("on purpose")
    }
    let traces = capture(|| {
        std::panic::catch_unwind(values).unwrap_err();
        leaf();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "values" [internal_error] a=1
    trace 2
    function "leaf"
    "#);
}

/// Calls a traced function while it is printed.
struct Calls;

impl std::fmt::Display for Calls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        talker();
        f.write_str("called")
    }
}

#[traced(name = "outer", data(a = 1, b = %Calls, c = 3))]
fn outer() {}

#[traced(name = "outer", data(a = 1, b = %Calls, c = 3))]
async fn async_outer() {
    yield_now().await;
}

#[tokio::test]
async fn a_value_may_call_traced_functions_while_it_is_said() {
    let traces = capture_async(async {
        outer();
        async_outer().await;
        drop(span!("function", "outer", a = 1, b = %Calls, c = 3));
    })
    .await;
    let one = |n| {
        format!(
            "trace {n}\nfunction \"outer\" a=1 b=\"called\" c=3\n\
             └─ function \"renamed\" a=2 #plan=\"paid\" b=\"other\"\n   └─ function \"leaf\"\n"
        )
    };
    assert_eq!(traces.to_string(), one(1) + &one(2) + &one(3));
}

#[traced(name = "talks", data(n = "first"))]
fn talks_much() {
    for n in 0..3_000 {
        current().set("n", n);
    }
    leaf();
    current().set("done", true);
}

#[test]
fn the_last_word_holds_however_much_was_said() {
    insta::assert_snapshot!(capture(talks_much), @r#"
    trace 1
    function "talks" n=2999 done=true
    └─ function "leaf"
    "#);
}
