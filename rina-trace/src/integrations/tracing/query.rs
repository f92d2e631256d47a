//! The statements that sqlx logs when they are done, as spans that have ended.
//!
//! Source: sqlx-core 0.8, `src/logger.rs`. Known by the layer.

use std::fmt::Debug;

use ::tracing::Event;
use ::tracing::field::{Field, Visit};

use super::record::Target;
use super::site::ORIGIN;
use crate::callsite::{Callsite, Rules};
use crate::clock::Ticks;
use crate::id::SpanId;
use crate::record::{AttributeKind, Change, SpanRecord};
use crate::stack;
use crate::status::SpanStatus;
use crate::value::{Text, Value};

static QUERY: Callsite = Callsite {
    op: "db.query",
    name: "query",
    file: file!(),
    line: line!(),
    rules: Rules::integration(ORIGIN),
};

/// A callsite for spans of which nothing is kept.
pub(super) fn unkept() -> &'static Callsite {
    &QUERY
}

/// Records the statement that an event of sqlx tells, below the current span.
pub(super) fn record(event: &Event<'_>) {
    let (Some(parent), Some(segment)) = (stack::span_id(), stack::segment()) else { return };
    let mut statement = Statement::default();
    event.record(&mut statement);
    let (Some(text), Some(seconds)) = (statement.text(), statement.seconds) else { return };
    let (id, end) = (SpanId::random(), Ticks::now());
    let start = end.earlier_by(seconds);
    let target = Target { segment: &segment, span: id };
    target.change(Change::Name(text.to_string().into()));
    target.attribute(AttributeKind::Data, "db.query.text", Value::Text(text));
    if let Some(rows) = &statement.returned {
        target.attribute(AttributeKind::Data, "db.response.returned_rows", rows.clone());
    }
    // Statements that only read affect nothing, though databases repeat the number of another then.
    if let Some(rows) = statement.affected.filter(|_| statement.returned == Some(Value::Int(0))) {
        target.attribute(AttributeKind::Data, "db.rows_affected", rows);
    }
    stack::end_span(&segment, id, || {
        SpanRecord::new(id, Some(parent), &QUERY, (start, end), SpanStatus::Ok, false)
    });
}

#[derive(Default)]
struct Statement {
    /// The whole text if it is short, else its beginning.
    summary: Option<Text>,
    /// The whole text, if it is longer than the summary.
    whole: Option<Text>,
    seconds: Option<f64>,
    returned: Option<Value>,
    affected: Option<Value>,
}

impl Statement {
    fn text(&mut self) -> Option<Text> {
        let whole = self.whole.take().filter(|whole| !whole.trim().is_empty());
        whole.or(self.summary.take()).map(|text| Text::new(text.trim()))
    }
}

impl Visit for Statement {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.seconds = Some(value);
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        let rows = Some(i64::try_from(value).map_or(Value::UInt(value), Value::Int));
        match field.name() {
            "rows_returned" => self.returned = rows,
            "rows_affected" if value > 0 => self.affected = rows,
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => self.summary = Some(Text::new(value)),
            "db.statement" => self.whole = Some(Text::new(value)),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
