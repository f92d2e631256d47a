//! How a span ended, in Sentry's words.
//!
//! Knows nothing; known by all that records or prints spans.

/// How a span ended: the classic span statuses of Sentry, which are those of gRPC.
///
/// Source: <https://develop.sentry.dev/sdk/foundations/transport/event-payloads/transaction/>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpanStatus {
    /// It did what it was asked to.
    Ok,
    /// It was given up by its caller: a future dropped before it was ready, a client that went away.
    Cancelled,
    /// It failed and nobody knows how.
    UnknownError,
    /// What it was given makes no sense, whatever the state of the system (400).
    InvalidArgument,
    /// It took too long (504).
    DeadlineExceeded,
    /// What it was asked for is not there (404).
    NotFound,
    /// What it was asked to make is there already (409).
    AlreadyExists,
    /// The caller is known and may not (403).
    PermissionDenied,
    /// A quota or a rate limit is used up (429).
    ResourceExhausted,
    /// The system is not in the state that the operation needs (413).
    FailedPrecondition,
    /// It was given up by the system, often for concurrency.
    Aborted,
    /// It went past the valid range.
    OutOfRange,
    /// It is not implemented (501).
    Unimplemented,
    /// It broke: an error, a panic (500).
    InternalError,
    /// The service is not there now (503).
    Unavailable,
    /// Data was lost for good.
    DataLoss,
    /// The caller did not say who it is (401).
    Unauthenticated,
}

impl SpanStatus {
    /// The word on the wire, such as `internal_error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Cancelled => "cancelled",
            Self::UnknownError => "unknown_error",
            Self::InvalidArgument => "invalid_argument",
            Self::DeadlineExceeded => "deadline_exceeded",
            Self::NotFound => "not_found",
            Self::AlreadyExists => "already_exists",
            Self::PermissionDenied => "permission_denied",
            Self::ResourceExhausted => "resource_exhausted",
            Self::FailedPrecondition => "failed_precondition",
            Self::Aborted => "aborted",
            Self::OutOfRange => "out_of_range",
            Self::Unimplemented => "unimplemented",
            Self::InternalError => "internal_error",
            Self::Unavailable => "unavailable",
            Self::DataLoss => "data_loss",
            Self::Unauthenticated => "unauthenticated",
        }
    }

    /// True for all but `Ok`.
    pub const fn is_error(self) -> bool {
        !matches!(self, Self::Ok)
    }
}

impl std::fmt::Display for SpanStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
