//! Refreshing a session: a refresh token for the next one and a session token.

use super::SignedIn;
use super::authenticate::note_use;
use super::events::stranger;
use super::sign_in::{Issue, Opened, issue_token};
use crate::app::App;
use crate::crypto::refresh_token::{Generation, RefreshSeed, RefreshToken};
use crate::domain::client::CarriedCredentials;
use crate::domain::{AuthError, Client, Secret, SessionId};
use crate::ports::Level;
use crate::store::browser_sessions::HeldCredentials;
use crate::store::refresh_tokens::{NewChain, Turn, find_by_refresh_token, present_refresh_token};

/// Draws the seed of a session's refresh tokens.
///
/// # Errors
/// [`AuthError::Unavailable`] without randomness, [`AuthError::Internal`] without a key.
pub(super) fn draw_chain(app: &App) -> Result<NewChain, AuthError> {
    let key_version = app.keys().refresh_tokens.current_version().ok_or_else(no_key)?;
    Ok(NewChain { seed: RefreshSeed::from_random(app.ports.entropy.bytes()?), key_version })
}

/// The first refresh token of a session.
///
/// # Errors
/// [`AuthError::Internal`] without a key.
pub(super) fn first_token(app: &App, session: &SessionId, chain: NewChain) -> Result<RefreshToken, AuthError> {
    compute(app, &Generation { session: session.clone(), number: 1, seed: chain.seed })
}

pub(super) fn compute(app: &App, generation: &Generation) -> Result<RefreshToken, AuthError> {
    app.keys().refresh_tokens.compute(generation).ok_or_else(no_key)
}

fn no_key() -> AuthError {
    AuthError::Internal("no key for refresh tokens".into())
}

/// The credentials in a client's cookies, as far as the keys can tell. A session token whose time is over still names
/// its session.
pub(super) fn held_by(app: &App, client: &Client) -> HeldCredentials {
    let CarriedCredentials { session_token, refresh_token } = &client.cookies;
    read_held(app, session_token.as_ref().map(Secret::expose), refresh_token.as_ref().map(Secret::expose))
}

/// The same of credentials by themselves.
pub(super) fn read_held(app: &App, session_token: Option<&str>, refresh_token: Option<&str>) -> HeldCredentials {
    let keys = app.keys();
    HeldCredentials {
        session: session_token
            .and_then(|token| keys.session_tokens.verify_signature(token))
            .map(|claims| (claims.sid, claims.sub)),
        refresh_token: refresh_token.and_then(|token| keys.refresh_tokens.read(token)),
    }
}

/// Turns a refresh token into the next, in one round trip. Racing refreshes of one token all succeed, with the same
/// successor.
///
/// # Errors
/// [`AuthError::InvalidToken`], also for one that was turned before its successor was, which ends its session;
/// [`AuthError::Unavailable`].
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

/// Who a refresh token stands for. It is not turned.
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
