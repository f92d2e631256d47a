//! Lines of a log: as `tracing_subscriber::fmt` prints them, with our ids.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use rina_trace::testing::capture;
use rina_trace::tracing::TraceIds;
use serde_json::Value;
use tracing::{info, info_span};
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::format::{Compact, Format};

use super::{Ids, outer};

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is printed outside of a span and within one, and the ids there.
fn printed<F>(format: impl FnOnce(Format<Compact, ()>) -> F) -> (Vec<String>, Ids)
where
    F: fmt::FormatEvent<tracing_subscriber::Registry, fmt::format::DefaultFields> + Send + Sync + 'static,
{
    let written = Written::default();
    let its = written.clone();
    let compact = fmt::format().compact().without_time();
    let subscriber =
        fmt::Subscriber::builder().with_writer(move || its.clone()).event_format(format(compact)).finish();
    let mut within = None;
    tracing::subscriber::with_default(subscriber, || {
        capture(|| {
            info!(n = 1, "outside");
            within = Some(outer(|| info_span!("theirs").in_scope(|| info!(n = 2, "within"))).1);
        });
    });
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    (text.lines().map(str::to_owned).collect(), within.unwrap())
}

#[test]
fn a_line_begins_with_the_ids() {
    let (lines, (trace, span)) = printed(|compact| TraceIds::new(compact.with_target(false)));
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines[0].ends_with("outside n=1") && !lines[0].contains("trace_id"), "{lines:#?}");
    assert!(lines[1].starts_with(&format!("trace_id={trace} span_id={span} ")), "{lines:#?}");
    assert!(lines[1].contains("INFO") && lines[1].ends_with("within n=2"), "{lines:#?}");
}

#[test]
fn an_object_has_them_as_members() {
    let written = Written::default();
    let its = written.clone();
    let subscriber = fmt::Subscriber::builder()
        .json()
        .flatten_event(true)
        .with_writer(move || its.clone())
        .map_event_format(TraceIds::json)
        .finish();
    let mut within = None;
    tracing::subscriber::with_default(subscriber, || {
        capture(|| {
            info!(n = 1, "outside");
            within = Some(outer(|| info!(n = 2, "within")).1);
        });
    });
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (trace, span) = within.unwrap();
    assert_eq!((&lines[0]["message"], lines[0].get("trace_id")), (&"outside".into(), None));
    assert_eq!((&lines[1]["trace_id"], &lines[1]["span_id"]), (&trace.into(), &span.into()));
    assert_eq!((&lines[1]["message"], &lines[1]["n"]), (&"within".into(), &2.into()));
}
