//! Signing out.

use super::events::stranger;
use crate::app::App;
use crate::crypto::refresh_token::RefreshToken;
use crate::domain::{AuthError, Client};
use crate::store::events::Trace;
use crate::store::sessions::{revoke_by_credentials, revoke_session};

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

/// Ends whatever a browser's credentials stand for; a session token that is over still names its session. Without any,
/// nothing happens.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn sign_out_browser(
    app: &App,
    token: Option<&str>,
    refresh_token: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    let claims = token.and_then(|token| app.keys().session_tokens.verify_signature(token));
    let refresh_token = refresh_token.and_then(RefreshToken::parse);
    let session = claims.as_ref().map(|claims| (&claims.sid, &claims.sub));
    revoke_by_credentials(&*app.ports.database, session, refresh_token.as_ref(), &stranger(app, client)).await
}
