//! Disabling and enabling of accounts.

use super::RequestedAct;
use super::users::User;
use crate::app::App;
use crate::domain::{AccountId, AuthError, EventKind, UnixTime};
use crate::mail;
use crate::store::batch::Batch;

/// Notice of an act to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerNotice {
    Mailed,
    Silent,
}

/// End of the disabling, and its notice.
pub struct Disabling {
    /// `None`: until it is enabled.
    pub until: Option<UnixTime>,
    pub notice: OwnerNotice,
}

/// Disables an account, until a time if one is given: its sessions, links, codes and whatever else could open a session
/// end at once. Disabled again, it gets the new time and reason.
///
/// # Errors
/// [`AuthError::NotFound`], [`AuthError::NotAllowed`], those of [`super::admit`].
pub async fn disable(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &AccountId,
    Disabling { until, notice }: Disabling,
) -> Result<User, AuthError> {
    let act = requested.act(app, EventKind::AccountDisabled, Some(id));
    let mut batch = Batch::new();
    let claimed = batch.claim(&act);
    batch.disable(&act, until);
    let user = batch.user(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(claimed)?;
    let user = done.take(user)?.ok_or(AuthError::NotFound)?;
    if notice == OwnerNotice::Mailed {
        requested.tell(app, user.email.as_deref(), mail::ToldAct::Disabled { until });
    }
    Ok(user)
}

/// Enables an account.
///
/// # Errors
/// As [`disable`].
pub async fn enable(app: &App, requested: &RequestedAct<'_>, id: &AccountId) -> Result<User, AuthError> {
    let act = requested.act(app, EventKind::AccountEnabled, Some(id));
    let mut batch = Batch::new();
    let claimed = batch.claim(&act);
    batch.enable(&act);
    let user = batch.user(id, app.now());
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(claimed)?;
    let user = done.take(user)?.ok_or(AuthError::NotFound)?;
    requested.tell(app, user.email.as_deref(), mail::ToldAct::Enabled);
    Ok(user)
}
