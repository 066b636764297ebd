//! Management of an account's sessions.

use crate::app::App;
use crate::domain::{AuthError, Client, Session, SessionId};
use crate::flows::SignedIn;
use crate::flows::events::trace;
use crate::store::tables::sessions::{find_sessions_of, revoke_other_sessions, revoke_session};

/// Active sessions of the account, last used first.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn list(app: &App, of: &SignedIn) -> Result<Vec<Session>, AuthError> {
    find_sessions_of(&*app.ports.database, &of.account.id, app.now()).await
}

/// Ends one of the account's sessions.
///
/// # Errors
/// [`AuthError::NotFound`] for an unknown session or another account's, [`AuthError::Unavailable`].
pub async fn end(app: &App, of: &SignedIn, id: &SessionId, client: &Client) -> Result<(), AuthError> {
    let ended = revoke_session(&*app.ports.database, id, &of.account.id, &trace(app, of, client)).await?;
    if ended { Ok(()) } else { Err(AuthError::NotFound) }
}

/// Ends every other session.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn end_others(app: &App, of: &SignedIn, client: &Client) -> Result<(), AuthError> {
    let trace = trace(app, of, client);
    revoke_other_sessions(&*app.ports.database, &of.session.id, &of.account.id, &trace).await
}
