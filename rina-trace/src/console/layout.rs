//! How the columns of the console are shared out.
//!
//! Numbers only; known by the console and its rows.

/// Blanks after the label, the bar and the duration.
const GAPS: [usize; 3] = [2, 1, 2];
/// Longer labels are cut even where there is room: the eye loses the row before it comes to the bar.
const MOST_LABEL: usize = 72;
/// What the mark of a row below the deepest level that is drawn takes, such as `⋯17 `.
const DEEP_MARK: usize = 5;

/// What a row would like to have, in columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    pub(super) depth: usize,
    /// The label without guides.
    pub(super) text: usize,
    pub(super) duration: usize,
    pub(super) note: usize,
}

/// What each row has, in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) label: usize,
    pub(super) bar: usize,
    pub(super) duration: usize,
    pub(super) note: usize,
    /// Columns of guide per level: 1 to 3.
    pub(super) step: usize,
    /// The deepest level with a guide of its own.
    pub(super) levels: usize,
}

impl Layout {
    /// Shares out `width` columns. Bar and durations have theirs; labels and notes share what is left, two to
    /// one where both want more, and of the labels the guides of the tree have half.
    pub(super) fn new(width: usize, rows: &[Needs]) -> Self {
        let most = |need: fn(&Needs) -> usize| rows.iter().map(need).max().unwrap_or_default();
        let bar = width.saturating_sub(20) / 3;
        let duration = most(|row| row.duration);
        let left = width.saturating_sub(bar + duration + GAPS.iter().sum::<usize>());
        let share = (left - left / 3).min(MOST_LABEL);

        let depth = most(|row| row.depth);
        let guides = share / 2;
        let step = (1..=3).rev().find(|step| depth * step <= guides).unwrap_or(1);
        let levels = if depth * step <= guides { depth } else { guides.saturating_sub(DEEP_MARK) };

        let indent = |row: &Needs| match row.depth {
            deep if deep > levels => levels * step + DEEP_MARK,
            // The narrowest guides have a blank at the end only.
            depth => depth * step + usize::from(step == 1),
        };
        let wanted = rows.iter().map(|row| indent(row) + row.text).max().unwrap_or_default().min(MOST_LABEL);
        let note = most(|row| row.note);
        let label = wanted.min(share.max(left.saturating_sub(note)));
        Self { label, bar, duration, note: left - label.min(left), step, levels }
    }

    /// Where the bars begin, from 0.
    pub(super) fn bar_column(&self) -> usize {
        self.label + GAPS[0]
    }

    /// Where the durations begin, from 0.
    pub(super) fn duration_column(&self) -> usize {
        self.bar_column() + self.bar + GAPS[1]
    }

    /// Where the notes begin, from 0.
    pub(super) fn note_column(&self) -> usize {
        self.duration_column() + self.duration + GAPS[2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(width: usize, depth: usize, text: usize, note: usize) -> Layout {
        Layout::new(width, &[Needs { depth, text, duration: 6, note }])
    }

    #[test]
    fn the_bar_grows_with_the_terminal() {
        assert_eq!([40, 80, 200].map(|width| layout(width, 1, 9, 9).bar), [6, 20, 60]);
    }

    #[test]
    fn labels_and_notes_leave_each_other_what_they_do_not_need() {
        let shared = layout(80, 1, 90, 90);
        assert_eq!((shared.label, shared.note), (33, 16));
        let (label, note) = (layout(80, 1, 90, 4), layout(80, 1, 17, 90));
        assert_eq!((label.label, label.note), (45, 4));
        assert_eq!((note.label, note.note), (20, 29));
    }

    #[test]
    fn guides_of_deep_trees_are_narrow_and_end() {
        let guides = [5, 8, 16, 30].map(|depth| layout(80, depth, 40, 40)).map(|it| (it.step, it.levels));
        assert_eq!(guides, [(3, 5), (2, 8), (1, 16), (1, 11)]);
    }
}
