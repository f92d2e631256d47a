//! The layer: it follows the spans of `tracing` with ours. Known by users.

use std::borrow::Cow;
use std::fmt;

use ::tracing::level_filters::LevelFilter;
use ::tracing::span::{Attributes, Id, Record};
use ::tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use super::labels::{DEFAULT_OP, Labels};
use super::record::{Reader, Target};
use super::site::Site;
use super::spans::{Held, Spans};
use super::{entered, library, query};
use crate::hub;
use crate::name_source::NameSource;
use crate::recorder::Known;
use crate::span::Span;
use crate::stack::{self, NO_SPAN, UNSAMPLED};
use crate::start;
use crate::{remote, seat, task};

/// Makes the spans of `tracing` spans of ours, see [the module](crate::tracing).
///
/// ```
/// use rina_trace::tracing::SpanLayer;
/// use tracing_subscriber::layer::SubscriberExt;
///
/// let subscriber = tracing_subscriber::registry().with(SpanLayer::new());
/// # drop(subscriber);
/// ```
#[must_use = "a layer does nothing until it is part of a subscriber"]
pub struct SpanLayer {
    roots: bool,
    max_level: LevelFilter,
    ignored: Vec<Cow<'static, str>>,
    spans: Spans,
}

impl Default for SpanLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SpanLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpanLayer")
            .field("roots", &self.roots)
            .field("max_level", &self.max_level)
            .field("ignored", &self.ignored)
            .finish_non_exhaustive()
    }
}

impl SpanLayer {
    /// Follows spans up to the level `INFO` that open within one of ours.
    pub fn new() -> Self {
        let ignored = library::IGNORED.iter().copied().map(Cow::Borrowed).collect();
        Self { roots: false, max_level: LevelFilter::INFO, ignored, spans: Spans::default() }
    }

    /// Lets a span that opens where none is open start a segment; by default it does not.
    ///
    /// Such a span continues the trace in its field `sentry.trace`, the text of a `sentry-trace` header.
    pub fn roots(mut self, roots: bool) -> Self {
        self.roots = roots;
        self
    }

    /// The finest level of spans that are followed; `INFO` by default.
    ///
    /// ```
    /// let layer = rina_trace::tracing::SpanLayer::new().max_level(tracing::Level::DEBUG);
    /// # let _ = layer;
    /// ```
    pub fn max_level(mut self, level: impl Into<LevelFilter>) -> Self {
        self.max_level = level.into();
        self
    }

    /// Leaves spans out: those with this target, or with one below it, or of this target and name.
    ///
    /// `my_app::orders` is all spans in that module, `my_app::orders::load` also the span `load` of it: the way to
    /// have one span of a function that carries both `#[traced]` and `#[tracing::instrument]`. By default these are
    /// left out: `tower_http::trace`, which `tower::ServerLayer` stands for, and `reqwest`, `hyper`, `hyper_util` and
    /// `h2`, whose spans are parts of a request. Where requests to others are traced by us, tell it the library that
    /// traces them as well, such as `reqwest_tracing`.
    pub fn ignore<T: Into<Cow<'static, str>>>(mut self, targets: impl IntoIterator<Item = T>) -> Self {
        self.ignored.extend(targets.into_iter().map(Into::into));
        self
    }

    /// Leaves nothing out but what [`ignore`](Self::ignore) is told afterwards.
    pub fn ignore_none(mut self) -> Self {
        self.ignored.clear();
        self
    }

    fn wants(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.max_level
            && !self.ignored.iter().any(|one| library::fits(one, metadata.target(), metadata.name()))
    }

    /// Tells spans of several subscribers apart; the layer stays where it is while one of its spans is entered.
    fn key(&self, id: &Id) -> (usize, u64) {
        (std::ptr::from_ref(&self.spans) as usize, id.into_u64())
    }

    /// The nearest span above an explicit parent, itself included, that is ours.
    fn context_above<S>(&self, parent: &Id, context: &Context<'_, S>) -> Option<stack::Context>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let above = context.span(parent)?;
        above.scope().find_map(|span| self.spans.with(span.id().into_u64(), |held| held.span.context())?)
    }

    /// Opens a span where the thread is.
    fn open(&self, attributes: &Attributes<'_>, is_root: bool) -> Option<Held> {
        let none_open = is_root || stack::span() == NO_SPAN;
        if none_open && !self.roots {
            return None;
        }
        if !none_open && stack::span() == UNSAMPLED {
            // Nothing is kept of it, but whatever it is entered in is in its segment.
            return Some(Held { span: Span::begin(query::unkept()), site: None });
        }
        let site = Site::of(attributes.metadata());
        let span = if none_open { root(site, attributes)? } else { Span::begin(site.callsite()) };
        let mut held = Held { span, site: Some(site) };
        if let Some((segment, span)) = held.span.recorded() {
            let mut reader = Reader::new(site, Some(Target { segment, span }));
            attributes.record(&mut reader);
            let labels = reader.told();
            relabel(&mut held, site, &labels);
        }
        Some(held)
    }
}

/// Starts a segment whose root is a span of `tracing`: what it says of itself is known to the sampler.
fn root(site: &'static Site, attributes: &Attributes<'_>) -> Option<Span> {
    let mut reader = Reader::new(site, None);
    attributes.record(&mut reader);
    let labels = reader.labels;
    let callsite = site.relabelled(labels.op.as_deref(), labels.inferred()).unwrap_or(site.callsite());
    let hub = stack::here::hub()?;
    let remote = labels.trace.filter(|_| site.may_continue());
    let remote = remote.map(|trace| remote::continue_at(&hub, &[("sentry-trace", &*trace)]));
    let named = labels.name.map(|name| Known::named(name.to_string(), NameSource::Custom));
    let segment = start::start(hub, callsite, remote.as_ref(), named.unwrap_or_default());
    Some(Span::of(seat::root(callsite, segment)))
}

fn relabel(held: &mut Held, site: &'static Site, labels: &Labels) {
    // What a span shows of itself later does not go before what it was at first.
    let shown = labels.inferred().filter(|_| held.span.callsite().op() == DEFAULT_OP);
    if let Some(callsite) = site.relabelled(labels.op.as_deref(), shown) {
        held.span.relabel(callsite);
    }
}

impl<S> Layer<S> for SpanLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let starts_nothing = attributes.is_contextual() && stack::span() == NO_SPAN && !self.roots;
        if !hub::is_on() || starts_nothing || !self.wants(attributes.metadata()) {
            return;
        }
        let above = attributes.parent().and_then(|parent| self.context_above(parent, &context));
        let held = match above {
            Some(above) => task::run_in(Some(above), || self.open(attributes, false)),
            None => self.open(attributes, attributes.is_root()),
        };
        if let Some(held) = held {
            self.spans.insert(id.into_u64(), held);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let id = id.into_u64();
        let kept = self.spans.with(id, |held| Some((held.site?, held.span.handle()?)));
        let Some((site, (segment, span))) = kept.flatten() else { return };
        let mut reader = Reader::new(site, Some(Target { segment: &segment, span }));
        values.record(&mut reader);
        let labels = reader.told();
        self.spans.with(id, |held| relabel(held, site, &labels));
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, _: Context<'_, S>) {
        let followed = self.spans.with(follows.into_u64(), |held| held.span.as_link()).flatten();
        self.spans.with(id.into_u64(), |held| _ = held.span.link(followed));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == library::SQLX {
            query::record(event);
        }
    }

    fn on_enter(&self, id: &Id, _: Context<'_, S>) {
        if let Some(context) = self.spans.with(id.into_u64(), |held| held.span.context()).flatten() {
            entered::enter(self.key(id), context);
        }
    }

    fn on_exit(&self, id: &Id, _: Context<'_, S>) {
        entered::leave(self.key(id));
    }

    fn on_close(&self, id: Id, _: Context<'_, S>) {
        // It ends here, where nothing is locked: with a root its segment goes out.
        drop(self.spans.remove(id.into_u64()));
    }
}
