//! Principal: the caller that a valid credential stands for.

use super::{Account, AuthError, Session, UnixTime};

/// Caller that a valid credential stands for. A route names the kind that it takes and is given no other.
pub enum Principal {
    /// Session of an account.
    Account(SignedIn),
}

impl Principal {
    /// The session of an account.
    ///
    /// # Errors
    /// [`AuthError::InvalidToken`] for a principal of another kind.
    pub fn into_account(self) -> Result<SignedIn, AuthError> {
        match self {
            Self::Account(signed_in) => Ok(signed_in),
        }
    }
}

/// A session and the proof of it that its client holds.
pub struct SignedIn {
    pub account: Account,
    pub session: Session,
    pub token: SessionToken,
}

/// A session token and when it ends.
pub struct SessionToken {
    pub text: String,
    pub expires_at: UnixTime,
}
