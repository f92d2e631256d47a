//! What can go wrong in the shop, and the response that says so.
//!
//! Knows the errors of sqlx and reqwest; known by every handler.

use std::error::Error;
use std::fmt;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

#[derive(Debug)]
pub(crate) enum AppError {
    /// What was asked for is not there.
    NotFound(&'static str),
    /// The request makes no sense: which field, and why.
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    /// The customer's bank said no.
    Declined {
        message: String,
    },
    /// Another service answered, but not as agreed.
    Upstream {
        service: &'static str,
        reason: String,
    },
    /// Another service did not answer.
    Unreachable(reqwest_middleware::Error),
    Database(sqlx::Error),
}

impl AppError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Declined { .. } => StatusCode::PAYMENT_REQUIRED,
            Self::Upstream { .. } | Self::Unreachable(_) => StatusCode::BAD_GATEWAY,
            Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(what) => write!(f, "there is no such {what}"),
            Self::Invalid { field, reason } => write!(f, "{field} {reason}"),
            Self::Declined { message } => f.write_str(message),
            Self::Upstream { service, reason } => write!(f, "{service} answered {reason}"),
            Self::Unreachable(_) => f.write_str("a service did not answer"),
            Self::Database(_) => f.write_str("the database failed"),
        }
    }
}

impl Error for AppError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unreachable(error) => Some(error),
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<reqwest_middleware::Error> for AppError {
    fn from(error: reqwest_middleware::Error) -> Self {
        Self::Unreachable(error)
    }
}

impl From<reqwest::Error> for AppError {
    fn from(error: reqwest::Error) -> Self {
        Self::Unreachable(error.into())
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        (self.status(), Json(json!({ "error": self.to_string() }))).into_response()
    }
}
