//! Refreshing a session: a refresh token for its successor and a session token.

use super::SignedIn;
use super::authenticate::note_use;
use super::events::stranger;
use super::sign_in::{Issue, Opened, issue_token};
use crate::app::App;
use crate::crypto::refresh_token::RefreshToken;
use crate::domain::{AuthError, Client};
use crate::ports::Level;
use crate::store::refresh_tokens::{Rotation, rotate_refresh_token};

/// Rotates a refresh token, in one round trip. Racing refreshes of one token all succeed, with the same successor.
///
/// # Errors
/// [`AuthError::InvalidToken`], also if the token had been spent for good, which ends its session;
/// [`AuthError::Unavailable`].
pub async fn refresh(app: &App, token: &str, client: &Client) -> Result<Opened, AuthError> {
    let token = RefreshToken::parse(token).ok_or(AuthError::InvalidToken)?;
    let keys = &app.keys().refresh_tokens;
    let successor = keys.successor(&token);
    match rotate_refresh_token(&*app.ports.database, &token, &successor, &stranger(app, client)).await? {
        Rotation::Rotated { held, successor } => {
            let (account, session) = *held;
            let refresh_token = keys.successor_stored_as(&token, &successor).ok_or(AuthError::InvalidToken)?;
            note_use(app, &session);
            let token = issue_token(app, &session, Issue::Pair.token_lifetime())?;
            Ok(Opened {
                signed_in: SignedIn { account, session, token },
                refresh_token: Some(refresh_token),
                redirect_url: None,
            })
        }
        Rotation::Reused => {
            app.log(Level::Warning, "refresh_token_reused", &format!("session {} ended", token.session().0));
            Err(AuthError::InvalidToken)
        }
        Rotation::Unknown => Err(AuthError::InvalidToken),
    }
}
