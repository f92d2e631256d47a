//! Bars on the common time axis, and the axis itself.
//!
//! Half columns are told apart, so a bar of 20 columns has 40 places. Knows texts; known by the rows.

use super::style::{Line, Tone};
use super::text;

/// When a row's work began and ended, in nanoseconds since the beginning of the axis, and how to draw it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bar {
    pub(super) start: u64,
    pub(super) end: u64,
    /// Thick, for the slowest path: seen without colour too.
    pub(super) heavy: bool,
    /// Dashed, for several spans that may have gaps between them.
    pub(super) several: bool,
    pub(super) tone: Tone,
}

impl Bar {
    /// Draws into `columns` columns, which stand for `total` nanoseconds.
    pub(super) fn draw(&self, columns: usize, total: u64, line: &mut Line) {
        if columns == 0 {
            return;
        }
        let halves = columns * 2;
        let start = place(self.start, total, halves).min(halves - 1);
        let end = place(self.end, total, halves).max(start + 1);
        line.skip(start / 2);
        line.put(self.tone, &self.text(start, end));
    }

    /// The columns from half `start` to half `end`.
    fn text(&self, start: usize, end: usize) -> String {
        if self.start == self.end {
            return "•".into();
        }
        let cell = |column: usize| match (column * 2 >= start, column * 2 + 1 < end, self.heavy) {
            (true, true, _) => self.full(),
            (true, false, true) => '╸',
            (true, false, false) => '╴',
            (false, _, true) => '╺',
            (false, _, false) => '╶',
        };
        (start / 2..end.div_ceil(2)).map(cell).collect()
    }

    fn full(&self) -> char {
        match (self.heavy, self.several) {
            (true, false) => '━',
            (true, true) => '┅',
            (false, false) => '─',
            (false, true) => '┄',
        }
    }
}

/// Where `nanos` of `total` lies among `places`; rounded.
fn place(nanos: u64, total: u64, places: usize) -> usize {
    let total = u128::from(total.max(1));
    let scaled = (u128::from(nanos) * places as u128 + total / 2) / total;
    usize::try_from(scaled).unwrap_or(places).min(places)
}

/// What a label may take behind the bars: there are the durations, which take more, and nothing on the axis.
const BEHIND: usize = 7;

/// Draws the axis: a stroke at each round time, with the time behind it where there is room.
pub(super) fn axis(columns: usize, total: u64, line: &mut Line) {
    let begin = line.column();
    let step = tick_step(columns, total);
    let mut nanos = 0;
    while nanos <= total {
        let column = place(nanos, total, columns);
        let label = text::tick(nanos);
        if column < columns {
            line.to(begin + column);
            line.put(Tone::Faint, if nanos == 0 { "╷0" } else { "╷" });
            if nanos > 0 && column + 1 + text::width(&label) <= columns + BEHIND {
                line.put(Tone::Faint, &label);
            }
        }
        let Some(next) = nanos.checked_add(step) else { break };
        nanos = next;
    }
}

/// The shortest of 1, 2, 5, 10, 20 .. nanoseconds whose labels stay apart, and not more than a handful.
fn tick_step(columns: usize, total: u64) -> u64 {
    let apart = u128::from(total) * (8 + columns / 20) as u128;
    let mut power: u64 = 1;
    while let Some(next) = power.checked_mul(10) {
        let steps = [power, power * 2, power * 5];
        if let Some(step) = steps.into_iter().find(|step| u128::from(*step) * columns as u128 >= apart) {
            return step;
        }
        power = next;
    }
    u64::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(start: u64, end: u64, heavy: bool, several: bool) -> String {
        let (mut line, mut page) = (Line::new(false), String::new());
        Bar { start, end, heavy, several, tone: Tone::Bar }.draw(10, 100, &mut line);
        line.end(&mut page);
        page.trim_end_matches('\n').to_owned()
    }

    #[test]
    fn bars_start_and_end_at_half_columns() {
        assert_eq!(drawn(0, 100, true, false), "━━━━━━━━━━");
        assert_eq!(drawn(5, 25, true, false), "╺━╸");
        assert_eq!(drawn(5, 25, false, false), "╶─╴");
        assert_eq!(drawn(40, 80, false, true), "    ┄┄┄┄");
        assert_eq!(drawn(99, 100, false, false), "         ╶");
        assert_eq!(drawn(30, 31, true, false), "   ╸");
        assert_eq!(drawn(100, 100, true, false), "         •");
    }

    #[test]
    fn ticks_are_round_and_their_labels_stay_apart() {
        let axis = |columns, total| {
            let (mut line, mut page) = (Line::new(false), String::new());
            axis(columns, total, &mut line);
            line.end(&mut page);
            page.trim_end_matches('\n').to_owned()
        };
        assert_eq!(axis(20, 413_000_000), "╷0        ╷200 ms  ╷400 ms");
        assert_eq!(axis(30, 2_400_000), "╷0           ╷1 ms       ╷2 ms");
        assert_eq!(axis(6, 0), "╷0");
        assert_eq!(axis(20, u64::MAX), "╷0");
    }
}
