//! One row of the waterfall: guides, operation and name, bar, duration, notes.
//!
//! Knows groups, notes, bars and the layout; known by the console.

use super::bar::Bar;
use super::layout::{Layout, Needs};
use super::note::{self, Note};
use super::style::{Line, Tone};
use super::text;
use super::tree::{Body, Row};
use crate::segment::Segment;
use crate::status::SpanStatus;

/// So much of a text is looked at, in columns.
const MOST_TEXT: usize = 240;
/// So much of a name stays before the operation gives way, in columns.
const LEAST_NAME: usize = 8;
/// A longer operation of which not even so much has room is left out, in columns.
const LEAST_OP: usize = 7;

/// A row's texts, before it is known how much room there is.
#[derive(Debug)]
pub(super) struct Cells {
    depth: usize,
    op: String,
    name: String,
    name_tone: Tone,
    /// How many spans it stands for, such as `×480`.
    count: String,
    duration: String,
    bar: Option<Bar>,
    notes: Vec<Note>,
}

impl Cells {
    pub(super) fn new(segment: &Segment, row: &Row<'_>) -> Self {
        let (group, slow) = match &row.body {
            Body::Group { group, slow } => (group, *slow),
            Body::Hidden { spans, longest } => return Self::hidden(row.depth, *spans, *longest),
        };
        let several = group.count() > 1;
        let mut notes = note::failure(segment, group.first);
        if several {
            notes.push(Note::new(Tone::Faint, format!("max {}", text::duration(group.max))));
        } else {
            notes.extend(note::data(segment, group.first));
        }
        let tone = match group.first.status {
            SpanStatus::Ok if slow => Tone::Slow,
            SpanStatus::Ok => Tone::Bar,
            SpanStatus::Cancelled => Tone::Warn,
            _ => Tone::Bad,
        };
        let op = group.first.callsite.op();
        let name = text::clean(without_echo(op, group.name), MOST_TEXT);
        Self {
            depth: row.depth,
            op: text::clean(op, MOST_TEXT),
            name: if group.names_differ { format!("{name}…") } else { name },
            name_tone: if slow { Tone::Strong } else { Tone::Plain },
            count: if several { format!("×{}", group.count()) } else { String::new() },
            duration: format!("{}{}", if several { "Σ " } else { "" }, text::duration(group.sum)),
            bar: Some(Bar { start: group.start, end: group.end, heavy: slow, several, tone }),
            notes,
        }
    }

    fn hidden(depth: usize, spans: usize, longest: u64) -> Self {
        Self {
            depth,
            op: String::new(),
            name: format!("⋯ {spans} more"),
            name_tone: Tone::Faint,
            count: String::new(),
            duration: format!("≤ {}", text::duration(longest)),
            bar: None,
            notes: Vec::new(),
        }
    }

    pub(super) fn needs(&self) -> Needs {
        let words = [&self.op, &self.name, &self.count].map(|word| text::width(word));
        let blanks = words.iter().filter(|width| **width > 0).count().saturating_sub(1);
        Needs {
            depth: self.depth,
            text: words.iter().sum::<usize>() + blanks,
            duration: text::width(&self.duration),
            note: note::width(&self.notes),
        }
    }

    /// Draws the row on an axis of `total` nanoseconds. A bit of `open` says of a level that more comes there.
    pub(super) fn draw(&self, layout: &Layout, open: u128, total: u64, line: &mut Line) {
        line.put(Tone::Faint, &guides(self.depth, open, layout));
        self.draw_label(layout.label.saturating_sub(line.column()), line);

        line.to(layout.bar_column());
        if let Some(own) = &self.bar {
            own.draw(layout.bar, total, line);
        }
        line.to(layout.duration_column() + layout.duration.saturating_sub(text::width(&self.duration)));
        let slow = self.bar.is_some_and(|bar| bar.heavy);
        line.put(if slow { Tone::Strong } else { self.duration_tone() }, &self.duration);
        line.to(layout.note_column());
        note::draw(&self.notes, layout.note, line);
    }

    fn duration_tone(&self) -> Tone {
        if self.bar.is_some() { Tone::Plain } else { Tone::Faint }
    }

    /// The name gives way first, then the operation; the count stays.
    fn draw_label(&self, room: usize, line: &mut Line) {
        let count = text::clean(&self.count, room);
        let left = room.saturating_sub(text::width(&count) + usize::from(!count.is_empty()));
        let name = text::width(&self.name).min(LEAST_NAME);
        let room_of_op = left.saturating_sub(name + 1);
        let readable = room_of_op >= text::width(&self.op).min(LEAST_OP);
        let op = if readable { text::clean(&self.op, room_of_op) } else { String::new() };
        let blank = usize::from(!op.is_empty());
        let name = text::clean(&self.name, left.saturating_sub(text::width(&op) + blank));
        line.put(Tone::Op, &op);
        if !name.is_empty() {
            line.skip(blank);
            line.put(self.name_tone, &name);
        }
        line.skip(usize::from(left < room && left > 0));
        line.put(Tone::Strong, &count);
    }
}

/// The strokes that lead from the row to the one it is below.
fn guides(depth: usize, open: u128, layout: &Layout) -> String {
    let is_open = |level: usize| open >> level.min(127) & 1 == 1;
    let (through, branch, last) = match layout.step {
        1 => ("│", "├ ", "╰ "),
        2 => ("│ ", "├ ", "╰ "),
        _ => ("│  ", "├─ ", "╰─ "),
    };
    let blanks = " ".repeat(layout.step);
    let above = (1..depth.min(layout.levels + 1)).map(|level| if is_open(level) { through } else { &blanks });
    let mut guides: String = above.collect();
    if depth > layout.levels {
        guides.extend(["⋯", &depth.to_string(), " "]);
    } else {
        guides.push_str(if is_open(depth) { branch } else { last });
    }
    guides
}

/// For each row, from the depths of all: a bit per level on which another row follows, up to its own.
pub(super) fn open_levels(depths: &[usize]) -> Vec<u128> {
    let mut open: u128 = 0;
    let mut levels: Vec<u128> = Vec::with_capacity(depths.len());
    for depth in depths.iter().rev() {
        let own = 1u128 << depth.min(&127);
        // What follows deeper is below another row.
        open &= (own << 1).wrapping_sub(1);
        levels.push(open);
        open |= own;
    }
    levels.reverse();
    levels
}

/// What is said once is enough: of `gen_ai.chat` and `chat claude-sonnet-4-5` the name is the model.
fn without_echo<'a>(op: &str, name: &'a str) -> &'a str {
    let last = op.rsplit('.').next().unwrap_or_default();
    let rest = name.strip_prefix(last).and_then(|rest| rest.strip_prefix(' '));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
}
