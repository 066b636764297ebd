//! Removal of a second factor that somebody else enabled, from the mailbox: by the link of the mail about it and the
//! password from before.

use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::{Account, AuthError, Client};
use crate::flows::events::stranger;
use crate::flows::mailing::tell_owner;
use crate::flows::password_check::{PresentedPassword, check, release_after_answer};
use crate::mail::Change;
use crate::store::batches::factor_undo::{Undone, consume_undo, find_undoable};
use crate::store::batches::mailbox_proof::Spending;
use crate::store::tables::attempts::{Factors, Tried};

/// Account of an open link, whose factor is still the one that the mail told of.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn find(app: &App, token: &str) -> Result<Account, AuthError> {
    let account = find_undoable(&*app.ports.database, &fingerprint(token), app.now()).await?;
    account.ok_or(AuthError::InvalidLink)
}

/// Removes the factor, with the passkeys and identities that were added since, and ends every session, without signing
/// in. The password must be the one from when the factor was enabled: a mailbox can set a new one, and would otherwise
/// remove any factor alone. The owner is told.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::InvalidCredentials`], [`AuthError::TooManyAttempts`],
/// [`AuthError::Unavailable`].
pub async fn undo(app: &App, token: &str, password: &str, client: &Client) -> Result<(), AuthError> {
    let account = find(app, token).await?;
    let tried = Tried::Account(&account.id);
    let checked = check(app, PresentedPassword { tried, factors: Factors::Password, password, client }).await?;
    let (id, trace) = (fingerprint(token), stranger(app, client));
    let spending = Spending { token: &id, by: &app.ports.entropy.actor()? };
    let undone = consume_undo(&*app.ports.database, spending, &checked.password_id, &trace).await;
    release_after_answer(app, |batch| batch.release(&checked.attempt));
    let Undone { account, passkeys, identities } = undone?.ok_or(AuthError::InvalidLink)?;
    tell_owner(app, &account, Change::TwoFactorUndone { passkeys, identities }, client);
    Ok(())
}
