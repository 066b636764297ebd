//! Sessions of an account, as operators see and end them.

use super::users::User;
use super::{ListPage, ListedPage, RequestedAct, act_on_account, list_newest, look_up};
use crate::app::App;
use crate::domain::{AccountId, AuthError, Authority, EventKind, Session, SessionId};
use crate::mail;

/// One page of the active sessions of an account, newest first, in one round trip.
///
/// # Errors
/// [`AuthError::NotFound`] for an unknown account, [`AuthError::InvalidRequest`] for a cursor of another list, those of
/// [`super::admit`].
pub async fn list(
    app: &App,
    authority: &Authority,
    account: &AccountId,
    page: &ListPage,
) -> Result<ListedPage<Session>, AuthError> {
    let (now, name) = (app.now(), format!("sessions of {}", account.0));
    let listed = list_newest(app, authority, (&name, page), |batch, behind| {
        batch.session_page(account, behind, (page.limit, now))
    });
    listed.await
}

/// One active session of an account, in one round trip.
///
/// # Errors
/// [`AuthError::NotFound`] for an unknown account or session, those of [`super::admit`].
pub async fn find(
    app: &App,
    authority: &Authority,
    account: &AccountId,
    session: &SessionId,
) -> Result<Session, AuthError> {
    let found = look_up(app, authority, |batch| batch.session_of(account, session, app.now())).await?;
    found.ok_or(AuthError::NotFound)
}

/// Ends every session of an account, and the logins and devices that are approved but not collected.
///
/// # Errors
/// [`AuthError::NotFound`], [`AuthError::NotAllowed`], those of [`super::admit`].
pub async fn end_all(app: &App, requested: &RequestedAct<'_>, id: &AccountId) -> Result<User, AuthError> {
    let act = requested.act(app, EventKind::SessionsEnded, Some(id));
    let ended = act_on_account(app, id, |batch| {
        let claimed = batch.claim(&act);
        batch.end_sessions(&act);
        claimed
    });
    let ((), user) = ended.await?;
    requested.tell(app, user.email.as_deref(), mail::ToldAct::SessionsEnded);
    Ok(user)
}

/// Ends one session of an account.
///
/// # Errors
/// [`AuthError::NotFound`] for an unknown account or session, [`AuthError::NotAllowed`], those of [`super::admit`].
pub async fn end(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &AccountId,
    session: &SessionId,
) -> Result<User, AuthError> {
    let act = requested.act(app, EventKind::SessionEnded, Some(id));
    let (is_ended, user) = act_on_account(app, id, |batch| batch.claim_session(&act, session)).await?;
    if !is_ended {
        return Err(AuthError::NotFound);
    }
    requested.tell(app, user.email.as_deref(), mail::ToldAct::SessionEnded);
    Ok(user)
}
