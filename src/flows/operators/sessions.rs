//! Sessions of an account, as operators see and end them.

use super::users::User;
use super::{ListPage, ListedPage, RequestedAct, list_newest};
use crate::app::App;
use crate::domain::{AccountId, AuthError, Authority, EventKind, Session, SessionId};
use crate::mail;
use crate::store::batch::Batch;

/// One page of the active sessions of an account, newest first, in one round trip.
///
/// # Errors
/// [`AuthError::NotFound`] for an unknown account, [`AuthError::InvalidRequest`] for a cursor of another list, those of
/// [`super::admit`].
pub async fn list(
    app: &App,
    authority: &Authority,
    account: &AccountId,
    page: &ListPage<'_>,
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
    let mut batch = Batch::new();
    let admitted = batch.admit(authority, app.now());
    let found = batch.session_of(account, session, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(admitted)?;
    done.take(found)?.ok_or(AuthError::NotFound)
}

/// Ends every session of an account, and the logins and devices that are approved but not collected.
///
/// # Errors
/// [`AuthError::NotFound`], [`AuthError::NotAllowed`], those of [`super::admit`].
pub async fn end_all(app: &App, requested: &RequestedAct<'_>, id: &AccountId) -> Result<User, AuthError> {
    let act = requested.act(app, EventKind::SessionsEnded, Some(id));
    let mut batch = Batch::new();
    let claimed = batch.claim(&act);
    batch.end_sessions(&act);
    let user = batch.user(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(claimed)?;
    let user = done.take(user)?.ok_or(AuthError::NotFound)?;
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
    let mut batch = Batch::new();
    let ended = batch.claim_session(&act, session);
    let user = batch.user(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    let ended = done.take(ended)?;
    let user = done.take(user)?.filter(|_| ended).ok_or(AuthError::NotFound)?;
    requested.tell(app, user.email.as_deref(), mail::ToldAct::SessionEnded);
    Ok(user)
}
