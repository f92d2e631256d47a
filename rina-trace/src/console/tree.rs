//! A segment's records as rows in the order of a tree: each span before those below it, siblings by start.
//!
//! Works through a list of its own instead of calling itself, so that no depth of nesting uses up the stack.
//! Knows the segment and how siblings fold; known by the console.

use std::collections::{HashMap, HashSet};

use super::fold::{Group, Span, fold};
use crate::id::SpanId;
use crate::record::SpanRecord;
use crate::segment::Segment;

/// One line of the waterfall below the head.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// From 1, for those directly below the root.
    pub(super) depth: usize,
    pub(super) body: Body<'a>,
}

/// What a row shows.
#[derive(Debug)]
pub(super) enum Body<'a> {
    Group {
        group: Group<'a>,
        /// On the way that leads from the root by the slowest child of each.
        slow: bool,
    },
    /// So many spans that were left out, none of which took longer.
    Hidden { spans: usize, longest: u64 },
}

/// A segment ready to be drawn.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) rows: Vec<Row<'a>>,
    /// What the axis covers, in nanoseconds: from the first start to the last end.
    pub(super) total: u64,
}

/// The rows of `segment`, without its root, which is the head.
pub(super) fn tree(segment: &Segment) -> Tree<'_> {
    let (root, spans) = timed(segment);
    let total = spans.iter().map(|span| span.end).fold(root.end, u64::max);
    let mut below = by_parent(root.record.id, &spans);
    let mut open: Vec<(usize, Group<'_>, bool)> = Vec::new();
    let mut rows = Vec::new();
    let first = take_children(&mut below, &[root.record.id]);
    push(&mut open, 1, first, Some(root.end.saturating_sub(root.start)));
    while let Some((depth, group, slow)) = open.pop() {
        let children = take_children(&mut below, &group.ids);
        push(&mut open, depth + 1, children, slow.then(|| group.wall()));
        rows.push(Row { depth, body: Body::Group { group, slow } });
    }
    Tree { rows, total }
}

/// The root and the spans with their places on the axis; the spans by start.
pub(super) fn timed(segment: &Segment) -> (Span<'_>, Vec<Span<'_>>) {
    let records = || std::iter::once(&segment.root).chain(&segment.spans);
    let zero = records().map(|record| segment.unix_nanos(record.start)).min().unwrap_or_default();
    let place = |record: &SpanRecord| {
        let start = segment.unix_nanos(record.start).saturating_sub(zero);
        (start, segment.unix_nanos(record.end).saturating_sub(zero).max(start))
    };
    let span = |record| {
        let (start, end) = place(record);
        Span { record, name: record.name(), start, end }
    };
    let mut spans: Vec<Span<'_>> = segment.spans.iter().map(span).collect();
    // Records come in the order of their ends; of those that start together the longer goes first.
    spans.sort_by_key(|span| (span.start, u64::MAX - span.end));
    (span(&segment.root), spans)
}

/// The spans by the span above. One whose parent is not in the segment is put below the root, and so is one
/// that no way leads to.
fn by_parent<'a>(root: SpanId, spans: &[Span<'a>]) -> HashMap<SpanId, Vec<Span<'a>>> {
    let known: HashSet<SpanId> = spans.iter().map(|span| span.record.id).collect();
    let above = |span: &Span<'_>| span.record.parent.filter(|parent| known.contains(parent)).unwrap_or(root);
    let mut below: HashMap<SpanId, Vec<Span<'a>>> = HashMap::new();
    for span in spans {
        below.entry(above(span)).or_default().push(*span);
    }
    let mut reached = HashSet::from([root]);
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        let children = below.get(&id).into_iter().flatten().map(|span| span.record.id);
        open.extend(children.filter(|child| reached.insert(*child)));
    }
    if spans.iter().all(|span| reached.contains(&span.record.id)) {
        return below;
    }
    // A ring, which no recorder makes.
    below.clear();
    for span in spans {
        let parent = if reached.contains(&span.record.id) { above(span) } else { root };
        below.entry(parent).or_default().push(*span);
    }
    below
}

fn take_children<'a>(below: &mut HashMap<SpanId, Vec<Span<'a>>>, parents: &[SpanId]) -> Vec<Group<'a>> {
    let mut children: Vec<Span<'a>> = parents.iter().filter_map(|id| below.remove(id)).flatten().collect();
    children.sort_by_key(|span| (span.start, u64::MAX - span.end));
    fold(children)
}

/// Puts siblings on the list, the first on top. `wall` is the time of the one above where that is on the
/// slowest path: the path goes on to the slowest child, unless that explains less than a quarter of it.
fn push<'a>(
    open: &mut Vec<(usize, Group<'a>, bool)>,
    depth: usize,
    siblings: Vec<Group<'a>>,
    wall: Option<u64>,
) {
    let slowest = wall.and_then(|wall| {
        let longest = siblings.iter().map(Group::wall).max()?;
        let tells = longest > 0 && longest >= wall / 4;
        tells.then(|| siblings.iter().position(|group| group.wall() == longest))?
    });
    for (index, group) in siblings.into_iter().enumerate().rev() {
        open.push((depth, group, slowest == Some(index)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;

    /// Each row as `depth name`, with `*` on the slowest path.
    fn shown(segment: &Segment) -> Vec<String> {
        let rows = tree(segment).rows;
        let row = |row: &Row<'_>| match &row.body {
            Body::Group { group, slow } => {
                format!("{} {}{}", row.depth, group.name, if *slow { " *" } else { "" })
            }
            Body::Hidden { spans, .. } => format!("{} {spans} hidden", row.depth),
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn spans_stand_below_their_parents_by_start() {
        let mut sample = Sample::new("http.server", "root", 100);
        let late = sample.span(0, "function", "late", 50, 40);
        let early = sample.span(0, "function", "early", 0, 30);
        sample.span(late, "function", "late child", 60, 20);
        sample.span(early, "function", "early child", 10, 2);
        let wanted = ["1 early", "2 early child", "1 late *", "2 late child *"];
        assert_eq!(shown(&sample.build()), wanted);
    }

    #[test]
    fn no_span_is_lost_without_its_parent() {
        let mut sample = Sample::new("http.server", "root", 100);
        let one = sample.span(0, "function", "stray", 10, 1);
        let two = sample.span(0, "function", "ring a", 20, 1);
        let three = sample.span(two, "function", "ring b", 30, 1);
        let mut segment = sample.build();
        segment.spans[one - 1].parent = SpanId::from_u64(999);
        segment.spans[two - 1].parent = Some(segment.spans[three - 1].id);
        assert_eq!(shown(&segment), ["1 stray", "1 ring a", "1 ring b"]);
    }
}
