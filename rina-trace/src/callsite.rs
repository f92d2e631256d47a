//! What is known of a span when the program is compiled.
//!
//! One static per annotated function or `span!`; a recorded span points to it. Knows nothing; known by the
//! recorder and everything that prints spans.

/// What the compiler knows of a span: operation, name and place in the source.
///
/// Made by the macros only; read it through [`crate::Segment`] in `before_send_transaction`.
#[derive(Debug)]
pub struct Callsite {
    op: &'static str,
    name: &'static str,
    file: &'static str,
    line: u32,
    origin: Origin,
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
}

impl Origin {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Function => "auto.function.rina_trace",
            Self::Manual => "manual",
        }
    }
}

impl Callsite {
    /// For expanded code: every argument is a constant there.
    pub const fn new(
        op: &'static str,
        name: &'static str,
        file: &'static str,
        line: u32,
        origin: Origin,
    ) -> Self {
        Self { op, name, file, line, origin }
    }

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

    /// Who made the span.
    pub const fn origin(&self) -> Origin {
        self.origin
    }
}
