//! Who a session token stands for.

use super::sign_in::issue_token;
use super::{SessionToken, SignedIn};
use crate::app::App;
use crate::domain::session::{LAST_USED_PRECISION, RENEWAL_AGE, TOKEN_LIFETIME};
use crate::domain::{AuthError, Session};
use crate::store::sessions::{find_session, touch_session};

/// Checks a session token: its signature, its times, and that its session is alive. One round trip.
///
/// # Errors
/// [`AuthError::InvalidToken`], [`AuthError::Unavailable`].
pub async fn authenticate(app: &App, token: &str) -> Result<SignedIn, AuthError> {
    let now = app.now();
    let claims = app.keys().session_tokens.verify(token, now).ok_or(AuthError::InvalidToken)?;
    let held = find_session(&*app.ports.database, &claims.sid, &claims.sub, now).await?;
    let (account, session) = held.ok_or(AuthError::InvalidToken)?;
    note_use(app, &session);
    let token = if now - claims.iat >= RENEWAL_AGE {
        issue_token(app, &session, TOKEN_LIFETIME)?
    } else {
        SessionToken { text: token.to_owned(), expires_at: claims.exp }
    };
    Ok(SignedIn { account, session, token })
}

/// A new session token for a session.
///
/// # Errors
/// [`AuthError::Internal`] if it cannot be written.
pub fn renew(app: &App, of: &SignedIn) -> Result<SessionToken, AuthError> {
    issue_token(app, &of.session, TOKEN_LIFETIME)
}

/// Notes that a session is used, at most hourly and after the answer.
pub(super) fn note_use(app: &App, session: &Session) {
    let now = app.now();
    if now - session.last_used_at >= LAST_USED_PRECISION {
        let (worker, id) = (app.clone(), session.id.clone());
        app.run_after_answer(
            "last_use_not_noted",
            async move { touch_session(&*worker.ports.database, &id, now).await },
        );
    }
}
