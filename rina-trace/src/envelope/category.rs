//! What Sentry calls the kinds of data: it limits rates by them, and losses are reported by them.
//!
//! Knows nothing; known by the encoders and the transport.

/// A kind of data.
///
/// Source: <https://develop.sentry.dev/sdk/foundations/transport/rate-limiting/#definitions>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Category {
    Error,
    Transaction,
    Span,
    Session,
    Attachment,
    Monitor,
    Profile,
    LogItem,
    LogByte,
    TraceMetric,
    TraceMetricByte,
    /// What has no limit of its own, such as a client report.
    Internal,
}

impl Category {
    pub(crate) const COUNT: usize = Self::Internal as usize + 1;

    /// Reads the word of the limits header; `None` for what this crate never sends.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let all = [
            Self::Error,
            Self::Transaction,
            Self::Span,
            Self::Session,
            Self::Attachment,
            Self::Monitor,
            Self::Profile,
            Self::LogItem,
            Self::LogByte,
            Self::TraceMetric,
            Self::TraceMetricByte,
        ];
        all.into_iter().find(|category| category.as_str() == word)
    }

    /// The word on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Transaction => "transaction",
            Self::Span => "span",
            Self::Session => "session",
            Self::Attachment => "attachment",
            Self::Monitor => "monitor",
            Self::Profile => "profile",
            Self::LogItem => "log_item",
            Self::LogByte => "log_byte",
            Self::TraceMetric => "trace_metric",
            Self::TraceMetricByte => "trace_metric_byte",
            Self::Internal => "internal",
        }
    }
}
