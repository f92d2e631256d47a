//! What an operation is, which ones Sentry knows, and the categories that they fall into.
//!
//! Knows the table; known by `near` and the public face.

use std::fmt;

use crate::table::OPS;

/// The operation of a span, `db.query` for example, by which Sentry groups it and chooses how to show it.
///
/// The constants of [`op`](mod@crate::op) are Sentry's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Op(&'static str);

impl Op {
    /// An operation that has been checked already; for constants and expanded code only.
    #[doc(hidden)]
    pub const fn checked(name: &'static str) -> Self {
        Self(name)
    }

    /// The name as Sentry receives it.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl AsRef<str> for Op {
    fn as_ref(&self) -> &str {
        self.0
    }
}

/// An operation of the conventions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownOp {
    /// As Sentry receives it.
    pub name: &'static str,
    /// Whether it is still to be written.
    pub standing: Standing,
}

/// Whether an operation is still to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Current,
    /// One of these is written instead, by what the span does; never empty, each of them current.
    Replaced(&'static [&'static str]),
    /// Nothing stands for it.
    Gone,
}

/// The categories beyond Sentry's, for what programs do that no framework does for them.
///
/// Sentry's operations name the machinery: databases, queues, views. A span around the program's own work has no place
/// among them, and `function` says nothing. `ai` is what Sentry's utilities wrote before `gen_ai`.
pub const OWN_CATEGORIES: [&str; 4] = ["ai", "business", "email", "payment"];

/// All operations of the conventions, sorted by name.
pub fn ops() -> &'static [KnownOp] {
    OPS
}

/// The operation of that name.
pub fn op_named(name: &str) -> Option<&'static KnownOp> {
    let at = OPS.binary_search_by(|op| op.name.cmp(name)).ok()?;
    OPS.get(at)
}

/// Every first part of an operation's name, `db` of `db.query`: Sentry's in alphabetical order, then ours.
pub fn categories() -> impl Iterator<Item = &'static str> {
    let mut last = None;
    let theirs =
        OPS.iter().map(|op| category(op.name)).filter(move |this| last.replace(*this) != Some(*this));
    theirs.chain(OWN_CATEGORIES.into_iter().filter(|own| !is_theirs(own)))
}

/// Whether an operation may begin with it: it is the first part of one of Sentry's, or one of [`OWN_CATEGORIES`].
pub fn is_category(first: &str) -> bool {
    is_theirs(first) || OWN_CATEGORIES.contains(&first)
}

fn is_theirs(first: &str) -> bool {
    // The first of those that begin so, in a sorted table.
    let at = OPS.partition_point(|op| op.name < first);
    OPS.get(at).is_some_and(|op| category(op.name) == first)
}

fn category(name: &'static str) -> &'static str {
    name.split_once('.').map_or(name, |(first, _)| first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op;

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert!(ops().is_sorted_by(|a, b| a.name < b.name), "sorted, each name once");
        assert_eq!(ops().len(), 152);
        assert!(ops().iter().all(|op| op_named(op.name) == Some(op)));
    }

    #[test]
    fn what_replaces_an_op_is_current() {
        for op in ops() {
            let Standing::Replaced(by) = op.standing else { continue };
            assert!(!by.is_empty(), "{}", op.name);
            for name in by {
                assert_eq!(op_named(name).unwrap().standing, Standing::Current, "{} for {}", name, op.name);
            }
        }
    }

    #[test]
    fn each_standing_is_told_apart() {
        assert_eq!(op_named("function").unwrap().standing, Standing::Current);
        assert_eq!(op_named("queue.task.celery").unwrap().standing, Standing::Replaced(&["queue.process"]));
        let react = Standing::Replaced(&["ui.mount", "ui.render", "ui.update"]);
        assert_eq!(op_named("ui.react").unwrap().standing, react);
        assert_eq!(op_named("gen_ai.rerank").unwrap().standing, Standing::Gone);
        assert_eq!(op_named("db.quer"), None);
        assert_eq!(op_named(""), None);
    }

    #[test]
    fn constants_carry_their_names() {
        assert_eq!(op::HTTP_CLIENT_STREAM.name(), "http.client.stream");
        assert_eq!(op::GEN_AI_CHAT.to_string(), "gen_ai.chat");
        assert_eq!(format!("{:>9}", op::DB_QUERY), " db.query");
        assert_eq!(op::CACHE_GET.as_ref(), "cache.get");
    }

    #[test]
    fn categories_are_the_first_parts() {
        for category in
            ["db", "http", "cache", "queue", "ui", "gen_ai", "function", "business", "payment", "ai"]
        {
            assert!(is_category(category), "{category}");
        }
        for other in ["shipping", "db.query", "d", "dbs", "gen", ""] {
            assert!(!is_category(other), "{other}");
        }
        let all: Vec<_> = categories().collect();
        assert_eq!(all.first(), Some(&"ai"), "theirs too, in an operation of old");
        assert_eq!(all.get(all.len() - 3..), Some(&["business", "email", "payment"][..]));
        assert!(all.iter().all(|category| is_category(category)));
        assert_eq!(all.iter().filter(|category| **category == "ai").count(), 1);
    }
}
