//! Help for a person who is locked out, short of a recovery link: resets, and vouching for an address.

use super::users::User;
use super::{RequestedAct, act_on_account};
use crate::app::App;
use crate::domain::{AccountId, AuthError, EventKind};
use crate::mail;
pub use crate::store::batches::resets::Reset;

/// Removes a factor or a way to sign in, ends every session, and tells the person. It may be the last way in: the
/// person then needs a recovery link or a proven address.
///
/// # Errors
/// [`AuthError::NotFound`] for an unknown account or without such a part, [`AuthError::NotAllowed`], those of
/// [`super::admit`].
pub async fn reset(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &AccountId,
    reset: Reset<'_>,
) -> Result<User, AuthError> {
    let (kind, told) = match reset {
        Reset::SecondFactor => (EventKind::FactorReset, mail::ToldAct::SecondFactorReset),
        Reset::Password => (EventKind::PasswordRemoved, mail::ToldAct::PasswordRemoved),
        Reset::Passkey(_) => (EventKind::PasskeyRemoved, mail::ToldAct::PasskeyRemoved),
        Reset::Identity(_) => (EventKind::IdentityUnlinked, mail::ToldAct::IdentityUnlinked),
    };
    let act = requested.act(app, kind, Some(id));
    let (is_found, user) = act_on_account(app, id, |batch| batch.reset(&act, reset)).await?;
    if !is_found {
        return Err(AuthError::NotFound);
    }
    requested.tell(app, user.email.as_deref(), told);
    Ok(user)
}

/// Vouches for the account's address, which is shown as verified, and tells the person. The next mailed link is still
/// its first proof.
///
/// # Errors
/// [`AuthError::InvalidRequest`] without an address, [`AuthError::NotFound`], [`AuthError::NotAllowed`], those of
/// [`super::admit`].
pub async fn vouch(app: &App, requested: &RequestedAct<'_>, id: &AccountId) -> Result<User, AuthError> {
    let act = requested.act(app, EventKind::EmailVouched, Some(id));
    let (is_vouched, user) = act_on_account(app, id, |batch| batch.vouch(&act, app.now())).await?;
    if !is_vouched {
        return Err(AuthError::InvalidRequest("the account has no address"));
    }
    requested.tell(app, user.email.as_deref(), mail::ToldAct::EmailVouched);
    Ok(user)
}
