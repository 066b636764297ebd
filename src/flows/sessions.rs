//! An account's sessions, as its person sees them.

use super::SignedIn;
use crate::app::App;
use crate::domain::{AuthError, Session, SessionId};
use crate::store::sessions::{find_sessions_of, revoke_other_sessions, revoke_session};

/// The living sessions of the account, the last used first.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn list(app: &App, of: &SignedIn) -> Result<Vec<Session>, AuthError> {
    find_sessions_of(&*app.ports.database, &of.account.id, app.now()).await
}

/// Ends one of the account's sessions.
///
/// # Errors
/// [`AuthError::NotFound`] for another's as for none, [`AuthError::Unavailable`].
pub async fn end(app: &App, of: &SignedIn, id: &SessionId) -> Result<(), AuthError> {
    if revoke_session(&*app.ports.database, id, &of.account.id).await? { Ok(()) } else { Err(AuthError::NotFound) }
}

/// Ends all but this one.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn end_others(app: &App, of: &SignedIn) -> Result<(), AuthError> {
    revoke_other_sessions(&*app.ports.database, &of.session.id, &of.account.id).await
}
