//! Signing in. Whatever the way, it ends in [`complete`], which alone opens sessions of accounts that exist.

use super::password_check::{self, Checked};
use super::{SessionToken, SignedIn};
use crate::app::App;
use crate::crypto::refresh_token::RefreshToken;
use crate::domain::session::{SHORT_TOKEN_LIFETIME, TOKEN_LIFETIME};
use crate::domain::{AuthError, Client, Identifier, Session, SessionId};
use crate::store::attempts::Tried;
use crate::store::sessions::insert_session;

/// What a client is given to go on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issue {
    /// A session token of 7 days.
    Token,
    /// A session token of 15 minutes and a refresh token of 30 days.
    Pair,
}

impl Issue {
    /// Seconds a session token lives.
    pub fn token_lifetime(self) -> i64 {
        match self {
            Self::Token => TOKEN_LIFETIME,
            Self::Pair => SHORT_TOKEN_LIFETIME,
        }
    }

    /// The first refresh token of a session, where one is wanted.
    pub(super) fn first_refresh_token(self, app: &App, session: &SessionId) -> Result<Option<RefreshToken>, AuthError> {
        match self {
            Self::Token => Ok(None),
            Self::Pair => Ok(Some(RefreshToken::first(session, app.ports.entropy.bytes()?))),
        }
    }
}

/// What a finished sign-in gives.
pub struct Opened {
    /// The session.
    pub signed_in: SignedIn,
    /// Its refresh token, if one was wanted.
    pub refresh_token: Option<RefreshToken>,
}

/// Signs in by password. `identifier` is `None` for what no account can be called.
///
/// # Errors
/// [`AuthError::InvalidCredentials`], [`AuthError::TooManyAttempts`], [`AuthError::EmailNotVerified`],
/// [`AuthError::Unavailable`].
pub async fn with_password(
    app: &App,
    identifier: Option<Identifier>,
    password: &str,
    client: &Client,
    issue: Issue,
) -> Result<Opened, AuthError> {
    let key = identifier.ok_or(AuthError::InvalidCredentials)?.key();
    let pseudonym = app.keys().pseudonym(&key);
    let tried = Tried::Key { key: &key, pseudonym: &pseudonym };
    let checked = password_check::check(app, tried, password, client).await?;
    complete(app, checked, client, issue).await
}

/// The one place where a proven person becomes a session: looks at the account, opens the session, releases the
/// attempt, makes the tokens.
///
/// # Errors
/// [`AuthError::EmailNotVerified`], [`AuthError::InvalidCredentials`] if the proof was overtaken by a change,
/// [`AuthError::Unavailable`].
pub async fn complete(app: &App, checked: Checked, client: &Client, issue: Issue) -> Result<Opened, AuthError> {
    let Checked { account, password_id, attempt } = checked;
    if app.config().require_verified_email && account.email.is_some() && !account.email_verified {
        app.ports.database.batch(attempt.release()).await?;
        return Err(AuthError::EmailNotVerified);
    }
    let id = SessionId(app.ports.entropy.uuid()?);
    let session = Session::begin(id, account.id.clone(), client, app.now());
    let refresh_token = issue.first_refresh_token(app, &session.id)?;
    let address = client.address.map(|address| address.to_string());
    let database = &*app.ports.database;
    if !insert_session(database, &session, address, &password_id, refresh_token.as_ref(), attempt.release()).await? {
        return Err(AuthError::InvalidCredentials);
    }
    let token = issue_token(app, &session, issue.token_lifetime())?;
    Ok(Opened { signed_in: SignedIn { account, session, token }, refresh_token })
}

/// Makes a session token for a session.
///
/// # Errors
/// [`AuthError::Internal`] if it cannot be written.
pub(super) fn issue_token(app: &App, session: &Session, lifetime: i64) -> Result<SessionToken, AuthError> {
    let now = app.now();
    let expires_at = session.token_end(lifetime, now);
    app.keys()
        .session_tokens
        .sign(&session.account_id, &session.id, now, expires_at)
        .map(|text| SessionToken { text, expires_at })
        .map_err(|error| AuthError::Internal(format!("session token: {error}")))
}
