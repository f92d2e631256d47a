//! What a returned error tells of itself.
//!
//! Knows the statuses alone; known by what finds failures and by what records them.

#[cfg(feature = "sqlx")]
mod sqlx;

use std::any::type_name;
use std::borrow::Cow;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::io;

use crate::status::SpanStatus;

/// What an error says about the span of a function that returns it.
///
/// [`macro@crate::traced`] finds it by the error type of the function, without a bound: an error that does not implement
/// it marks its span as `internal_error`. An error in a box, such as `anyhow::Error`, is not asked. [`io::Error`]
/// implements it.
///
/// ```
/// use std::error::Error;
///
/// use rina_trace::{SpanError, SpanStatus};
///
/// enum OrderError {
///     Unknown(u64),
///     Stock(std::io::Error),
/// }
///
/// impl SpanError for OrderError {
///     fn span_status(&self) -> SpanStatus {
///         match self {
///             Self::Unknown(_) => SpanStatus::NotFound,
///             Self::Stock(error) => error.span_status(),
///         }
///     }
///
///     fn is_expected(&self) -> bool {
///         matches!(self, Self::Unknown(_))
///     }
///
///     fn error(&self) -> Option<&(dyn Error + '_)> {
///         match self {
///             Self::Unknown(_) => None,
///             Self::Stock(error) => Some(error),
///         }
///     }
/// }
/// ```
pub trait SpanError {
    /// How the span ends.
    fn span_status(&self) -> SpanStatus;

    /// True if no event is to be sent for it; by default false.
    ///
    /// An expected error whose status is `internal_error` ends its span as `ok`.
    fn is_expected(&self) -> bool {
        false
    }

    /// The code that the other side gave, such as the SQLSTATE of a database; by default none.
    ///
    /// Spans of operations of `db` record it as `db.response.status_code`.
    fn status_code(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// What its events tell: `Some(self)` for a type that is an [`Error`], the error in it for one that is none.
    fn error(&self) -> Option<&(dyn Error + '_)>;
}

impl SpanError for io::Error {
    fn span_status(&self) -> SpanStatus {
        of_io(self.kind()).unwrap_or(SpanStatus::InternalError)
    }

    fn error(&self) -> Option<&(dyn Error + '_)> {
        Some(self)
    }
}

/// The status that is meant by a kind; `None` where that depends on what was asked for.
fn of_io(kind: io::ErrorKind) -> Option<SpanStatus> {
    use io::ErrorKind as Kind;
    Some(match kind {
        Kind::NotFound => SpanStatus::NotFound,
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => SpanStatus::PermissionDenied,
        Kind::AlreadyExists | Kind::AddrInUse => SpanStatus::AlreadyExists,
        Kind::TimedOut => SpanStatus::DeadlineExceeded,
        Kind::InvalidInput => SpanStatus::InvalidArgument,
        Kind::InvalidData | Kind::UnexpectedEof => SpanStatus::DataLoss,
        Kind::Unsupported => SpanStatus::Unimplemented,
        Kind::Interrupted => SpanStatus::Cancelled,
        Kind::ConnectionAborted | Kind::Deadlock => SpanStatus::Aborted,
        Kind::DirectoryNotEmpty => SpanStatus::FailedPrecondition,
        Kind::OutOfMemory | Kind::StorageFull | Kind::QuotaExceeded => SpanStatus::ResourceExhausted,
        Kind::ConnectionRefused
        | Kind::ConnectionReset
        | Kind::NotConnected
        | Kind::BrokenPipe
        | Kind::HostUnreachable
        | Kind::NetworkUnreachable
        | Kind::NetworkDown
        | Kind::ResourceBusy => SpanStatus::Unavailable,
        _ => return None,
    })
}

/// An `Err` on its way out of a function.
#[derive(Clone)]
pub struct Failure<'a> {
    /// As the compiler names the error's type, such as `std::io::error::Error`.
    pub type_name: &'static str,
    /// `None` if the type is no [`Error`] and does not give one.
    pub error: Option<&'a (dyn Error + 'a)>,
    /// The type is a box, whose name says nothing of the error in it.
    pub(crate) is_boxed: bool,
    /// What it says where it is no error.
    pub(crate) text: Option<&'a dyn Display>,
    /// What a box shows, which may have a backtrace in it.
    pub(crate) shown: Option<&'a dyn Debug>,
    /// What it says of the span.
    said: Option<(SpanStatus, bool)>,
    code: Option<Cow<'a, str>>,
}

impl<'a> Failure<'a> {
    pub(crate) fn of<E: ?Sized>(error: Option<&'a (dyn Error + 'a)>) -> Self {
        let type_name = type_name::<E>();
        Self { type_name, error, is_boxed: false, text: None, shown: None, said: None, code: None }
    }

    /// Of an error whose type is known by name.
    pub(crate) fn named(type_name: &'static str, error: &'a (dyn Error + 'a)) -> Self {
        // A trait object has a name that says nothing.
        Self { type_name, is_boxed: type_name.starts_with("dyn "), ..Self::of::<()>(Some(error)) }
    }

    /// Of a box.
    pub(crate) fn boxed<E: Debug>(shown: &'a E, error: &'a (dyn Error + 'a)) -> Self {
        Self { is_boxed: true, shown: Some(shown), ..Self::of::<E>(Some(error)) }
    }

    /// Of what is no error.
    pub(crate) fn printed<E: Display>(text: &'a E) -> Self {
        Self { text: Some(text), ..Self::of::<E>(None) }
    }

    /// Of what speaks of its span.
    pub(crate) fn saying<E: SpanError>(speaker: &'a E) -> Self {
        let said = Some((speaker.span_status(), speaker.is_expected()));
        Self { said, code: speaker.status_code(), ..Self::of::<E>(speaker.error()) }
    }

    /// True if the error itself says that no event is to be sent.
    pub(crate) fn is_expected(&self) -> bool {
        self.said.is_some_and(|(_, expected)| expected)
    }

    /// How a span ends that it leaves: as it says, or an error of the system that caused it.
    pub(crate) fn status(&self, is_expected: bool) -> SpanStatus {
        let said = self.said.map(|(status, _)| status).or_else(|| self.status_of_cause());
        match said.unwrap_or(SpanStatus::InternalError) {
            SpanStatus::InternalError if is_expected => SpanStatus::Ok,
            status => status,
        }
    }

    fn status_of_cause(&self) -> Option<SpanStatus> {
        causes(self.error?.source()).find_map(|cause| {
            #[cfg(feature = "sqlx")]
            if let Some(error) = cause.downcast_ref::<::sqlx::Error>() {
                return Some(error.span_status());
            }
            of_io(cause.downcast_ref::<io::Error>()?.kind())
        })
    }

    /// The code that the other side gave: as the error says, or an error of a database that caused it.
    pub(crate) fn status_code(&self) -> Option<Cow<'_, str>> {
        if let Some(code) = &self.code {
            return Some(Cow::Borrowed(code));
        }
        #[cfg(feature = "sqlx")]
        if let Some(error) = self.error {
            let errors = causes(error.source()).filter_map(|cause| cause.downcast_ref::<::sqlx::Error>());
            return errors.into_iter().find_map(SpanError::status_code);
        }
        None
    }
}

/// How far a chain of causes is followed: longer ones go in circles.
pub(crate) const MAX_CAUSES: usize = 32;

/// An error and what has caused it.
pub(crate) fn causes<'a>(
    first: Option<&'a (dyn Error + 'static)>,
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(first, |error| {
        let error: &'a (dyn Error + 'static) = *error;
        error.source()
    })
    .take(MAX_CAUSES)
}
