//! Leaves out the shortest spans where there are too many rows for a terminal.
//!
//! Knows rows; known by the console.

use super::tree::{Body, Row};

/// At most so many rows beside those above them and the ones that say what is left out.
const MOST_ROWS: usize = 60;

struct Hidden {
    depth: usize,
    spans: usize,
    longest: u64,
}

/// Keeps the failed, the slowest path and then the longest, with all that is above them. What is left out of
/// a parent is counted in a row at its end.
pub(super) fn prune(rows: Vec<Row<'_>>) -> Vec<Row<'_>> {
    if rows.len() <= MOST_ROWS {
        return rows;
    }
    let keep = kept(&rows);
    let mut out = Vec::new();
    // What waits for the end of its siblings, the deepest last.
    let mut pending: Vec<Hidden> = Vec::new();
    // The depth of the topmost row left out above the one at hand.
    let mut cover: Option<usize> = None;
    for (row, keep) in rows.into_iter().zip(keep) {
        cover = cover.filter(|cover| !keep && row.depth > *cover);
        if keep {
            close(&mut pending, row.depth, &mut out);
            out.push(row);
            continue;
        }
        let depth = *cover.get_or_insert(row.depth);
        close(&mut pending, depth, &mut out);
        let Body::Group { group, .. } = &row.body else { continue };
        match pending.last_mut().filter(|last| last.depth == depth) {
            Some(last) => {
                last.spans += group.count();
                last.longest = last.longest.max(group.max);
            }
            None => pending.push(Hidden { depth, spans: group.count(), longest: group.max }),
        }
    }
    close(&mut pending, 0, &mut out);
    out
}

/// Writes what waits deeper than `depth`: nothing more comes there.
fn close(pending: &mut Vec<Hidden>, depth: usize, out: &mut Vec<Row<'_>>) {
    while let Some(Hidden { depth, spans, longest }) = pending.pop_if(|last| last.depth > depth) {
        out.push(Row { depth, body: Body::Hidden { spans, longest } });
    }
}

fn kept(rows: &[Row<'_>]) -> Vec<bool> {
    let rank = |row: &Row<'_>| match &row.body {
        Body::Group { group, slow } => (*slow, group.first.status.is_error(), group.wall()),
        Body::Hidden { .. } => (false, false, 0),
    };
    let mut best: Vec<usize> = (0..rows.len()).collect();
    best.sort_by_key(|index| std::cmp::Reverse(rows.get(*index).map(rank)));
    let mut keep = vec![false; rows.len()];
    for index in best.into_iter().take(MOST_ROWS) {
        if let Some(keep) = keep.get_mut(index) {
            *keep = true;
        }
    }
    // Backwards, a row is above the last one kept if it is one level less deep.
    let mut below = 0;
    for (row, keep) in rows.iter().zip(&mut keep).rev() {
        *keep |= row.depth + 1 == below;
        if *keep {
            below = row.depth;
        }
    }
    keep
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Sample, ms};
    use super::super::tree::tree;
    use super::*;
    use crate::status::SpanStatus;

    /// 110 spans: ten branches of 90 ms, each with leaves of 1 to 10 ms.
    fn crowded() -> Sample {
        let mut sample = Sample::new("task", "root", 1000);
        for branch in 0..10 {
            let above = sample.span(0, "function", &format!("branch {branch}"), branch * 100, 90);
            for leaf in 0..10 {
                sample.span(above, "function", &format!("leaf {leaf}"), branch * 100 + leaf, leaf + 1);
            }
        }
        sample
    }

    #[test]
    fn the_shortest_go_and_are_counted() {
        let segment = crowded().build();
        let rows = prune(tree(&segment).rows);
        let hidden = rows.iter().filter_map(|row| match row.body {
            Body::Hidden { spans, longest } => Some((row.depth, spans, longest)),
            Body::Group { .. } => None,
        });
        assert_eq!(hidden.collect::<Vec<_>>(), vec![(2, 5, ms(5)); 10]);
        assert_eq!(rows.len(), 10 * (1 + 5 + 1));
    }

    #[test]
    fn what_is_above_a_failure_stays_with_it() {
        let mut sample = crowded();
        let above = sample.span(0, "function", "short", 999, 0);
        let failed = sample.span(above, "function", "failed", 999, 0);
        sample.status(failed, SpanStatus::DataLoss);
        let segment = sample.build();
        let rows = prune(tree(&segment).rows);
        let last = rows.iter().rev().take(2).map(|row| match &row.body {
            Body::Group { group, .. } => (row.depth, group.name),
            Body::Hidden { .. } => (row.depth, "hidden"),
        });
        assert_eq!(last.collect::<Vec<_>>(), [(2, "failed"), (1, "short")]);
    }
}
