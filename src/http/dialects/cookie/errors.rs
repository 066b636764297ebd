//! How dialect D says what went wrong: in B's words.

use crate::domain::AuthError;
use crate::http::dialect::Described;
use crate::http::dialects::session;

/// Status and words of an error.
pub fn describe(error: &AuthError) -> Described {
    session::errors::describe(error)
}
