//! Errors that only acts of operators have.

use thiserror::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ActError {
    #[error("too many service keys")]
    TooManyKeys,
    #[error("external id taken")]
    ExternalIdTaken,
    /// Change that is meant for another version (RFC 9110 section 13.1.1).
    #[error("precondition failed")]
    PreconditionFailed,
}
