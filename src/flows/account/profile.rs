//! Change of a profile.

use crate::app::App;
use crate::domain::profile::ProfileChange;
use crate::domain::{Account, AuthError};
use crate::flows::SignedIn;
use crate::store::tables::accounts::update_profile;

/// Changes the given fields; returns the account after the change.
///
/// # Errors
/// [`AuthError::UsernameTaken`], [`AuthError::InvalidUsername`] if an account without an address would lose its only
/// name, [`AuthError::Unavailable`].
pub async fn change(app: &App, of: &SignedIn, change: ProfileChange) -> Result<Account, AuthError> {
    let refused = match change.username {
        Some(None) => AuthError::InvalidUsername,
        _ => AuthError::UsernameTaken,
    };
    update_profile(&*app.ports.database, &of.account.id, change, app.now()).await?.ok_or(refused)
}
