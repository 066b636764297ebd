//! Sign-out.

use super::credentials::read_held;
use super::events::stranger;
use crate::app::App;
use crate::domain::{AuthError, Client};
use crate::store::batches::browser_sessions::revoke_by_credentials;
use crate::store::tables::events::Trace;
use crate::store::tables::sessions::revoke_session;

/// Ends the session of a session token, at once and everywhere. One round trip.
///
/// # Errors
/// [`AuthError::InvalidToken`] if there is no such session, [`AuthError::Unavailable`].
pub async fn sign_out(app: &App, token: &str, client: &Client) -> Result<(), AuthError> {
    let claims = app.keys().session_tokens.verify(token, app.now()).ok_or(AuthError::InvalidToken)?;
    let trace = Trace { client, session: Some(&claims.sid), at: app.now() };
    if revoke_session(&*app.ports.database, &claims.sid, &claims.sub, &trace).await? {
        Ok(())
    } else {
        Err(AuthError::InvalidToken)
    }
}

/// Ends the sessions of a browser's credentials; an expired session token still names its session. Does nothing without
/// credentials.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn sign_out_browser(
    app: &App,
    token: Option<&str>,
    refresh_token: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    let held = read_held(app, token, refresh_token);
    revoke_by_credentials(&*app.ports.database, &held, &stranger(app, client)).await
}
