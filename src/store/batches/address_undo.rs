//! Undoing of a change of address by the former mailbox.

use serde::Deserialize;

use super::mailbox_proof::{Confirmed, Spending};
use crate::domain::{Account, AuthError, EventKind, Fingerprint, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, run_one};
use crate::store::revocation::Cause;
use crate::store::rows::{AccountRow, account_columns, email_column};
use crate::store::sql;
use crate::store::tables::events::{Trace, insert_event, record};

/// Account whose former address was just taken back: ?1 the token, ?2 its actor.
macro_rules! undone_account {
    () => {
        "(SELECT account_id FROM former_addresses WHERE id = ?1 AND spent_by = ?2)"
    };
}

#[derive(Deserialize)]
struct EmailRow {
    email: Option<String>,
}

/// Address that the token with this fingerprint gives back, if it is open.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_former_address(
    db: &dyn Database,
    token: &Fingerprint,
    now: UnixTime,
) -> Result<Option<String>, AuthError> {
    const FIND: &str = "SELECT email FROM former_addresses WHERE id = ?1 AND spent_by IS NULL AND expires_at > ?2";
    let rows = run_one(db, sql!(FIND, token, now)).await?;
    Ok(rows.read_first::<EmailRow>()?.and_then(|row| row.email))
}

/// Spends the token, once, unless another account has proven the address by now.
fn spend(Spending { token, by }: Spending<'_>, trace: &Trace<'_>) -> Statement {
    sql!(
        "UPDATE former_addresses SET spent_by = ?2, press = ?4, pressed_at = ?3
         WHERE id = ?1 AND spent_by IS NULL AND expires_at > ?3 AND NOT EXISTS (
           SELECT 1 FROM accounts WHERE accounts.email_key = former_addresses.email_key
             AND accounts.id <> former_addresses.account_id AND accounts.email_verified_at IS NOT NULL)",
        token,
        by,
        trace.at,
        trace.pressed().as_stored(),
    )
}

/// Gives an account its former address back, proven, and ends every session, pending sign-in and mailed token of it.
/// Another account that took the address unproven loses it: its mailbox has spoken. Addresses that the account had after
/// this one cannot be taken back any more. `None` if the token was not open.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_undo(
    db: &dyn Database,
    spending: Spending<'_>,
    trace: &Trace<'_>,
) -> Result<Option<Confirmed>, AuthError> {
    // Unproven, or the token would not be spent.
    const TAKER: &str = "(SELECT accounts.id FROM former_addresses JOIN accounts
       ON accounts.email_key = former_addresses.email_key AND accounts.id <> former_addresses.account_id
       WHERE former_addresses.id = ?1 AND former_addresses.spent_by = ?2)";
    const REPLACED: &str = concat!(
        "SELECT ",
        email_column!(),
        " FROM accounts WHERE email_key <> (SELECT email_key FROM former_addresses WHERE id = ?1) AND id = ",
        undone_account!()
    );
    const GIVE_BACK: &str = concat!(
        "UPDATE accounts SET email_verified_at = ?3, email_vouched_at = NULL, unattached_email = NULL,
           email = (SELECT email FROM former_addresses WHERE id = ?1),
           email_key = (SELECT email_key FROM former_addresses WHERE id = ?1)
         WHERE id = ",
        undone_account!()
    );
    const FORGET_LATER: &str = concat!(
        "DELETE FROM former_addresses WHERE id <> ?1
           AND created_at >= (SELECT created_at FROM former_addresses AS undone WHERE undone.id = ?1)
           AND account_id = ",
        undone_account!()
    );
    let Spending { token, by } = spending;
    let mut batch = Batch::new();
    batch.push(spend(spending, trace));
    batch.detach_address(spending.selected(TAKER), trace);
    let replaced = batch.push(sql!(REPLACED, token, by)).first::<EmailRow>();
    batch.revoke(Cause::AddressUndone, &spending.selected(undone_account!()).scope());
    batch.push(sql!(GIVE_BACK, token, by, trace.at));
    let event = insert_event!("id", concat!("accounts WHERE id = ", undone_account!()));
    batch.push(record(event, EventKind::EmailRestored, trace, &[&token.0, &by.0]));
    batch.push(sql!(FORGET_LATER, token, by));
    let select = concat!("SELECT ", account_columns!(), " FROM accounts WHERE id = ", undone_account!());
    let account = batch.push(sql!(select, token, by)).first::<AccountRow>();
    let mut done = batch.run(db).await?;
    let former = done.take(replaced)?.and_then(|row| row.email);
    Ok(done.take(account)?.map(|row| Confirmed { account: Account::from(row), former, is_undoable: false }))
}
