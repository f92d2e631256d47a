//! The way of a request through services: what each was told, and what must have been sent of it.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use super::seen::{Seen, Span};
use crate::baggage::{Members, members};

/// The services in the order in which they were called.
pub struct Way(Vec<Hop>);

#[derive(Clone)]
struct Hop {
    service: String,
    /// The trace that it is in.
    trace: String,
    /// What the service before it told; `None` for the head of a trace.
    told: Option<Told>,
    /// What it told the next.
    tells: Option<Told>,
}

#[derive(Debug, Clone)]
pub struct Told {
    pub trace: String,
    pub span: String,
    pub sampled: Option<bool>,
    pub traceparent: Option<String>,
    /// Sentry's members of `baggage`.
    pub context: Members,
    /// The keys of the other members.
    pub foreign: Vec<String>,
}

impl Way {
    /// What the services answered.
    pub fn read(hops: &[Value]) -> Self {
        let mut hops: Vec<Hop> = hops.iter().map(Hop::read).collect();
        for at in 1..hops.len() {
            hops[at - 1].tells = hops[at].told.clone();
        }
        Self(hops)
    }

    /// What the service at this place told the next.
    pub fn tells(&self, at: usize) -> &Told {
        let hop = &self.0[at];
        hop.tells.as_ref().unwrap_or_else(|| panic!("{} told nothing", hop.service))
    }

    pub fn services(&self) -> Vec<&str> {
        self.0.iter().map(|hop| &*hop.service).collect()
    }

    /// Whether the services that were told of a trace are in it.
    pub fn continued(&self) -> Vec<bool> {
        self.0.iter().filter_map(|hop| Some(hop.told.as_ref()?.trace == hop.trace)).collect()
    }

    /// Cut where a service began a trace of its own, though it was told of one.
    pub fn traces(&self) -> Vec<Self> {
        let mut traces: Vec<Self> = Vec::new();
        for hop in &self.0 {
            let continues = hop.told.as_ref().is_some_and(|told| told.trace == hop.trace);
            match traces.last_mut() {
                Some(trace) if continues => trace.0.push(hop.clone()),
                _ if continues => traces.push(Self(vec![hop.clone()])),
                _ => traces.push(Self(vec![Hop { told: None, ..hop.clone() }])),
            }
        }
        traces
    }

    /// All services are in one trace, and told what belongs to it and nothing of others; these are the decisions
    /// that they told.
    pub fn is_one_trace(&self, decisions: &[Option<bool>]) {
        let links: Vec<_> = (1..self.0.len()).map(|at| self.tells(at - 1)).collect();
        assert_eq!(links.iter().map(|told| told.sampled).collect::<Vec<_>>(), decisions);
        for (hop, told) in self.0.iter().zip(&links) {
            assert_eq!((&hop.trace, &told.trace), (&self.0[0].trace, &self.0[0].trace), "{}", hop.service);
            assert_eq!(told.context.get("trace_id"), Some(&hop.trace), "{} tells", hop.service);
            assert_eq!(told.foreign, [""; 0], "{} tells", hop.service);
            // Python's has no such header.
            let flag = u8::from(told.sampled == Some(true));
            let same = format!("00-{}-{}-{flag:02}", told.trace, told.span);
            let expected = Some(same).filter(|_| !hop.service.starts_with("python"));
            assert_eq!(told.traceparent, expected, "{} tells", hop.service);
        }
        assert_eq!(self.0.last().unwrap().trace, self.0[0].trace);
    }

    /// Everybody told the same sampling context, which says this decision and agrees with it. It is returned.
    pub fn has_one_context(&self, sampled: bool) -> &Members {
        let context = &self.tells(0).context;
        for (at, hop) in self.0.iter().enumerate().take(self.0.len() - 1) {
            let (told, tells) = (hop.told.as_ref(), self.tells(at));
            assert!(same(&tells.context, context), "{} tells {tells:?}, not {context:?}", hop.service);
            if let Some(told) = told.filter(|_| hop.service == "rust") {
                assert_eq!(told.context, tells.context, "this crate changes nothing");
            }
        }
        let number = |key: &str| context[key].parse::<f64>().unwrap();
        assert_eq!(context["sampled"], sampled.to_string());
        assert_eq!(number("sample_rand") < number("sample_rate"), sampled, "{context:?}");
        context
    }

    /// What was sent of it: by everybody an error, by these services a segment each, the child of the span that
    /// called it, and all in envelopes with the context that was told along the way. Nobody else sent a span.
    pub fn was_sent_by(&self, services: &[&str], seen: &Seen) {
        let trace = &self.0[0].trace;
        let spans: Vec<&Span> = seen.spans.iter().filter(|span| span.trace == *trace).collect();
        let errors: Vec<_> = seen.errors.iter().filter(|error| error.trace == *trace).collect();
        let senders = || self.0.iter().filter(|hop| services.contains(&&*hop.service));
        let segments = spans.iter().filter(|span| span.is_segment);
        assert_eq!(sorted(segments.map(|span| span.release.clone())), sorted(senders().map(Hop::release)));
        assert!(spans.iter().all(|span| senders().any(|hop| hop.release() == span.release)), "{spans:#?}");
        assert_eq!(
            sorted(errors.iter().map(|error| error.release.clone())),
            sorted(self.0.iter().map(Hop::release))
        );
        for hop in &self.0 {
            let spans = spans.iter().map(|span| (&span.release, &span.context));
            let all = spans.chain(errors.iter().map(|error| (&error.release, &error.context)));
            all.filter(|(release, _)| **release == hop.release()).for_each(|(_, context)| hop.sends(context));
        }
        for hop in senders() {
            hop.segment(&spans);
        }
        for (caller, called) in self.0.iter().zip(&self.0[1..]) {
            if [caller, called].iter().all(|hop| services.contains(&&*hop.service)) {
                caller.called(called.segment(&spans), &spans);
            }
        }
    }
}

impl Hop {
    fn read(answer: &Value) -> Self {
        let told = answer["headers"]["sentry-trace"].as_str().map(|header| {
            let parts: Vec<&str> = header.split('-').collect();
            let (context, foreign) = apart(answer["headers"]["baggage"].as_str().unwrap_or_default());
            let sampled = parts.get(2).map(|flag| *flag == "1");
            let traceparent = answer["headers"]["traceparent"].as_str().map(str::to_owned);
            let [trace, span] = [parts[0], parts[1]].map(str::to_owned);
            Told { trace, span, sampled, traceparent, context, foreign }
        });
        let text = |key: &str| answer[key].as_str().unwrap().to_owned();
        Self { service: text("service"), trace: text("trace"), told, tells: None }
    }

    /// By this it is known in what it sends.
    fn release(&self) -> String {
        format!("{}@1", self.service)
    }

    /// In the header of its envelopes stands what it told, or was told; what it began itself may have been told to
    /// nobody.
    fn sends(&self, context: &Members) {
        assert_eq!(context.get("trace_id"), Some(&self.trace), "{} sends", self.service);
        if let Some(known) = self.tells.as_ref().or(self.told.as_ref()) {
            assert!(same(context, &known.context), "{} sends {context:?}, told was {known:?}", self.service);
        }
    }

    /// Its segment: the child of the span that it was told.
    fn segment<'a>(&self, spans: &[&'a Span]) -> &'a Span {
        let parent = self.told.as_ref().map(|told| &*told.span);
        let is_it = |span: &&&Span| span.is_segment && span.parent.as_deref() == parent;
        let found: Vec<_> = spans.iter().filter(is_it).collect();
        assert_eq!(found.len(), 1, "segments of {} below {parent:?}: {spans:#?}", self.service);
        assert_eq!(found[0].release, self.release());
        found[0]
    }

    /// It called this segment of another service by a span for that, in the request that it served itself.
    fn called(&self, segment: &Span, spans: &[&Span]) {
        let find = |id: &Option<String>| {
            let found = spans.iter().find(|span| Some(&span.id) == id.as_ref());
            found.unwrap_or_else(|| panic!("{id:?} was not sent: {spans:#?}"))
        };
        let mut span = find(&segment.parent);
        assert_eq!(span.op, "http.client", "{span:?}");
        while !span.is_segment {
            span = find(&span.parent);
        }
        assert_eq!(span.id, self.segment(spans).id, "the call of {} is of another request", self.service);
    }
}

fn same(one: &Members, other: &Members) -> bool {
    alike(one) == alike(other)
}

/// Node.js prints the number of a trace anew: what came as `0.120` it tells as `0.12`.
fn alike(context: &Members) -> Members {
    let mut context = context.clone();
    if let Some(number) = context.get_mut("sample_rand") {
        *number = number.parse::<f64>().unwrap().to_string();
    }
    context
}

/// A trace that nobody is in yet.
pub fn new_trace() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("771a43a4192642f0{:016x}", COUNT.fetch_add(1, Ordering::Relaxed))
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort();
    items
}

/// Sentry's members, without `sentry-`, and the keys of others.
fn apart(baggage: &str) -> (Members, Vec<String>) {
    let (mut ours, mut foreign) = (Members::new(), Vec::new());
    if !baggage.is_empty() {
        for (key, value) in members(baggage) {
            match key.strip_prefix("sentry-") {
                Some(key) => drop(ours.insert(key.to_owned(), value)),
                None => foreign.push(key),
            }
        }
    }
    (ours, foreign)
}
