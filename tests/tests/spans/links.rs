//! Links: spans that have to do with each other without one being below the other.

use rina_trace::testing::capture;
use rina_trace::{Config, SpanStatus, continue_trace, current, span, testing, traced};

#[traced(op = "queue.process", name = "job", root)]
fn job(of: Option<rina_trace::SpanLink>) {
    current().link(of);
}

#[test]
fn a_link_names_the_other_span_whatever_trace_it_is_in() {
    let traces = capture(|| {
        let first = span!("queue.publish", "first");
        let second = span!("queue.publish", "second");
        let outer = span!("function", "outer");
        outer.in_scope(|| {
            let here = current().as_link();
            assert_eq!(here, outer.as_link());
            let inner = span!("function", "inner");
            inner.link(first.as_link()).link(second.as_link().unwrap().link_type("producer")).link(None);
            job(here);
        });
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    queue.publish "first"
    trace 2
    queue.publish "second"
    trace 3
    function "outer"
    └─ function "inner" -> queue.publish "first" -> queue.publish "second" (producer)
    trace 4
    queue.process "job" -> function "outer"
    "#);
    let outer = &traces.segments()[2];
    let links: Vec<_> = outer.spans().flat_map(|span| span.links()).collect();
    assert_eq!(links[1].trace_id(), traces.segments()[1].trace_id());
    assert_eq!((links[1].kind(), links[1].is_sampled()), (Some("producer"), Some(true)));
    let of_job = traces.segments()[3].links().next().unwrap();
    assert_eq!((of_job.trace_id(), of_job.kind()), (outer.trace_id(), None));
}

#[test]
fn headers_are_linked_to_instead_of_continued() {
    let traces = capture(|| {
        let headers = [("sentry-trace", "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-0")];
        let remote = continue_trace(headers);
        let link = remote.link().unwrap();
        assert_eq!(
            (link.trace_id().to_string(), link.span_id().to_string(), link.is_sampled()),
            ("771a43a4192642f0b136d5159a501700".into(), "b0e6f15b45c36b12".into(), Some(false))
        );
        assert_eq!(continue_trace([("sentry-trace", "nonsense")]).link(), None);
        job(Some(link));
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    queue.process "job" -> span 1
    "#);
}

#[test]
fn a_span_keeps_so_many_and_counts_the_others() {
    let traces = capture(|| {
        let other = span!("queue.publish", "other");
        let batch = span!("queue.process", "batch");
        for _ in 0..130 {
            batch.link(other.as_link());
        }
        batch.set_status(SpanStatus::NotFound);
    });
    let batch = &traces.segments()[1];
    assert_eq!(batch.links().count(), 128);
    let dropped = batch.data().find(|(key, _)| *key == "links.dropped").unwrap().1;
    assert_eq!((dropped, batch.status()), (&rina_trace::Value::Int(2), SpanStatus::NotFound));
}

#[test]
fn what_is_not_kept_can_be_linked_to_and_keeps_none() {
    let traces = testing::capture_with(&Config::new().traces_sample_rate(0.0), || {
        let other = span!("queue.publish", "other");
        let link = other.as_link().unwrap();
        assert_eq!(link.is_sampled(), Some(false));
        assert_eq!(other.in_scope(|| current().as_link()), Some(link.clone()));
        job(Some(link));
    });
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 2));
    assert_eq!(current().as_link(), None);
    assert_eq!(span!("function", "nothing").as_link(), None);
}
