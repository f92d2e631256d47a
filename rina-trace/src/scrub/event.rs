//! What `sentry` made: events, its own transactions, logs, metrics; every place in them that a value may come to.
//!
//! Attachments are files of the program, and envelopes that it built as bytes are its own: both go as they are.

use sentry::Envelope;
use sentry::protocol::{
    Breadcrumb, Context, EnvelopeItem, Event, Exception, ItemContainer, LogAttribute, Span, Stacktrace,
    Transaction,
};

use super::keys::Place;
use super::{Rules, Verdict};
use crate::sensitive::FILTERED;

impl Rules {
    /// Takes out what is secret of all items.
    pub(crate) fn envelope(&self, envelope: Envelope) -> Envelope {
        if envelope.items().next().is_none() {
            return envelope;
        }
        let headers = envelope.headers().clone();
        let mut scrubbed = Envelope::new();
        for mut item in envelope.into_items() {
            self.item(&mut item);
            scrubbed.add_item(item);
        }
        scrubbed.with_headers(headers)
    }

    fn item(&self, item: &mut EnvelopeItem) {
        match item {
            EnvelopeItem::Event(event) => self.event(event),
            EnvelopeItem::Transaction(transaction) => self.transaction(transaction),
            EnvelopeItem::ItemContainer(ItemContainer::Logs(logs)) => {
                for log in logs {
                    self.string(Verdict::Open, &mut log.body);
                    self.attributes(log.attributes.iter_mut().map(|(key, value)| (&**key, value)));
                }
            }
            EnvelopeItem::ItemContainer(ItemContainer::Metrics(metrics)) => {
                for metric in metrics {
                    self.attributes(metric.attributes.iter_mut().map(|(key, value)| (&**key, value)));
                }
            }
            _ => {}
        }
    }

    /// Takes out what is secret of an event.
    pub(crate) fn event(&self, event: &mut Event<'static>) {
        for text in [&mut event.message, &mut event.culprit, &mut event.transaction] {
            self.free(text.as_mut());
        }
        for text in event.fingerprint.to_mut() {
            if let Some(scrubbed) = self.text(text) {
                *text = scrubbed.into();
            }
        }
        if let Some(entry) = &mut event.logentry {
            self.string(Verdict::Open, &mut entry.message);
            entry.params.iter_mut().for_each(|value| self.json(Verdict::Open, value, 0));
        }
        event.exception.values.iter_mut().for_each(|exception| self.exception(exception));
        event.breadcrumbs.values.iter_mut().for_each(|breadcrumb| self.breadcrumb(breadcrumb));
        self.stacktrace(event.stacktrace.as_mut());
        for thread in &mut event.threads.values {
            self.stacktrace(thread.stacktrace.as_mut());
            self.stacktrace(thread.raw_stacktrace.as_mut());
        }
        self.strings(&mut event.tags, Place::Data);
        self.map(&mut event.extra);
        event.contexts.iter_mut().for_each(|(name, context)| self.context(name, context));
        event.user.iter_mut().for_each(|user| self.user(user));
        event.request.iter_mut().for_each(|request| self.request(request));
    }

    fn transaction(&self, transaction: &mut Transaction<'static>) {
        self.free(transaction.name.as_mut());
        self.strings(&mut transaction.tags, Place::Data);
        self.map(&mut transaction.extra);
        transaction.contexts.iter_mut().for_each(|(name, context)| self.context(name, context));
        transaction.user.iter_mut().for_each(|user| self.user(user));
        transaction.request.iter_mut().for_each(|request| self.request(request));
        for Span { description, tags, data, .. } in &mut transaction.spans {
            self.free(description.as_mut());
            self.strings(tags, Place::Data);
            self.map(data);
        }
    }

    fn exception(&self, exception: &mut Exception) {
        self.free(exception.value.as_mut());
        self.stacktrace(exception.stacktrace.as_mut());
        self.stacktrace(exception.raw_stacktrace.as_mut());
        if let Some(mechanism) = &mut exception.mechanism {
            self.free(mechanism.description.as_mut());
            self.map(&mut mechanism.data);
        }
    }

    fn stacktrace(&self, stacktrace: Option<&mut Stacktrace>) {
        for frame in stacktrace.into_iter().flat_map(|stacktrace| &mut stacktrace.frames) {
            self.map(&mut frame.vars);
        }
    }

    fn breadcrumb(&self, breadcrumb: &mut Breadcrumb) {
        self.free(breadcrumb.message.as_mut());
        self.map(&mut breadcrumb.data);
    }

    fn context(&self, name: &str, context: &mut Context) {
        match context {
            Context::Other(map) if self.judge(name, Place::Data) == Verdict::Secret => {
                for value in map.values_mut() {
                    *value = FILTERED.into();
                }
            }
            Context::Other(map) => self.map(map),
            Context::Trace(trace) => {
                self.free(trace.description.as_mut());
                self.map(&mut trace.data);
            }
            Context::Response(response) => self.response(response),
            Context::Otel(otel) => {
                for map in [&mut otel.attributes, &mut otel.resource, &mut otel.other] {
                    self.map(map);
                }
            }
            Context::Device(context) => self.map(&mut context.other),
            Context::Os(context) => self.map(&mut context.other),
            Context::Runtime(context) => self.map(&mut context.other),
            Context::App(context) => self.map(&mut context.other),
            Context::Browser(context) => self.map(&mut context.other),
            Context::Gpu(context) => self.map(&mut context.other),
            _ => {}
        }
    }

    fn attributes<'a>(&self, attributes: impl Iterator<Item = (&'a str, &'a mut LogAttribute)>) {
        for (key, LogAttribute(value)) in attributes {
            self.json(self.judge(key, Place::Data), value, 0);
        }
    }
}
