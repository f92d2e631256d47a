//! What a row tells beside its time: how it failed, and the most telling of its data.
//!
//! Knows records and statuses; known by head and rows.

use super::style::{Line, Tone};
use super::text;
use crate::record::SpanRecord;
use crate::segment::Segment;
use crate::status::SpanStatus;

/// Told first, in this order, by a short word.
const TELLING: [(&str, &str); 10] = [
    ("http.response.status_code", "status"),
    ("rpc.response.status_code", "status"),
    ("db.response.status_code", "code"),
    ("db.response.returned_rows", "rows"),
    ("db.response.affected_rows", "affected"),
    ("db.client.connection.wait_time", "waited"),
    ("gen_ai.usage.input_tokens", "in"),
    ("gen_ai.usage.output_tokens", "out"),
    ("gen_ai.usage.total_tokens", "tokens"),
    ("cache.hit", "hit"),
];

/// Where a span was written and by whom it was recorded is not what happened.
const NEVER: [&str; 3] = ["code.", "sentry.", "thread."];

/// Told last: what the conventions add is mostly in the name or the same on each row.
const COMMON: [&str; 14] = [
    "browser.",
    "client.",
    "cloud.",
    "db.",
    "device.",
    "gen_ai.",
    "http.",
    "network.",
    "os.",
    "process.",
    "rpc.",
    "server.",
    "url.",
    "user_agent.",
];

/// The widest value that is shown, in columns.
const MOST_VALUE: usize = 32;

/// A few words that stand together.
#[derive(Debug)]
pub(super) struct Note {
    /// Shown faintly before the text, such as `rows=`.
    key: String,
    text: String,
    tone: Tone,
}

impl Note {
    pub(super) fn new(tone: Tone, text: String) -> Self {
        Self { key: String::new(), text, tone }
    }

    pub(super) fn width(&self) -> usize {
        text::width(&self.key) + text::width(&self.text)
    }

    pub(super) fn draw(&self, line: &mut Line) {
        line.put(Tone::Faint, &self.key);
        line.put(self.tone, &self.text);
    }
}

/// The columns that all of `notes` take with one blank between.
pub(super) fn width(notes: &[Note]) -> usize {
    let blanks = notes.len().saturating_sub(1);
    notes.iter().map(Note::width).sum::<usize>() + blanks
}

/// Writes what fits into `room` columns, each note whole; a failure at the beginning is cut where need be.
pub(super) fn draw(notes: &[Note], room: usize, line: &mut Line) {
    let mut used = 0;
    for note in notes {
        let blank = usize::from(used > 0);
        let left = room.saturating_sub(used + blank);
        if note.width() <= left {
            line.skip(blank);
            note.draw(line);
            used += blank + note.width();
        } else if used == 0 && matches!(note.tone, Tone::Bad | Tone::Warn) {
            let cut = text::clean(&note.text, left);
            line.put(note.tone, &cut);
            used = text::width(&cut);
        }
    }
}

/// How the span ended, unless well: the kind of error where it is known, else the status.
pub(super) fn failure(segment: &Segment, span: &SpanRecord) -> Vec<Note> {
    if !span.status.is_error() {
        return Vec::new();
    }
    let tone = if span.status == SpanStatus::Cancelled { Tone::Warn } else { Tone::Bad };
    let status = span.status.as_str();
    let Some(kind) = segment.attributes_of(span).iter().find(|found| &*found.key == "error.type") else {
        return vec![Note::new(tone, format!("✗ {status}"))];
    };
    let kind = kind.value.to_string();
    // The path of a plain type says less than its name.
    let short = if kind.contains('<') { &*kind } else { kind.rsplit("::").next().unwrap_or(&kind) };
    let short = text::clean(short, MOST_VALUE);
    // These two only say that it failed.
    if matches!(span.status, SpanStatus::InternalError | SpanStatus::UnknownError) {
        vec![Note::new(tone, format!("✗ {short}"))]
    } else {
        vec![Note::new(tone, format!("✗ {status}")), Note::new(tone, short)]
    }
}

/// The data of a span, the most telling first.
pub(super) fn data(segment: &Segment, span: &SpanRecord) -> Vec<Note> {
    let own = segment.attributes_of(span).iter();
    let own = own.filter(|attribute| &*attribute.key != "error.type" || !span.status.is_error());
    let mut notes = select(own.map(|attribute| (&*attribute.key, attribute.value.to_string())), span.name());
    notes.extend(links(segment, span));
    notes
}

/// The trace of the span that it is linked to, as short as in the head, and how many there are besides.
fn links(segment: &Segment, span: &SpanRecord) -> Option<Note> {
    let mut links = segment.links_of(span);
    let trace = format!("{:.8}", links.next()?.trace_id().to_string());
    let text = match links.count() {
        0 => format!("→ {trace}"),
        more => format!("→ {trace} +{more}"),
    };
    Some(Note::new(Tone::Plain, text))
}

/// The data of the root span and that of the segment as a whole, the most telling first.
pub(super) fn segment_data(segment: &Segment) -> Vec<Note> {
    let info = &segment.info;
    let said = info.data.iter().map(|(key, value)| (&**key, value.to_string()));
    let tags = info.tags.iter().map(|(key, value)| (&**key, String::from(&**value)));
    let mut notes = data(segment, &segment.root);
    notes.extend(select(said.chain(tags), segment.name()));
    notes
}

fn select<'a>(pairs: impl Iterator<Item = (&'a str, String)>, name: &str) -> Vec<Note> {
    let mut found: Vec<(usize, Note)> =
        pairs.filter_map(|(key, value)| Some((rank(key)?, note(key, &value, name)?))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, note)| note).collect()
}

fn rank(key: &str) -> Option<usize> {
    if NEVER.iter().any(|prefix| key.starts_with(prefix)) {
        return None;
    }
    let telling = TELLING.iter().position(|(known, _)| *known == key);
    let common = COMMON.iter().any(|prefix| key.starts_with(prefix));
    Some(telling.unwrap_or(TELLING.len() + usize::from(common)))
}

/// `None` where the name says the same.
fn note(key: &str, value: &str, name: &str) -> Option<Note> {
    if value == name {
        return None;
    }
    let mut value = text::clean(value, MOST_VALUE);
    if value.is_empty() || value.contains(' ') {
        value = format!("\"{value}\"");
    }
    let short = TELLING.iter().find(|(known, _)| *known == key).map_or(key, |(_, short)| short);
    Some(Note { key: format!("{}=", text::clean(short, MOST_VALUE)), text: value, tone: Tone::Plain })
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::link::SpanLink;

    fn notes(sample: Sample, room: usize) -> String {
        let segment = sample.build();
        let mut notes = failure(&segment, &segment.root);
        notes.extend(data(&segment, &segment.root));
        let (mut line, mut page) = (Line::new(false), String::new());
        draw(&notes, room, &mut line);
        line.end(&mut page);
        page.trim_end().to_owned()
    }

    fn failed() -> Sample {
        let mut sample = Sample::new("db.query", "SELECT 1", 1);
        sample.status(0, SpanStatus::InternalError);
        sample.data(0, "db.system.name", "postgresql");
        sample.data(0, "db.query.text", "SELECT 1");
        sample.data(0, "tenant", "two words");
        sample.data(0, "code.function.name", "f");
        sample.data(0, "db.response.returned_rows", 7);
        sample.data(0, "error.type", "sqlx::Error");
        sample
    }

    #[test]
    fn the_most_telling_comes_first() {
        let wanted = "✗ Error rows=7 tenant=\"two words\" db.system.name=postgresql";
        assert_eq!(notes(failed(), 80), wanted);
    }

    #[test]
    fn links_come_last() {
        let mut segment = failed().build();
        let link = SpanLink::new(segment.trace_id(), segment.root.id, None);
        let note = |segment: &Segment| data(segment, &segment.root).pop().unwrap().text;
        assert_eq!(note(&segment), "postgresql");
        segment.links.push((segment.root.id, link.clone()));
        let trace = segment.trace_id().to_string();
        assert_eq!(note(&segment), format!("→ {}", &trace[..8]));
        segment.links.extend([(segment.root.id, link.clone()), (segment.root.id, link)]);
        assert_eq!(note(&segment), format!("→ {} +2", &trace[..8]));
    }

    #[test]
    fn what_does_not_fit_is_left_out_but_for_the_failure() {
        assert_eq!(notes(failed(), 20), "✗ Error rows=7");
        assert_eq!(notes(failed(), 5), "✗ Er…");
        let mut sample = failed();
        sample.status(0, SpanStatus::NotFound);
        assert_eq!(notes(sample, 18), "✗ not_found Error");
    }
}
