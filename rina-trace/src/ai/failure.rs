//! How a span ends whose provider says that it failed: by its word, or by a code of HTTP.
//!
//! Sources: <https://docs.claude.com/en/api/errors>, <https://platform.openai.com/docs/guides/error-codes>,
//! <https://cloud.google.com/apis/design/errors>,
//! <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html>. Known by `reply`.

use crate::status::SpanStatus;

/// Words that occur in the names of errors, each with what it means; the first that occurs decides. Written in small
/// letters and without separators.
const WORDS: [(&str, SpanStatus); 24] = [
    ("overloaded", SpanStatus::Unavailable),
    ("unavailable", SpanStatus::Unavailable),
    ("notready", SpanStatus::Unavailable),
    ("ratelimit", SpanStatus::ResourceExhausted),
    ("quota", SpanStatus::ResourceExhausted),
    ("billing", SpanStatus::ResourceExhausted),
    ("exhausted", SpanStatus::ResourceExhausted),
    ("throttling", SpanStatus::ResourceExhausted),
    ("unauthenticated", SpanStatus::Unauthenticated),
    ("authentication", SpanStatus::Unauthenticated),
    ("invalidapikey", SpanStatus::Unauthenticated),
    ("permission", SpanStatus::PermissionDenied),
    ("accessdenied", SpanStatus::PermissionDenied),
    ("notfound", SpanStatus::NotFound),
    ("timeout", SpanStatus::DeadlineExceeded),
    ("deadline", SpanStatus::DeadlineExceeded),
    ("toolarge", SpanStatus::FailedPrecondition),
    ("precondition", SpanStatus::FailedPrecondition),
    ("outofrange", SpanStatus::OutOfRange),
    ("contextlength", SpanStatus::OutOfRange),
    ("alreadyexists", SpanStatus::AlreadyExists),
    ("cancelled", SpanStatus::Cancelled),
    ("validation", SpanStatus::InvalidArgument),
    ("invalid", SpanStatus::InvalidArgument),
];

/// What is meant by the word or the code of an error; `internal_error` where nobody knows.
pub(super) fn status(kind: &str) -> SpanStatus {
    if let Ok(code) = kind.parse::<u16>()
        && (400..600).contains(&code)
    {
        return SpanStatus::from_http(code);
    }
    let word: String =
        kind.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let known = WORDS.iter().find(|(part, _)| word.contains(part));
    known.map_or(SpanStatus::InternalError, |(_, status)| *status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_providers() {
        for (kind, meant) in [
            ("overloaded_error", SpanStatus::Unavailable),
            ("rate_limit_error", SpanStatus::ResourceExhausted),
            ("invalid_request_error", SpanStatus::InvalidArgument),
            ("authentication_error", SpanStatus::Unauthenticated),
            ("permission_error", SpanStatus::PermissionDenied),
            ("not_found_error", SpanStatus::NotFound),
            ("timeout_error", SpanStatus::DeadlineExceeded),
            ("request_too_large", SpanStatus::FailedPrecondition),
            ("api_error", SpanStatus::InternalError),
            ("rate_limit_exceeded", SpanStatus::ResourceExhausted),
            ("insufficient_quota", SpanStatus::ResourceExhausted),
            ("invalid_api_key", SpanStatus::Unauthenticated),
            ("context_length_exceeded", SpanStatus::OutOfRange),
            ("server_error", SpanStatus::InternalError),
            ("RESOURCE_EXHAUSTED", SpanStatus::ResourceExhausted),
            ("DEADLINE_EXCEEDED", SpanStatus::DeadlineExceeded),
            ("throttlingException", SpanStatus::ResourceExhausted),
            ("ModelNotReadyException", SpanStatus::Unavailable),
            ("validationException", SpanStatus::InvalidArgument),
            ("529", SpanStatus::Unavailable),
            ("429", SpanStatus::ResourceExhausted),
        ] {
            assert_eq!(status(kind), meant, "{kind}");
        }
    }
}
