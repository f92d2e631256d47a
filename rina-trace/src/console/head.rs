//! The first line of a segment, which is its root, and the last, which is its sum.
//!
//! Knows the segment and notes; known by the console.

use super::note::{self, Note};
use super::style::{Line, Tone};
use super::text;
use crate::segment::Segment;

/// Blanks between the parts of a line.
const GAP: usize = 2;
/// So much of the trace id tells traces apart while one looks at them, in digits.
const SHORT_TRACE: usize = 8;

/// What is left of a line while its parts are chosen, in columns.
struct Room(usize);

impl Room {
    /// `note`, if there is room for it behind a gap.
    fn take(&mut self, note: Note) -> Option<Note> {
        let left = self.0.checked_sub(note.width() + GAP)?;
        self.0 = left;
        Some(note)
    }
}

/// Draws name, operation, duration, status, data and trace.
///
/// Of a narrow line the name has a third for certain, and what does not fit is left out by its importance.
pub(super) fn head(segment: &Segment, width: usize, line: &mut Line) {
    let name = text::clean(segment.name(), width);
    let least = text::width(&name).min(width / 3);
    let mut room = Room(width - least);

    let duration = nanos(segment);
    let duration = room.take(Note::new(Tone::Strong, text::duration(duration)));
    let mut failure = note::failure(segment, &segment.root);
    if failure.is_empty() {
        failure.push(Note::new(Tone::Good, "ok".into()));
    }
    let failure: Vec<Note> = failure.into_iter().map_while(|note| room.take(note)).collect();
    let late = segment.follow_up.then(|| Note::new(Tone::Warn, "follow-up".into()));
    let late = late.and_then(|late| room.take(late));
    let trace = room.take(Note::new(Tone::Faint, format!("trace {}", short_trace(segment))));
    let op = room.take(Note::new(Tone::Op, text::clean(segment.op(), width / 3)));

    // Data has what the name does not need.
    let name = text::clean(&name, least + room.0);
    room.0 = (least + room.0).saturating_sub(text::width(&name));
    let data: Vec<Note> =
        note::segment_data(segment).into_iter().filter_map(|note| room.take(note)).collect();

    line.put(Tone::Strong, &name);
    for part in op.iter().chain(&duration).chain(&failure).chain(&late).chain(&data).chain(&trace) {
        line.skip(if line.column() == 0 { 0 } else { GAP });
        part.draw(line);
    }
}

/// Draws how many spans and errors there are, the duration, and the trace id for copying.
pub(super) fn total(segment: &Segment, width: usize, line: &mut Line) {
    let spans = std::iter::once(&segment.root).chain(&segment.spans);
    let errors = spans.filter(|span| span.status.is_error()).count();
    let counted = |count: u64, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let mut parts = vec![Note::new(Tone::Faint, counted(segment.span_count(), "span"))];
    if errors > 0 {
        parts.push(Note::new(Tone::Bad, counted(errors as u64, "error")));
    }
    if segment.overflow > 0 {
        parts.push(Note::new(Tone::Warn, format!("{} not kept", segment.overflow)));
    }
    parts.push(Note::new(Tone::Faint, text::duration(nanos(segment))));

    let mut room = Room(width + GAP);
    let mut parts: Vec<Note> = parts.into_iter().filter_map(|part| room.take(part)).collect();
    let trace = |id: String| Note::new(Tone::Faint, format!("trace {id}"));
    let long = room.take(trace(segment.trace_id().to_string()));
    parts.extend(long.or_else(|| room.take(trace(short_trace(segment)))));
    for part in parts {
        line.skip(if line.column() == 0 { 0 } else { GAP });
        part.draw(line);
    }
}

fn short_trace(segment: &Segment) -> String {
    segment.trace_id().to_string().chars().take(SHORT_TRACE).collect()
}

fn nanos(segment: &Segment) -> u64 {
    u64::try_from(segment.duration().as_nanos()).unwrap_or(u64::MAX)
}
