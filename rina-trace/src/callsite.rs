//! What is known of a span when the program is compiled.
//!
//! One static per annotated function or `span!`; a recorded span points to it. Knows nothing; known by the
//! recorder and everything that prints spans.

/// What the compiler knows of a span: operation, name and place in the source.
///
/// Made by the macros; read it through [`crate::Segment`] in `Config::before_send_transaction`.
#[derive(Debug)]
pub struct Callsite {
    // In sight of expanded code, because a call would be run by each check of a program, and a literal is not.
    #[doc(hidden)]
    pub op: &'static str,
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub file: &'static str,
    #[doc(hidden)]
    pub line: u32,
    #[doc(hidden)]
    pub rules: Rules,
}

/// What the arguments of an attribute say about how its spans start, end and are read.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub struct Rules {
    origin: Origin,
    pub(crate) root: bool,
    pub(crate) child_only: bool,
    pub(crate) sample_rate: Option<f64>,
    pub(crate) err: ErrPolicy,
    /// Keys that look secret, but are not by the word of the project.
    pub(crate) allowed: &'static [&'static str],
    /// Whether the answers of a model are recorded; not said: as the configuration says.
    pub(crate) outputs: Option<bool>,
}

/// Who made a span, as Sentry's trace origin.
///
/// Source: <https://develop.sentry.dev/sdk/telemetry/traces/trace-origin/>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// An attribute on a function.
    Function,
    /// A hand-made span.
    Manual,
    /// A library that rina-trace knows; the word on the wire.
    Integration(&'static str),
}

impl Origin {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Function => "auto.function.rina_trace",
            Self::Manual => "manual",
            Self::Integration(word) => word,
        }
    }
}

/// What `err = ..` says about an `Err` that leaves a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub enum ErrPolicy {
    /// Not said: as the configuration says, which by default is to record.
    Configured,
    /// The span is marked.
    Record,
    /// The span is marked and an event is sent.
    Capture,
    /// The function is expected to fail: its span is not marked.
    Ignore,
}

impl Callsite {
    /// The operation, such as `db.query`.
    pub const fn op(&self) -> &'static str {
        self.op
    }

    /// The name given in the source; a span may have been renamed since.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The source file, as the compiler was given it.
    pub const fn file(&self) -> &'static str {
        self.file
    }

    /// The line in the source file, from 1.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// True if its operation is one of `db`.
    pub(crate) fn is_of_database(&self) -> bool {
        self.op.strip_prefix("db").is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Who made the span.
    pub const fn origin(&self) -> Origin {
        self.rules.origin
    }
}

/// For expanded code, where every argument is a constant.
#[doc(hidden)]
impl Rules {
    pub const FUNCTION: Self = Self::of(Origin::Function);
    pub const MANUAL: Self = Self::of(Origin::Manual);
    pub const AI: Self = Self::integration("auto.ai.rina_trace");
    pub const HTTP: Self = Self::integration("auto.http.rina_trace");
    pub const DB: Self = Self::integration("auto.db.rina_trace");

    /// Of spans that are made here on behalf of the program; `origin` is the word on the wire.
    pub(crate) const fn integration(origin: &'static str) -> Self {
        Self::of(Origin::Integration(origin))
    }

    const fn of(origin: Origin) -> Self {
        let (root, child_only, sample_rate, err) = (false, false, None, ErrPolicy::Configured);
        Self { origin, root, child_only, sample_rate, err, allowed: &[], outputs: None }
    }

    /// Starts a segment of its own wherever it is called.
    pub const fn root(mut self) -> Self {
        self.root = true;
        self
    }

    /// Does nothing where no span is open.
    pub const fn child_only(mut self) -> Self {
        self.child_only = true;
        self
    }

    /// The rate for segments that start here: a share from 0.0 to 1.0.
    pub const fn sample_rate(mut self, rate: f64) -> Self {
        self.sample_rate = Some(rate);
        self
    }

    /// What `allow_keys` in `Cargo.toml` has let through is not scrubbed either.
    pub const fn allowed(mut self, keys: &'static [&'static str]) -> Self {
        self.allowed = keys;
        self
    }

    /// The answers of a model are recorded, or not.
    pub const fn outputs(mut self, on: bool) -> Self {
        self.outputs = Some(on);
        self
    }

    pub const fn err(mut self, policy: ErrPolicy) -> Self {
        self.err = policy;
        self
    }
}
