//! Change of password within a session.

use crate::app::App;
use crate::domain::{AuthError, Client, Password, PasswordRule};
use crate::flows::SignedIn;
use crate::flows::events::trace;
use crate::flows::mailing::tell_owner;
use crate::flows::new_password::{self, Owner};
use crate::flows::password_check;
use crate::mail::Change;
use crate::store::tables::passwords::{Replacement, replace_password};

/// Replaces the password and ends the other sessions, atomically.
///
/// # Errors
/// [`AuthError::PasswordTooShort`], [`AuthError::PasswordTooLong`], [`AuthError::PasswordTooCommon`],
/// [`AuthError::PasswordBreached`], [`AuthError::InvalidCredentials`] if `current` is wrong,
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn change_password(
    app: &App,
    of: &SignedIn,
    current: &str,
    new: &str,
    client: &Client,
) -> Result<(), AuthError> {
    let new = Password::chosen(new, PasswordRule::Typed)?;
    new_password::judge(app, &new, Owner::of(&of.account)).await?;
    let checked = password_check::check_own(app, of, current, client).await?;
    let stored = new_password::hash(app, &new)?;
    let replacement =
        Replacement { account: &of.account.id, old: &checked.password_id, new: &stored, kept: &of.session.id };
    let trace = trace(app, of, client);
    if !replace_password(&*app.ports.database, &replacement, &checked.attempt, &trace).await? {
        return Err(AuthError::InvalidCredentials);
    }
    tell_owner(app, &of.account, Change::PasswordChanged, client);
    Ok(())
}
