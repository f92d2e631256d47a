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
    /// The service is not there now, or has too much to do (503, 529).
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

    /// The status of an exchange over HTTP, by the code of its response: below 400 it is well.
    ///
    /// ```
    /// use rina_trace::SpanStatus;
    ///
    /// assert_eq!(SpanStatus::from_http(204), SpanStatus::Ok);
    /// assert_eq!(SpanStatus::from_http(404), SpanStatus::NotFound);
    /// assert_eq!(SpanStatus::from_http(599), SpanStatus::InternalError);
    /// ```
    ///
    /// Source: <https://github.com/getsentry/sentry-javascript/blob/develop/packages/core/src/tracing/spanstatus.ts>
    pub const fn from_http(code: u16) -> Self {
        match code {
            100..=399 => Self::Ok,
            401 => Self::Unauthenticated,
            403 => Self::PermissionDenied,
            404 => Self::NotFound,
            409 => Self::AlreadyExists,
            413 => Self::FailedPrecondition,
            429 => Self::ResourceExhausted,
            499 => Self::Cancelled,
            400..=498 => Self::InvalidArgument,
            501 => Self::Unimplemented,
            // 529 is how a provider of models says that it is overloaded.
            503 | 529 => Self::Unavailable,
            504 => Self::DeadlineExceeded,
            500..=599 => Self::InternalError,
            _ => Self::UnknownError,
        }
    }

    /// The status of a call by gRPC, by its code: the statuses are gRPC's own.
    ///
    /// Source: <https://grpc.io/docs/guides/status-codes/>
    pub const fn from_grpc(code: i32) -> Self {
        match code {
            0 => Self::Ok,
            1 => Self::Cancelled,
            3 => Self::InvalidArgument,
            4 => Self::DeadlineExceeded,
            5 => Self::NotFound,
            6 => Self::AlreadyExists,
            7 => Self::PermissionDenied,
            8 => Self::ResourceExhausted,
            9 => Self::FailedPrecondition,
            10 => Self::Aborted,
            11 => Self::OutOfRange,
            12 => Self::Unimplemented,
            13 => Self::InternalError,
            14 => Self::Unavailable,
            15 => Self::DataLoss,
            16 => Self::Unauthenticated,
            _ => Self::UnknownError,
        }
    }

    /// The status of a query, by its SQLSTATE: five characters, of which the first two are the class.
    ///
    /// ```
    /// use rina_trace::SpanStatus;
    ///
    /// assert_eq!(SpanStatus::from_sqlstate("23505"), SpanStatus::AlreadyExists);
    /// assert_eq!(SpanStatus::from_sqlstate("57014"), SpanStatus::DeadlineExceeded);
    /// assert_eq!(SpanStatus::from_sqlstate("XX000"), SpanStatus::InternalError);
    /// ```
    ///
    /// A query that was cancelled (`57014`) counts as one that took too long, which PostgreSQL does not tell apart.
    ///
    /// Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>
    pub fn from_sqlstate(code: &str) -> Self {
        match code {
            "00000" => Self::Ok,
            // Duplicate keys, tables, columns, functions, schemas, databases.
            "23505" | "42P07" | "42701" | "42710" | "42723" | "42P06" | "42P04" => Self::AlreadyExists,
            // Undefined tables, columns, functions, objects, databases, schemas; nothing found.
            "42P01" | "42S02" | "42703" | "42S22" | "42883" | "42704" | "3D000" | "3F000" | "P0002" => {
                Self::NotFound
            }
            "42501" => Self::PermissionDenied,
            // Cancelled, idle sessions and transactions, locks that were not free; time-outs of ODBC.
            "57014" | "57P05" | "25P03" | "25P04" | "HYT00" | "HYT01" => Self::DeadlineExceeded,
            "70100" => Self::Cancelled,
            "22003" | "22008" => Self::OutOfRange,
            _ => match code.get(..2) {
                Some("00" | "01") => Self::Ok,
                Some("02") => Self::NotFound,
                Some("08" | "57") => Self::Unavailable,
                Some("0A") => Self::Unimplemented,
                Some("21" | "22" | "42" | "07" | "26") => Self::InvalidArgument,
                Some("23" | "24" | "25" | "2B" | "44" | "55") => Self::FailedPrecondition,
                Some("28") => Self::Unauthenticated,
                Some("40") => Self::Aborted,
                Some("53" | "54") => Self::ResourceExhausted,
                _ => Self::InternalError,
            },
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
