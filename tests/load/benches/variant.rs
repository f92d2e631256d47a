//! What is measured: the same server, bare and traced.

/// One server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// Without tracing, twice: what the two differ by is what a run cannot tell.
    Bare,
    Rina(Rate),
    Sentry(Rate),
}

/// How many of the requests are sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rate {
    Tenth,
    All,
}

impl Variant {
    /// In the order of the table. The place of each is its project at the ingest.
    pub(crate) const ALL: [Self; 5] = [
        Self::Bare,
        Self::Rina(Rate::Tenth),
        Self::Rina(Rate::All),
        Self::Sentry(Rate::Tenth),
        Self::Sentry(Rate::All),
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Rina(Rate::Tenth) => "rina-trace 0.1",
            Self::Rina(Rate::All) => "rina-trace 1.0",
            Self::Sentry(Rate::Tenth) => "sentry 0.1",
            Self::Sentry(Rate::All) => "sentry 1.0",
        }
    }

    pub(crate) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variant| variant.name() == name)
    }

    pub(crate) fn place(self) -> usize {
        Self::ALL.iter().position(|other| *other == self).unwrap_or_default()
    }
}

impl Rate {
    pub(crate) fn value(self) -> f64 {
        match self {
            Self::Tenth => 0.1,
            Self::All => 1.0,
        }
    }
}
