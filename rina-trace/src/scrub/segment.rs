//! Segments of our own: the attributes of all spans, their names, and what was said of the whole.
//!
//! This is on the way of every span, so that texts of the program itself are looked at once, see [`Known`], and
//! nothing is allocated where nothing is found.

use std::borrow::Cow;
use std::iter::once;
use std::sync::Arc;

use super::keys::Place;
use super::known::Known;
use super::{Rules, Verdict, is_made_safe};
use crate::record::{Attribute, AttributeKey, SpanRecord};
use crate::segment::Segment;
use crate::sensitive::FILTERED;
use crate::value::{Key, MAX_TEXT, Text, Value};

/// Scrubs segment after segment.
pub(crate) struct Segments {
    rules: Arc<Rules>,
    keys: Known<Verdict>,
    /// Whether a static text holds no secret.
    texts: Known<bool>,
}

impl Segments {
    pub(crate) fn new(rules: Arc<Rules>) -> Self {
        Self { rules, keys: Known::new(), texts: Known::new() }
    }

    /// Takes out what is secret.
    pub(crate) fn scrub(&mut self, segment: &mut Segment) {
        for span in once(&mut segment.root).chain(&mut segment.spans) {
            self.name(span);
            let (first, end) = span.attributes;
            let own = segment.attributes.get_mut(first as usize..end as usize).unwrap_or_default();
            for Attribute { key, value, .. } in own {
                let verdict = match key {
                    _ if span.callsite.rules.allowed.contains(&&**key) => Verdict::Allowed,
                    AttributeKey::Static(key) => self.judge_static(key),
                    AttributeKey::Owned(key) => self.rules.judge(key, Place::Data),
                };
                self.value(verdict, value);
            }
        }
        for (_, link) in &mut segment.links {
            if let Some(kind) = &mut link.link_type
                && let Some(scrubbed) = self.rules.text(kind)
            {
                *kind = Cow::Owned(scrubbed);
            }
        }
        let info = &mut segment.info;
        if let Some((name, _)) = &mut info.name
            && let Some(scrubbed) = self.rules.text(name)
        {
            *name = Cow::Owned(scrubbed);
        }
        for (key, value) in &mut info.data {
            let verdict = self.judge(key);
            self.value(verdict, value);
        }
        for (key, value) in &mut info.tags {
            let verdict = self.judge(key);
            self.text(verdict, value);
        }
        if let Some(user) = &mut info.user {
            self.rules.user(user);
        }
    }

    fn judge(&mut self, key: &Key) -> Verdict {
        match key {
            Cow::Borrowed(key) => self.judge_static(key),
            Cow::Owned(key) => self.rules.judge(key, Place::Data),
        }
    }

    fn judge_static(&mut self, key: &'static str) -> Verdict {
        self.keys.get(key, |key| self.rules.judge(key, Place::Data))
    }

    fn name(&mut self, span: &mut SpanRecord) {
        let scrubbed = match span.name.as_deref() {
            Some(Cow::Owned(name)) => self.rules.text(name),
            Some(Cow::Borrowed(name)) => self.static_text(name, false),
            None => self.static_text(span.callsite.name(), false),
        };
        if let Some(scrubbed) = scrubbed {
            span.name = Some(Box::new(Cow::Owned(scrubbed)));
        }
    }

    fn value(&mut self, verdict: Verdict, value: &mut Value) {
        match (verdict, &mut *value) {
            // Yes and no hide nothing.
            (Verdict::Allowed, _) | (_, Value::Bool(_)) => {}
            (_, Value::Text(text)) => self.text(verdict, text),
            (Verdict::Secret, _) => *value = Value::from_static(FILTERED),
            (_, Value::List(values)) => values.iter_mut().for_each(|value| self.value(verdict, value)),
            (_, Value::Int(_) | Value::UInt(_) | Value::Float(_)) => {}
        }
    }

    fn text(&mut self, verdict: Verdict, text: &mut Text) {
        let is_query = verdict == Verdict::OpenQuery;
        let scrubbed = match verdict {
            Verdict::Allowed => None,
            Verdict::Secret if is_made_safe(text) => None,
            Verdict::Secret => return *text = Text::from_static(FILTERED),
            Verdict::Open | Verdict::OpenQuery => match text.as_static() {
                Some(text) => self.static_text(text, is_query),
                None if is_query => self.rules.query(text),
                None => self.rules.text(text),
            },
        };
        if let Some(scrubbed) = scrubbed {
            // One that was longer than others may stay so.
            *text = if text.len() > MAX_TEXT { Text::long(&scrubbed) } else { Text::new(&scrubbed) };
        }
    }

    fn static_text(&mut self, text: &'static str, is_query: bool) -> Option<String> {
        if is_query {
            return self.rules.query(text);
        }
        let mut scrubbed = None;
        let is_clean = self.texts.get(text, |text| {
            scrubbed = self.rules.text(text);
            scrubbed.is_none()
        });
        if is_clean { None } else { scrubbed.or_else(|| self.rules.text(text)) }
    }
}
