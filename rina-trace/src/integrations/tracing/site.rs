//! A place in a source where spans of `tracing` are made, as a callsite of ours.
//!
//! Made when the first span is recorded there, and kept, as `tracing` keeps its own. Knows the libraries; known by the
//! layer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock};

use ::tracing::Metadata;
use ::tracing::callsite::Identifier;

use super::field::{Field, Role};
use super::labels::DEFAULT_OP;
use super::library;
use crate::callsite::{Callsite, Rules};

/// As `sentry` names what comes from `tracing`.
pub(super) const ORIGIN: &str = "auto.tracing";

/// Operations that spans bring along themselves are kept for good, so there is an end to them.
const MAX_OPS: usize = 1024;

static OPS: AtomicUsize = AtomicUsize::new(0);

pub(super) struct Site {
    callsite: Callsite,
    /// By their index in the metadata.
    pub(super) fields: Box<[Field]>,
    /// The library has said what its spans are.
    has_op: bool,
    /// The same with other operations.
    others: RwLock<Vec<&'static Callsite>>,
}

impl Site {
    /// The site of this metadata.
    pub(super) fn of(metadata: &'static Metadata<'static>) -> &'static Self {
        static SITES: OnceLock<RwLock<HashMap<Identifier, &'static Site>>> = OnceLock::new();
        let sites = SITES.get_or_init(RwLock::default);
        let known = sites.read().unwrap_or_else(PoisonError::into_inner).get(&metadata.callsite()).copied();
        known.unwrap_or_else(|| {
            let mut sites = sites.write().unwrap_or_else(PoisonError::into_inner);
            sites.entry(metadata.callsite()).or_insert_with(|| Box::leak(Box::new(Self::new(metadata))))
        })
    }

    fn new(metadata: &'static Metadata<'static>) -> Self {
        let op = library::op(metadata.target());
        let callsite = Callsite {
            op: op.unwrap_or(DEFAULT_OP),
            name: metadata.name(),
            file: metadata.file().unwrap_or_default(),
            line: metadata.line().unwrap_or_default(),
            rules: Rules::integration(ORIGIN),
        };
        let fields = metadata.fields().iter().map(|field| Field::new(metadata.target(), field.name()));
        Self { callsite, fields: fields.collect(), has_op: op.is_some(), others: RwLock::default() }
    }

    /// True if a span made here may continue a trace.
    pub(super) fn may_continue(&self) -> bool {
        self.fields.iter().any(|field| field.role == Role::Trace)
    }

    pub(super) fn callsite(&'static self) -> &'static Callsite {
        &self.callsite
    }

    /// The callsite for a span that says its operation, or shows one; `None` if that is the one it has.
    pub(super) fn relabelled(
        &'static self,
        said: Option<&str>,
        shown: Option<&'static str>,
    ) -> Option<&'static Callsite> {
        let op = said.or(shown.filter(|_| !self.has_op))?;
        let find = |others: &[&'static Callsite]| others.iter().find(|other| other.op == op).copied();
        if op == self.callsite.op {
            return Some(&self.callsite);
        }
        if let Some(known) = find(&self.others.read().unwrap_or_else(PoisonError::into_inner)) {
            return Some(known);
        }
        let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = find(&others) {
            return Some(known);
        }
        if OPS.fetch_add(1, Ordering::Relaxed) >= MAX_OPS {
            OPS.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        let Callsite { name, file, line, rules, .. } = self.callsite;
        let op: &'static str = Box::leak(op.into());
        let other: &'static Callsite = Box::leak(Box::new(Callsite { op, name, file, line, rules }));
        others.push(other);
        Some(other)
    }
}
