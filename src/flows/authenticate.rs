//! Authentication by session token.

use std::pin::pin;

use futures_util::future::{Either, select};

use super::credentials::issue_token;
use super::{SessionToken, SignedIn};
use crate::app::App;
use crate::crypto::session_token::SessionClaims;
use crate::domain::session::{LAST_USED_PRECISION, RENEWAL_AGE, TOKEN_LIFETIME};
use crate::domain::{Account, AccountId, AuthError, Session, SessionId};
use crate::ports::Level;
use crate::store::tables::sessions::{find_session, touch_session};

/// Checks a session token: its signature, its times, and that its session is active. One round trip.
///
/// # Errors
/// [`AuthError::InvalidToken`], [`AuthError::Unavailable`].
pub async fn authenticate(app: &App, token: &str) -> Result<SignedIn, AuthError> {
    let claims = verify(app, token)?;
    let held = find_session(&*app.ports.database, &claims.sid, &claims.sub, app.now()).await?;
    admit(app, token, &claims, held)
}

/// Milliseconds to wait for the nearest replica, which may first have to reach a bookmark.
const PATIENCE: u64 = 1000;

/// Checks a session token on the nearest replica, if the settings allow it: a session that ended a moment ago may still
/// be active there. A session missing there, or a replica that does not answer, is looked up on the primary.
///
/// # Errors
/// As [`authenticate`].
pub async fn authenticate_nearby(app: &App, token: &str) -> Result<SignedIn, AuthError> {
    if !app.config().read_replicas {
        return authenticate(app, token).await;
    }
    let claims = verify(app, token)?;
    let asked = pin!(find_session(&*app.ports.nearest, &claims.sid, &claims.sub, app.now()));
    let problem = match select(asked, app.ports.clock.pause(PATIENCE)).await {
        Either::Left((Ok(held @ Some(_)), _)) => return admit(app, token, &claims, held),
        Either::Left((Ok(None), _)) => None,
        Either::Left((Err(error), _)) => Some(error.to_string()),
        Either::Right(_) => Some("it took too long".into()),
    };
    if let Some(problem) = problem {
        app.log(Level::Warning, "replica_failed", &problem);
    }
    authenticate(app, token).await
}

/// Claims of a token with a valid signature that has not expired.
pub(super) fn verify(app: &App, token: &str) -> Result<SessionClaims, AuthError> {
    app.keys().session_tokens.verify(token, app.now()).ok_or(AuthError::InvalidToken)
}

/// Session and account that a token names, not looked up yet; `None` for a token that is not good.
pub fn named_by(app: &App, token: &str) -> Option<(SessionId, AccountId)> {
    verify(app, token).ok().map(|claims| (claims.sid, claims.sub))
}

/// Session and account, with a new token if the old one is due for renewal.
pub(super) fn admit(
    app: &App,
    token: &str,
    claims: &SessionClaims,
    held: Option<(Account, Session)>,
) -> Result<SignedIn, AuthError> {
    let (account, session) = held.ok_or(AuthError::InvalidToken)?;
    note_use(app, &session);
    let token = if app.now() - claims.iat >= RENEWAL_AGE {
        issue_token(app, &session, TOKEN_LIFETIME)?
    } else {
        SessionToken { text: token.to_owned(), expires_at: claims.exp }
    };
    Ok(SignedIn { account, session, token })
}

/// Issues a new session token for a session.
///
/// # Errors
/// [`AuthError::Internal`] if it cannot be serialized.
pub fn renew(app: &App, of: &SignedIn) -> Result<SessionToken, AuthError> {
    issue_token(app, &of.session, TOKEN_LIFETIME)
}

/// Updates the session's last use, at most hourly and after the answer.
pub(super) fn note_use(app: &App, session: &Session) {
    let now = app.now();
    if now - session.last_used_at >= LAST_USED_PRECISION {
        let (worker, id) = (app.clone(), session.id.clone());
        app.run_after_answer(
            "last_use_write_failed",
            async move { touch_session(&*worker.ports.database, &id, now).await },
        );
    }
}
