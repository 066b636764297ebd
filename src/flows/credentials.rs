//! Credentials of a session: its session token, its refresh token, and those that the browser held before.

use super::{SessionToken, SignedIn};
use crate::app::App;
use crate::crypto::refresh_token::{Generation, RefreshSeed, RefreshToken};
use crate::domain::client::CarriedCredentials;
use crate::domain::session::{SHORT_TOKEN_LIFETIME, TOKEN_LIFETIME};
use crate::domain::{AuthError, Client, Secret, Session, SessionId};
use crate::store::batches::browser_sessions::HeldCredentials;
use crate::store::tables::generations::NewChain;

/// Credentials to issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issue {
    /// Session token of 7 days.
    Token,
    /// Session token of 15 minutes and refresh token of 30 days.
    Pair,
}

impl Issue {
    /// Lifetime of the session token, in seconds.
    pub fn token_lifetime(self) -> i64 {
        match self {
            Self::Token => TOKEN_LIFETIME,
            Self::Pair => SHORT_TOKEN_LIFETIME,
        }
    }

    /// Start of a session's refresh tokens, if they are issued.
    pub(super) fn draw_chain(self, app: &App) -> Result<Option<NewChain>, AuthError> {
        match self {
            Self::Token => Ok(None),
            Self::Pair => draw_chain(app).map(Some),
        }
    }

    /// Credentials in the browser's cookies, whose sessions the new one replaces.
    pub(super) fn held_by(self, app: &App, client: &Client) -> HeldCredentials {
        match self {
            Self::Token => HeldCredentials::default(),
            Self::Pair => held_by(app, client),
        }
    }
}

/// Result of a finished sign-in.
pub struct Opened {
    pub signed_in: SignedIn,
    pub refresh_token: Option<RefreshToken>,
    /// Redirect target. Trusted when it was requested; check it again.
    pub redirect_url: Option<String>,
}

/// Issues a session token.
///
/// # Errors
/// [`AuthError::Internal`] if it cannot be serialized.
pub(super) fn issue_token(app: &App, session: &Session, lifetime: i64) -> Result<SessionToken, AuthError> {
    let now = app.now();
    let expires_at = session.token_end(lifetime, now);
    app.keys()
        .session_tokens
        .sign(&session.account_id, &session.id, now, expires_at)
        .map(|text| SessionToken { text, expires_at })
        .map_err(|error| AuthError::Internal(format!("session token: {error}")))
}

/// Draws the seed of a session's refresh tokens.
///
/// # Errors
/// [`AuthError::Unavailable`] without randomness, [`AuthError::Internal`] without a key.
pub(super) fn draw_chain(app: &App) -> Result<NewChain, AuthError> {
    let key_version = app.keys().refresh_tokens.current_version().ok_or_else(no_key)?;
    Ok(NewChain { seed: RefreshSeed::from_random(app.ports.entropy.bytes()?), key_version })
}

/// First refresh token of a session.
///
/// # Errors
/// [`AuthError::Internal`] without a key.
pub(super) fn first_token(app: &App, session: &SessionId, chain: NewChain) -> Result<RefreshToken, AuthError> {
    compute(app, &Generation { holder: session.clone(), number: 1, seed: chain.seed })
}

pub(super) fn compute(app: &App, generation: &Generation<SessionId>) -> Result<RefreshToken, AuthError> {
    app.keys().refresh_tokens.compute(generation).ok_or_else(no_key)
}

fn no_key() -> AuthError {
    AuthError::Internal("no key for refresh tokens".into())
}

/// Credentials in a client's cookies, verified as far as the keys allow. An expired session token still names its
/// session.
pub(super) fn held_by(app: &App, client: &Client) -> HeldCredentials {
    let CarriedCredentials { session_token, refresh_token } = &client.cookies;
    read_held(app, session_token.as_ref().map(Secret::expose), refresh_token.as_ref().map(Secret::expose))
}

/// As [`held_by`], from the credentials themselves.
pub(super) fn read_held(app: &App, session_token: Option<&str>, refresh_token: Option<&str>) -> HeldCredentials {
    let keys = app.keys();
    HeldCredentials {
        session: session_token
            .and_then(|token| keys.session_tokens.verify_signature(token))
            .map(|claims| (claims.sid, claims.sub)),
        refresh_token: refresh_token.and_then(|token| keys.refresh_tokens.read(token)),
    }
}
