//! Accounts that operators create, whatever the sign-up policy.

use super::users::User;
use super::{RequestedAct, act_on_account};
use crate::app::App;
use crate::domain::preset::Preset;
use crate::domain::{AccountId, AuthError, EventKind, Password};
use crate::flows::new_password::{self, Owner};
use crate::store::batches::invitations::NewUser;
use crate::store::rows::StoredPassword;

/// Account to create.
pub struct WantedUser {
    pub preset: Preset,
    pub password: Option<Password>,
    /// True if the operator vouches for the address. The next mailed link is still its first proof.
    pub vouched: bool,
}

/// Creates an account, in one round trip. Nobody is told: an invitation is for that.
///
/// # Errors
/// [`AuthError::PasswordTooCommon`], [`AuthError::PasswordBreached`], [`AuthError::EmailTaken`],
/// [`AuthError::UsernameTaken`], [`ActError::ExternalIdTaken`](crate::domain::ActError::ExternalIdTaken), those of
/// [`super::admit`].
pub async fn create(app: &App, requested: &RequestedAct<'_>, wanted: &WantedUser) -> Result<User, AuthError> {
    let WantedUser { preset, password, vouched } = wanted;
    let password = match password {
        Some(password) => Some(hash(app, preset, password).await?),
        None => None,
    };
    let id = AccountId(app.ports.entropy.uuid()?);
    let act = requested.act(app, EventKind::AccountMade, Some(&id));
    let new = NewUser { preset, password: password.as_ref(), vouched: *vouched };
    let ((), user) = act_on_account(app, &id, |batch| batch.create_user(&act, &new)).await?;
    Ok(user)
}

async fn hash(app: &App, preset: &Preset, password: &Password) -> Result<StoredPassword, AuthError> {
    let username = preset.username.as_ref().map(|username| username.as_typed());
    let owner = Owner { email: Some(preset.email.as_typed()), username, name: preset.name.as_deref() };
    new_password::judge(app, password, owner).await?;
    new_password::hash(app, password)
}
