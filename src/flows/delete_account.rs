//! Deleting an account.

use super::SignedIn;
use super::password_check;
use super::requests::forget;
use crate::app::App;
use crate::domain::{AuthError, Client};
use crate::store::accounts;

/// Removes the account and all that hangs on it. Needs the password, or a session that authenticated in the last ten
/// minutes.
///
/// # Errors
/// [`AuthError::ReauthenticationRequired`], [`AuthError::InvalidCredentials`], [`AuthError::TooManyAttempts`],
/// [`AuthError::Unavailable`].
pub async fn delete_account(
    app: &App,
    of: &SignedIn,
    password: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    let release = password_check::reauthenticate(app, of, password, client).await?;
    let requests = accounts::delete_account(&*app.ports.database, &of.account.id, release, app.now()).await?;
    forget(app, requests);
    Ok(())
}
