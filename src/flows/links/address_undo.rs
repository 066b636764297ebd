//! Undoing of a change of address, by an operator or from a session, from the former mailbox.

use crate::app::App;
use crate::crypto::subkey::fingerprint;
use crate::domain::time::DAY;
use crate::domain::{AuthError, Client};
use crate::flows::events::stranger;
use crate::flows::mailing::tell_of_change;
use crate::mail::Change;
use crate::store::batches::address_undo::{consume_undo, find_former_address};
use crate::store::batches::mailbox_proof::{Confirmed, Spending};

/// Path of the page, and kind of its token.
pub const PAGE: &str = "keep-address";
/// Lifetime of the link, in seconds.
pub const LIFETIME: i64 = 7 * DAY;

/// Address that an open link keeps.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn find(app: &App, token: &str) -> Result<String, AuthError> {
    let found = find_former_address(&*app.ports.database, &fingerprint(token), app.now()).await?;
    found.ok_or(AuthError::InvalidLink)
}

/// Keeps the former address, whether or not the new one was confirmed, ends every session, and tells the new one.
///
/// # Errors
/// [`AuthError::InvalidLink`], also if another account has proven the address by now; [`AuthError::Unavailable`].
pub async fn undo(app: &App, token: &str, client: &Client) -> Result<(), AuthError> {
    let (id, by) = (fingerprint(token), app.ports.entropy.actor()?);
    let undone = consume_undo(&*app.ports.database, Spending { token: &id, by: &by }, &stranger(app, client)).await?;
    let Confirmed { account, former, .. } = undone.ok_or(AuthError::InvalidLink)?;
    if let (Some(replaced), Some(new_email)) = (former, account.email) {
        tell_of_change(app, &replaced, Change::AddressChanged { new_email, undo: None }, client);
    }
    Ok(())
}
