//! Errors that only acts of operators have.

use thiserror::Error;

use super::authority::EarlierRequest;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ActError {
    #[error("too many service keys")]
    TooManyKeys,
    /// Link that may only be mailed, for an account without a proven address.
    #[error("no proven address")]
    NoProvenAddress,
    /// Merge of accounts of which one has a role, an unproven address or a recent reset, or that would lose a second factor
    /// or lead past one.
    #[error("accounts cannot be merged")]
    MergeConflict,
    /// Recovery that was asked for already.
    #[error("recovery asked for already")]
    RecoveryAsked,
    /// Recovery that nobody else could approve.
    #[error("no second operator")]
    NoSecondOperator,
    /// Link of a recovery whose day has not passed.
    #[error("recovery not ready")]
    RecoveryNotReady,
    #[error("external id taken")]
    ExternalIdTaken,
    /// Member of a client that does not fit.
    #[error("client metadata: {member} {problem}")]
    InvalidClientMetadata { member: &'static str, problem: &'static str },
    /// Redirect URI of a client that does not fit, or none.
    #[error("redirect URI: {0}")]
    InvalidRedirectUri(&'static str),
    /// Identifier of another resource, or of a client.
    #[error("identifier taken")]
    IdentifierTaken,
    /// Change that is meant for another version (RFC 9110 section 13.1.1).
    #[error("precondition failed")]
    PreconditionFailed,
    /// Request that acted before, and is answered as it was then.
    #[error("repeated request")]
    Repeated(EarlierRequest),
    /// Idempotency key of a request with another body.
    #[error("idempotency key reused")]
    IdempotencyKeyReused,
    /// Request that acted before, whose answer is not kept, or not yet.
    #[error("answer pending")]
    AnswerPending,
}
