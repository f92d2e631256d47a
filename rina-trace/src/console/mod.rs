//! Prints finished segments as a waterfall on stderr, for who develops.
//!
//! A head that tells what happened, a row per span on a common time axis, a sum. The way is: records to a tree
//! ([`tree`], repeats folded by [`fold`]), cut to what a terminal can hold ([`prune`]), texts and their needs
//! ([`row`], [`note`]), columns ([`layout`]), drawing ([`bar`], [`style`]). Knows the segment; known by the hub.

mod bar;
mod fold;
mod head;
mod layout;
mod note;
mod prune;
mod row;
#[cfg(test)]
mod samples;
mod style;
mod text;
mod tree;

use std::io::{IsTerminal, Write};

use crate::segment::Segment;
use layout::{Layout, Needs};
use row::Cells;
use style::{Line, Tone};

/// Columns where nobody says how wide the output is.
const DEFAULT_WIDTH: usize = 80;
/// Narrower output does not hold the columns; in wider output the eye does not hold the line.
const WIDTHS: (usize, usize) = (40, 240);

/// Prints segments to stderr.
#[derive(Debug, Clone)]
pub(crate) struct Console {
    /// `None`: as wide as the terminal is when something is printed.
    width: Option<usize>,
    colour: bool,
}

impl Console {
    /// Finds out what stderr is: coloured and as wide as the terminal, or without colour and of `COLUMNS`
    /// columns, else 80. `NO_COLOR` and `TERM=dumb` take the colour away.
    pub(crate) fn new() -> Self {
        let terminal = std::io::stderr().is_terminal();
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            width: (!terminal).then(width_from_environment),
            colour: terminal && !dumb && !set("NO_COLOR"),
        }
    }

    /// Of `width` columns, at least 40 and at most 240.
    #[cfg(test)]
    pub(crate) fn with(width: usize, colour: bool) -> Self {
        Self { width: Some(width), colour }
    }

    /// Prints `segment` at once, so that no line of another thread comes between. What cannot be written is
    /// not: stderr may be closed.
    pub(crate) fn print(&self, segment: &Segment) {
        let page = self.render(segment);
        let _ = std::io::stderr().lock().write_all(page.as_bytes());
    }

    /// The lines of `segment`, each ended. A segment of one span has one line; more have an empty line behind.
    pub(crate) fn render(&self, segment: &Segment) -> String {
        let width = self.width.unwrap_or_else(terminal_width).clamp(WIDTHS.0, WIDTHS.1);
        let mut page = String::new();
        let mut line = Line::new(self.colour);
        head::head(segment, width, &mut line);
        line.end(&mut page);
        if !segment.spans.is_empty() {
            self.waterfall(segment, width, &mut page);
            let mut line = Line::new(self.colour);
            head::total(segment, width, &mut line);
            line.end(&mut page);
            page.push('\n');
        }
        page
    }

    fn waterfall(&self, segment: &Segment, width: usize, page: &mut String) {
        let tree::Tree { rows, total } = tree::tree(segment);
        let rows = prune::prune(rows);
        let depths: Vec<usize> = rows.iter().map(|row| row.depth).collect();
        let cells: Vec<Cells> = rows.iter().map(|row| Cells::new(segment, row)).collect();
        let needs: Vec<Needs> = cells.iter().map(Cells::needs).collect();
        let layout = Layout::new(width, &needs);

        let mut line = Line::new(self.colour);
        line.put(Tone::Faint, "│");
        line.to(layout.bar_column());
        bar::axis(layout.bar, total, &mut line);
        line.end(page);
        for (cells, open) in cells.iter().zip(row::open_levels(&depths)) {
            let mut line = Line::new(self.colour);
            cells.draw(&layout, open, total, &mut line);
            line.end(page);
        }
    }
}

fn terminal_width() -> usize {
    match terminal_size::terminal_size_of(std::io::stderr()) {
        Some((terminal_size::Width(columns), _)) if columns > 0 => usize::from(columns),
        // A terminal that nobody sized, as some containers have.
        _ => width_from_environment(),
    }
}

fn width_from_environment() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    columns.unwrap_or(DEFAULT_WIDTH)
}

#[cfg(test)]
mod tests;
