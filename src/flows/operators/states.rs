//! Disabling and enabling of accounts.

use super::users::User;
use super::{RequestedAct, act_on_account};
use crate::app::App;
use crate::domain::{AccountId, AuthError, EventKind, UnixTime};
use crate::mail;

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
    let disabled = act_on_account(app, id, |batch| {
        let claimed = batch.claim(&act);
        batch.disable(&act, until);
        claimed
    });
    let ((), user) = disabled.await?;
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
    let enabled = act_on_account(app, id, |batch| {
        let claimed = batch.claim(&act);
        batch.enable(&act);
        claimed
    });
    let ((), user) = enabled.await?;
    requested.tell(app, user.email.as_deref(), mail::ToldAct::Enabled);
    Ok(user)
}
