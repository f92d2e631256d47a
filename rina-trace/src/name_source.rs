//! Where the name of a transaction comes from.
//!
//! Knows nothing; known by all that names or prints segments.

/// Where the name of a transaction comes from; Sentry groups and scrubs by it.
///
/// Source: `transaction_info.source` of
/// <https://develop.sentry.dev/sdk/foundations/transport/event-payloads/transaction/>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameSource {
    /// Given by the user; the default.
    Custom,
    /// A raw URL: Sentry folds what looks like an id. Never part of the sampling context.
    Url,
    /// A route with its parameters unfilled, such as `GET /users/{id}`.
    Route,
    /// A view or a handler.
    View,
    /// A function or a class.
    Component,
    /// A background task.
    Task,
}

impl NameSource {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Url => "url",
            Self::Route => "route",
            Self::View => "view",
            Self::Component => "component",
            Self::Task => "task",
        }
    }
}
