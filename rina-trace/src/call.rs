//! The span of a synchronous call: a guard on the stack of the traced function.
//!
//! The hottest path of the house. Where nothing is recorded it is one load and one compare; a child of a recorded
//! span touches no count and no lock until it ends, because the frame that it runs in holds the segment.
//! Known by expanded code alone.

use std::borrow::Cow;
use std::fmt::{Debug, Display};

use crate::callsite::Callsite;
use crate::clock::Ticks;
use crate::errors::{self, Verdict};
use crate::fields::Fields;
use crate::hub;
use crate::id::SpanId;
use crate::record::SpanRecord;
use crate::recorder;
use crate::remote::RemoteParent;
use crate::stack::{self, NO_SPAN, Place, Token, UNSAMPLED};
use crate::start;
use crate::status::SpanStatus;
use crate::value::{IntoValue, WantsBoolean, WantsDouble, WantsInteger, WantsText, WantsTextList};

/// The span of one call of a traced function; ends when dropped. Empty where there is nothing to do, which is one
/// store to make and one compare to drop.
#[must_use]
#[doc(hidden)]
pub struct Call(Option<Active>);

struct Active {
    callsite: &'static Callsite,
    start: Ticks,
    /// The frame of a segment that starts here.
    token: Option<Token>,
    /// A destructor that runs during a panic and returns has not panicked itself.
    was_panicking: bool,
    /// Without a span where nothing is recorded, but a segment was started or an error is to be captured.
    fields: Fields,
}

impl Call {
    #[inline(always)]
    pub(crate) fn enter(callsite: &'static Callsite) -> Self {
        let current = stack::span();
        if current == UNSAMPLED && !callsite.rules.root {
            return Self::idle(callsite, UNSAMPLED);
        }
        // Where nothing is on, nothing is captured either.
        if current == NO_SPAN && !hub::is_on() {
            return Self(None);
        }
        if current == NO_SPAN && callsite.rules.child_only {
            return Self::idle(callsite, NO_SPAN);
        }
        if current == NO_SPAN || callsite.rules.root {
            Self::segment(callsite, None)
        } else {
            Self::child(callsite, current)
        }
    }

    pub(crate) fn enter_from(callsite: &'static Callsite, remote: &RemoteParent) -> Self {
        let starts = hub::is_on() && (stack::span() == NO_SPAN || callsite.rules.root);
        if starts { Self::segment(callsite, Some(remote)) } else { Self::enter(callsite) }
    }

    #[inline(always)]
    fn idle(callsite: &'static Callsite, current: u64) -> Self {
        if hub::may_capture(callsite) { Self::capturing(callsite, current) } else { Self(None) }
    }

    /// Nothing is recorded, but an error is captured.
    #[cold]
    fn capturing(callsite: &'static Callsite, current: u64) -> Self {
        if current == NO_SPAN {
            errors::forget_alone();
        }
        Self(Some(Active::new(callsite, None, current)))
    }

    #[inline(never)]
    fn child(callsite: &'static Callsite, parent: u64) -> Self {
        let span = SpanId::random();
        stack::enter_call(span.get());
        let mut active = Active::new(callsite, Some(span), parent);
        active.start = Ticks::now();
        Self(Some(active))
    }

    #[cold]
    fn segment(callsite: &'static Callsite, remote: Option<&RemoteParent>) -> Self {
        let Some(segment) = start::segment(callsite, remote) else {
            return Self::idle(callsite, NO_SPAN);
        };
        let recording = segment.recording;
        let span = recording.then_some(segment.root);
        let mut active = Active::new(callsite, span, NO_SPAN);
        match stack::enter(Place::Segment(segment), span.map_or(UNSAMPLED, SpanId::get)) {
            Ok(token) => active.token = Some(token),
            Err(place) => {
                // The stack of the thread is gone already, at its end.
                if recording {
                    place.hub().sink.unrecorded(1);
                }
                return Self(None);
            }
        }
        active.start = Ticks::now();
        Self(Some(active))
    }

    /// Takes what is said before the body.
    #[inline(always)]
    pub fn fields(&self) -> &Fields {
        match &self.0 {
            Some(active) => &active.fields,
            None => &Fields::NONE,
        }
    }

    /// Takes what is said after the body; `None`: nobody wants to know.
    #[inline]
    pub fn end(&mut self) -> Option<&mut Fields> {
        let active = self.0.as_mut()?;
        match active.fields.span {
            Some(span) => stack::uncover(span),
            // The root decides about what has failed below it.
            None if active.token.is_some()
                && !recorder::any_failing()
                && !hub::may_capture(active.callsite) =>
            {
                return None;
            }
            None => {}
        }
        Some(&mut active.fields)
    }
}

/// What is said before the body, as on [`Fields`]: to ask for those first, or a `Deref`, costs the compiler more in each
/// traced function.
macro_rules! says {
    ($($name:ident $(<$key:ident>)? ($value:ty);)*) => {
        impl Call {
            #[inline(always)]
            pub fn is_kept(&self) -> bool {
                self.fields().is_kept()
            }

            pub fn name(&self, name: impl Into<Cow<'static, str>>) {
                self.fields().name(name);
            }

            $(
                #[inline(always)]
                pub fn $name$(<$key>)?(&self, key: &'static str, value: $value) {
                    self.fields().$name$(::<$key>)?(key, value);
                }
            )*
        }
    };
}

says! {
    value(&(impl IntoValue + ?Sized));
    display(&(impl Display + ?Sized));
    debug(&(impl Debug + ?Sized));
    literal(&'static str);
    text<Key>(&(impl WantsText<Key> + ?Sized));
    integer<Key>(&(impl WantsInteger<Key> + ?Sized));
    double<Key>(&(impl WantsDouble<Key> + ?Sized));
    boolean<Key>(&(impl WantsBoolean<Key> + ?Sized));
    text_list<Key>(&(impl WantsTextList<Key> + ?Sized));
    bool(bool);
    u8(u8);
    u16(u16);
    u32(u32);
    u64(u64);
    usize(usize);
    i8(i8);
    i16(i16);
    i32(i32);
    i64(i64);
    isize(isize);
    f32(f32);
    f64(f64);
    str(&str);
    tag_value(&(impl IntoValue + ?Sized));
    tag_display(&(impl Display + ?Sized));
    tag_debug(&(impl Debug + ?Sized));
    tag_literal(&'static str);
}

impl Drop for Call {
    #[inline]
    fn drop(&mut self) {
        if let Some(active) = &self.0 {
            active.finish();
        }
    }
}

impl Active {
    #[inline]
    fn new(callsite: &'static Callsite, span: Option<SpanId>, parent: u64) -> Self {
        let was_panicking = std::thread::panicking();
        let (start, fields) = (Ticks::NONE, Fields::ending(span, parent, callsite));
        Self { callsite, start, token: None, was_panicking, fields }
    }

    #[inline(never)]
    fn finish(&self) {
        let end = Ticks::now();
        let panicked = std::thread::panicking() && !self.was_panicking;
        if panicked || recorder::any_failing() {
            self.judge(panicked);
        }
        let Some(id) = self.fields.span else {
            return self.finish_unrecorded();
        };
        let parent = self.fields.parent;
        let recorded = match self.token {
            None => stack::leave_call(id.get(), parent, || {
                self.record(id, SpanId::from_u64(parent), end, panicked)
            }),
            Some(token) => self.finish_segment(id, token, end, panicked),
        };
        if !recorded {
            stack::here::unrecorded();
        }
    }

    /// Says what the end means for what has failed within, while the span is current.
    #[cold]
    fn judge(&self, panicked: bool) {
        let Fields { span, parent, status, .. } = self.fields;
        if let Some(span) = span {
            stack::uncover(span);
        }
        if !panicked && !stack::has_failures() {
            return;
        }
        let Some(segment) = stack::segment() else { return };
        if panicked {
            errors::unwinds(&segment, span, parent, self.callsite);
        }
        let settles = panicked || status.is_some();
        let verdict = if settles { Verdict::Settles } else { Verdict::Passes };
        errors::ended(&segment, span, parent, verdict);
    }

    #[cold]
    fn finish_unrecorded(&self) {
        if let Some(Place::Segment(segment)) = self.token.and_then(stack::leave) {
            segment.end_unrecorded();
        }
    }

    #[cold]
    fn finish_segment(&self, id: SpanId, token: Token, end: Ticks, panicked: bool) -> bool {
        let Some(Place::Segment(segment)) = stack::leave(token) else { return false };
        segment.finish(self.record(id, segment.trace.parent, end, panicked));
        true
    }

    #[inline(always)]
    fn record(&self, id: SpanId, parent: Option<SpanId>, end: Ticks, panicked: bool) -> SpanRecord {
        let said = self.fields.status.unwrap_or(SpanStatus::Ok);
        let status = if panicked { SpanStatus::InternalError } else { said };
        SpanRecord::new(id, parent, self.callsite, (self.start, end), status, panicked)
    }
}
