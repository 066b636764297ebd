//! Refresh of a session: exchanges a refresh token for the next one and a session token.

use super::SignedIn;
use super::authenticate::note_use;
use super::credentials::{Issue, Opened, compute, draw_chain, issue_token};
use super::events::stranger;
use crate::app::App;
use crate::domain::{AuthError, Client};
use crate::ports::Level;
use crate::store::tables::refresh_tokens::{Turn, find_by_refresh_token, present_refresh_token};

/// Exchanges a refresh token in one round trip. Concurrent refreshes of one token all succeed, with the same successor.
///
/// # Errors
/// [`AuthError::InvalidToken`], also for a reused token, which ends its session; [`AuthError::Unavailable`].
pub async fn refresh(app: &App, token: &str, client: &Client) -> Result<Opened, AuthError> {
    let token = app.keys().refresh_tokens.read(token).ok_or(AuthError::InvalidToken)?;
    let chain = draw_chain(app)?;
    match present_refresh_token(&*app.ports.database, &token, &chain, &stranger(app, client)).await? {
        Turn::Turned(turned) => {
            let (account, session) = (turned.account, turned.session);
            let refresh_token = compute(app, &turned.generation)?;
            note_use(app, &session);
            let token = issue_token(app, &session, Issue::Pair.token_lifetime())?;
            Ok(Opened {
                signed_in: SignedIn { account, session, token },
                refresh_token: Some(refresh_token),
                redirect_url: None,
            })
        }
        Turn::Reused => {
            app.log(Level::Warning, "refresh_token_reused", &format!("session {} ended", token.session().0));
            Err(AuthError::InvalidToken)
        }
        Turn::Unknown => Err(AuthError::InvalidToken),
    }
}

/// Session of a refresh token, which is not exchanged.
///
/// # Errors
/// [`AuthError::InvalidToken`], [`AuthError::Unavailable`].
pub async fn look_up(app: &App, token: &str) -> Result<SignedIn, AuthError> {
    let token = app.keys().refresh_tokens.read(token).ok_or(AuthError::InvalidToken)?;
    let held = find_by_refresh_token(&*app.ports.database, &token, app.now()).await?;
    let (account, session) = held.ok_or(AuthError::InvalidToken)?;
    let token = issue_token(app, &session, Issue::Pair.token_lifetime())?;
    Ok(SignedIn { account, session, token })
}
