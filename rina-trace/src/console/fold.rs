//! Folds siblings that repeat each other to one group, so that 500 queries of one loop are one row.
//!
//! Knows records; known by the tree.

use std::collections::HashMap;
use std::hash::Hash;

use crate::id::SpanId;
use crate::record::SpanRecord;

/// So many alike are still shown one by one: three tries of a request are worth a row each.
const ALIKE: usize = 3;
/// So many of one operation with different names are still shown one by one.
const OF_ONE_OP: usize = 12;

/// A finished span, with times in nanoseconds since the beginning of the axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'a> {
    pub(super) record: &'a SpanRecord,
    pub(super) name: &'a str,
    pub(super) start: u64,
    pub(super) end: u64,
}

/// One span, or siblings of one operation and status. Times in nanoseconds since the beginning of the axis.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) first: &'a SpanRecord,
    /// What the names begin with alike; all of it where they do not differ.
    pub(super) name: &'a str,
    pub(super) names_differ: bool,
    /// Never empty.
    pub(super) ids: Vec<SpanId>,
    /// The first start and the last end.
    pub(super) start: u64,
    pub(super) end: u64,
    /// Of the durations.
    pub(super) sum: u64,
    pub(super) max: u64,
}

impl<'a> Group<'a> {
    fn of(span: Span<'a>) -> Self {
        let duration = span.end.saturating_sub(span.start);
        Self {
            first: span.record,
            name: span.name,
            names_differ: false,
            ids: vec![span.record.id],
            start: span.start,
            end: span.end,
            sum: duration,
            max: duration,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.ids.len()
    }

    /// The time that went by for it: what ran side by side counts once, and so do the gaps between.
    pub(super) fn wall(&self) -> u64 {
        self.sum.min(self.end.saturating_sub(self.start))
    }

    fn absorb(&mut self, other: Group<'a>) {
        if self.name != other.name {
            self.names_differ = true;
            self.name = common_start(self.name, other.name);
        }
        self.names_differ |= other.names_differ;
        self.ids.extend(other.ids);
        self.start = self.start.min(other.start);
        self.end = self.end.max(other.end);
        self.sum = self.sum.saturating_add(other.sum);
        self.max = self.max.max(other.max);
    }
}

/// Groups siblings that are sorted by start; a group stands where its first member stood.
///
/// The status is part of what makes spans alike: the three failures among 480 queries have rows of their own.
pub(super) fn fold(siblings: Vec<Span<'_>>) -> Vec<Group<'_>> {
    let singles = siblings.into_iter().map(Group::of).collect();
    let alike = merge(singles, ALIKE, |group| (group.first.callsite.op(), group.name, group.first.status));
    merge(alike, OF_ONE_OP, |group| (group.first.callsite.op(), group.first.status))
}

/// Merges the groups of one key where there are more than `most` of them.
fn merge<'a, K: Hash + Eq>(
    groups: Vec<Group<'a>>,
    most: usize,
    key: impl Fn(&Group<'a>) -> K,
) -> Vec<Group<'a>> {
    let mut counts: HashMap<K, usize> = HashMap::new();
    for group in &groups {
        *counts.entry(key(group)).or_default() += 1;
    }
    let mut merged: Vec<Group<'a>> = Vec::new();
    let mut places: HashMap<K, usize> = HashMap::new();
    for group in groups {
        let key = key(&group);
        if counts.get(&key).is_none_or(|count| *count <= most) {
            merged.push(group);
            continue;
        }
        let place = *places.entry(key).or_insert(merged.len());
        match merged.get_mut(place) {
            Some(found) => found.absorb(group),
            None => merged.push(group),
        }
    }
    merged
}

fn common_start<'a>(one: &'a str, other: &str) -> &'a str {
    let alike = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
    let length = alike.map(|(char, _)| char.len_utf8()).sum();
    one.get(..length).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Sample, ms};
    use super::super::tree;
    use super::*;
    use crate::status::SpanStatus;

    fn folded(sample: Sample) -> Vec<(String, usize, u64, u64)> {
        let segment = sample.build();
        let (_, spans) = tree::timed(&segment);
        let groups = fold(spans);
        groups.iter().map(|group| (group.name.into(), group.count(), group.sum, group.max)).collect()
    }

    #[test]
    fn repeats_fold_and_a_failure_among_them_stays() {
        let mut sample = Sample::new("task", "loop", 100);
        for index in 0..10 {
            let at = sample.span(0, "db.query", "SELECT", index * 10, index + 1);
            sample.status(at, if index == 4 { SpanStatus::NotFound } else { SpanStatus::Ok });
        }
        sample.span(0, "db.query", "INSERT", 5, 1);
        let wanted = [
            ("SELECT".into(), 9, ms(50), ms(10)),
            ("INSERT".into(), 1, ms(1), ms(1)),
            ("SELECT".into(), 1, ms(5), ms(5)),
        ];
        assert_eq!(folded(sample), wanted);
    }

    #[test]
    fn many_names_of_one_operation_fold_to_what_they_share() {
        let mut sample = Sample::new("task", "loop", 100);
        for index in 0..13 {
            sample.span(0, "http.client", &format!("GET /users/{}", index + 20), index, 1);
        }
        sample.span(0, "cache.get", "users", 50, 1);
        let wanted = [("GET /users/".into(), 13, ms(13), ms(1)), ("users".into(), 1, ms(1), ms(1))];
        assert_eq!(folded(sample), wanted);
    }
}
