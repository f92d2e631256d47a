//! Captured segments as a tree: one line a span, ids counted, no times. Known by `testing` alone.

use std::collections::HashMap;
use std::fmt::{self, Formatter};

use crate::id::{SpanId, TraceId};
use crate::record::{Attribute, AttributeKind, SpanRecord};
use crate::segment::Segment;
use crate::status::SpanStatus;
use crate::value::Value;

pub(super) fn print(segments: &[Segment], f: &mut Formatter<'_>) -> fmt::Result {
    let mut ids = Ids::of(segments);
    let mut last = None;
    for segment in segments {
        let trace = ids.trace(segment.trace_id());
        let from = ids.origin(segment);
        if last != Some(trace) || from.is_some() {
            writeln!(f, "trace {trace}{}", from.unwrap_or_default())?;
        }
        last = Some(trace);
        print_segment(segment, &mut ids, f)?;
    }
    Ok(())
}

fn print_segment(segment: &Segment, ids: &mut Ids<'_>, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "{} {:?}", segment.op(), segment.name())?;
    print_status(segment.status(), f)?;
    for (key, value) in segment.data() {
        print_value("", key, value, f)?;
    }
    let own_tags =
        segment.attributes_of(&segment.root).iter().filter(|found| found.kind == AttributeKind::Tag);
    for tag in own_tags {
        print_attribute(tag, f)?;
    }
    for (key, value) in segment.tags() {
        write!(f, " #{key}={value:?}")?;
    }
    if let Some(id) = segment.user().and_then(|user| user.id.as_ref()) {
        write!(f, " @{id}")?;
    }
    if segment.overflow > 0 {
        write!(f, " (+{} spans not kept)", segment.overflow)?;
    }
    print_links(segment, &segment.root, ids, f)?;
    writeln!(f)?;
    let mut below: HashMap<Option<SpanId>, Vec<&SpanRecord>> = HashMap::new();
    for span in &segment.spans {
        below.entry(span.parent).or_default().push(span);
    }
    for spans in below.values_mut() {
        spans.sort_by_key(|span| span.start);
    }
    print_below(segment, &mut below, ids, (segment.root.id, ""), f)?;
    // What is left has a parent that is not here.
    let mut lost: Vec<&SpanRecord> = below.into_values().flatten().collect();
    lost.sort_by_key(|span| span.start);
    for span in lost {
        write!(f, "?─ ")?;
        print_span(segment, span, ids, f)?;
    }
    Ok(())
}

fn print_below(
    segment: &Segment,
    below: &mut HashMap<Option<SpanId>, Vec<&SpanRecord>>,
    ids: &mut Ids<'_>,
    (parent, indent): (SpanId, &str),
    f: &mut Formatter<'_>,
) -> fmt::Result {
    let spans = below.remove(&Some(parent)).unwrap_or_default();
    let count = spans.len();
    for (index, span) in spans.into_iter().enumerate() {
        let (branch, deeper) = if index + 1 == count { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        write!(f, "{indent}{branch}")?;
        print_span(segment, span, ids, f)?;
        print_below(segment, below, ids, (span.id, &format!("{indent}{deeper}")), f)?;
    }
    Ok(())
}

fn print_span(segment: &Segment, span: &SpanRecord, ids: &mut Ids<'_>, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "{} {:?}", span.callsite.op(), span.name())?;
    print_status(span.status, f)?;
    for attribute in segment.attributes_of(span) {
        print_attribute(attribute, f)?;
    }
    print_links(segment, span, ids, f)?;
    writeln!(f)
}

fn print_links(
    segment: &Segment,
    span: &SpanRecord,
    ids: &mut Ids<'_>,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    for link in segment.links_of(span) {
        write!(f, " -> {}", ids.span(link.span_id()))?;
        if let Some(kind) = link.kind() {
            write!(f, " ({kind})")?;
        }
    }
    Ok(())
}

fn print_status(status: SpanStatus, f: &mut Formatter<'_>) -> fmt::Result {
    if status.is_error() { write!(f, " [{status}]") } else { Ok(()) }
}

fn print_attribute(attribute: &Attribute, f: &mut Formatter<'_>) -> fmt::Result {
    let sign = if attribute.kind == AttributeKind::Tag { "#" } else { "" };
    print_value(sign, &attribute.key, &attribute.value, f)
}

fn print_value(sign: &str, key: &str, value: &Value, f: &mut Formatter<'_>) -> fmt::Result {
    match value {
        Value::Text(text) => write!(f, " {sign}{key}={text:?}"),
        other => write!(f, " {sign}{key}={other}"),
    }
}

/// Traces and unknown spans, numbered as they come.
struct Ids<'a> {
    traces: Vec<TraceId>,
    unknown: Vec<SpanId>,
    names: HashMap<SpanId, (&'a str, &'a str)>,
}

impl<'a> Ids<'a> {
    fn of(segments: &'a [Segment]) -> Self {
        let names = segments.iter().flat_map(|segment| {
            let root = (segment.root.id, (segment.op(), segment.name()));
            let spans = segment.spans.iter().map(|span| (span.id, (span.callsite.op(), span.name())));
            std::iter::once(root).chain(spans)
        });
        Self { traces: Vec::new(), unknown: Vec::new(), names: names.collect() }
    }

    fn trace(&mut self, id: TraceId) -> usize {
        number(&mut self.traces, id)
    }

    /// Where a segment comes from that is not the head of its trace.
    fn origin(&mut self, segment: &Segment) -> Option<String> {
        let parent = segment.root.parent?;
        let late = if segment.follow_up { ", late" } else { "" };
        let verb = if self.names.contains_key(&parent) { "below" } else { "continued from" };
        Some(format!("{late}, {verb} {}", self.span(parent)))
    }

    /// By its name, where it is one of these; else by a number.
    fn span(&mut self, id: SpanId) -> String {
        match self.names.get(&id) {
            Some((op, name)) => format!("{op} {name:?}"),
            None => format!("span {}", number(&mut self.unknown, id)),
        }
    }
}

fn number<T: PartialEq>(known: &mut Vec<T>, id: T) -> usize {
    let index = known.iter().position(|known| *known == id).unwrap_or_else(|| {
        known.push(id);
        known.len() - 1
    });
    index + 1
}
