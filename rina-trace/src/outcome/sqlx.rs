//! What the errors of sqlx tell. Known by `outcome`.

use std::borrow::Cow;
use std::error::Error as StdError;

use sqlx::Error;
use sqlx::error::{DatabaseError, ErrorKind};

use super::{SpanError, of_io};
use crate::status::SpanStatus;

impl SpanError for Error {
    fn span_status(&self) -> SpanStatus {
        status(self)
    }

    fn status_code(&self) -> Option<Cow<'_, str>> {
        self.as_database_error()?.code()
    }

    fn error(&self) -> Option<&(dyn StdError + '_)> {
        Some(self)
    }
}

fn status(error: &Error) -> SpanStatus {
    match error {
        Error::Database(error) => of_database(&**error),
        Error::RowNotFound => SpanStatus::NotFound,
        Error::PoolTimedOut => SpanStatus::DeadlineExceeded,
        Error::PoolClosed | Error::WorkerCrashed | Error::Tls(_) => SpanStatus::Unavailable,
        Error::Io(error) => of_io(error.kind()).unwrap_or(SpanStatus::Unavailable),
        Error::InvalidArgument(_) | Error::Encode(_) => SpanStatus::InvalidArgument,
        Error::Configuration(_) | Error::InvalidSavePointStatement => SpanStatus::FailedPrecondition,
        _ => SpanStatus::InternalError,
    }
}

fn of_database(error: &dyn DatabaseError) -> SpanStatus {
    match error.kind() {
        ErrorKind::UniqueViolation => return SpanStatus::AlreadyExists,
        ErrorKind::ForeignKeyViolation | ErrorKind::NotNullViolation | ErrorKind::CheckViolation => {
            return SpanStatus::FailedPrecondition;
        }
        _ => {}
    }
    #[cfg(feature = "sqlx-mysql")]
    if let Some(status) = error.try_downcast_ref().and_then(of_mysql) {
        return status;
    }
    match error.code() {
        // An SQLSTATE has five characters, a code of SQLite is a number of less.
        Some(code) if code.len() == 5 => SpanStatus::from_sqlstate(&code),
        Some(code) => code.parse().map_or(SpanStatus::InternalError, of_sqlite),
        None => SpanStatus::InternalError,
    }
}

/// What MySQL has no SQLSTATE for.
///
/// Source: <https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html>
#[cfg(feature = "sqlx-mysql")]
fn of_mysql(error: &sqlx::mysql::MySqlDatabaseError) -> Option<SpanStatus> {
    match error.number() {
        // Waiting for a lock, `max_execution_time`, and the same of MariaDB.
        1205 | 3024 | 1969 => Some(SpanStatus::DeadlineExceeded),
        1317 => Some(SpanStatus::Cancelled),
        1040 | 1203 => Some(SpanStatus::ResourceExhausted),
        _ => None,
    }
}

/// By the lower byte of a result code.
///
/// Source: <https://www.sqlite.org/rescode.html>
fn of_sqlite(code: i32) -> SpanStatus {
    match code & 0xff {
        // Perm, auth.
        3 | 23 => SpanStatus::PermissionDenied,
        // Busy, locked: somebody else was there for longer than one waits.
        5 | 6 => SpanStatus::Aborted,
        // No memory, full.
        7 | 13 => SpanStatus::ResourceExhausted,
        // Read-only, constraint.
        8 | 19 => SpanStatus::FailedPrecondition,
        // Interrupt.
        9 => SpanStatus::Cancelled,
        // Corrupt, no database.
        11 | 26 => SpanStatus::DataLoss,
        // Cannot be opened.
        14 => SpanStatus::Unavailable,
        // Too big, range.
        18 | 25 => SpanStatus::OutOfRange,
        // Mismatch.
        20 => SpanStatus::InvalidArgument,
        _ => SpanStatus::InternalError,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_without_a_code_say_their_status() {
        for (error, expected) in [
            (Error::RowNotFound, SpanStatus::NotFound),
            (Error::PoolTimedOut, SpanStatus::DeadlineExceeded),
            (Error::PoolClosed, SpanStatus::Unavailable),
            (Error::Io(std::io::ErrorKind::TimedOut.into()), SpanStatus::DeadlineExceeded),
            (Error::Io(std::io::ErrorKind::Other.into()), SpanStatus::Unavailable),
            (Error::ColumnNotFound("x".to_owned()), SpanStatus::InternalError),
        ] {
            assert_eq!((status(&error), error.status_code()), (expected, None), "{error}");
        }
    }

    #[test]
    fn extended_codes_of_sqlite_are_of_their_kind() {
        assert_eq!(of_sqlite(5), SpanStatus::Aborted);
        assert_eq!(of_sqlite(517), SpanStatus::Aborted);
        assert_eq!(of_sqlite(776), SpanStatus::FailedPrecondition);
        assert_eq!(of_sqlite(1), SpanStatus::InternalError);
    }
}
