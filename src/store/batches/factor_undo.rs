//! Undo of a second factor: the token that is mailed when one is enabled, and its use.

use super::mailbox_proof::{Spending, spent_account};
use crate::domain::{Account, AccountId, ActorId, AuthError, EventKind, Fingerprint, PasswordId, TokenKind, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, run_one};
use crate::store::revocation::Cause;
use crate::store::rows::{AccountRow, account_columns};
use crate::store::sql;
use crate::store::tables::events::{Trace, insert_event, record};
use crate::store::tables::one_time_tokens::spend;

const KIND: TokenKind = TokenKind::RemoveSecondFactor;

/// Condition that the factor is still the one of the token, and that the account has the password from before it. An
/// account with a role loses its factor by other operators or the command line alone.
macro_rules! fits {
    () => {
        "EXISTS (SELECT 1 FROM totp WHERE totp.account_id = one_time_tokens.account_id
           AND totp.enabled_at = one_time_tokens.created_at)
         AND EXISTS (SELECT 1 FROM passwords WHERE passwords.account_id = one_time_tokens.account_id
           AND passwords.changed_at <= one_time_tokens.created_at)
         AND NOT EXISTS (SELECT 1 FROM accounts AS its WHERE its.id = one_time_tokens.account_id AND its.role IS NOT NULL)"
    };
}

/// Stores the token, by its fingerprint, if this actor just enabled the factor, the address is proven and there is a
/// password to show.
pub(super) fn insert(token: &Fingerprint, account: &AccountId, by: &ActorId, now: UnixTime) -> Statement {
    sql!(
        "INSERT INTO one_time_tokens (id, kind, account_id, mailed_to_key, created_at, expires_at)
         SELECT ?1, ?2, accounts.id, accounts.email_key, ?4, ?5 FROM accounts
         WHERE id = ?3 AND email_key IS NOT NULL AND email_verified_at IS NOT NULL AND role IS NULL
           AND EXISTS (SELECT 1 FROM passwords WHERE account_id = ?3)
           AND EXISTS (SELECT 1 FROM totp WHERE account_id = ?3 AND used_by = ?6)
         ON CONFLICT (account_id, kind) DO UPDATE SET
           id = excluded.id, mailed_to_key = excluded.mailed_to_key, created_at = excluded.created_at,
           expires_at = excluded.expires_at, spent_by = NULL
         RETURNING id",
        token,
        KIND.as_str(),
        account,
        now,
        now + KIND.lifetime(),
        by,
    )
}

/// Account of an open token that fits.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_undoable(
    db: &dyn Database,
    token: &Fingerprint,
    now: UnixTime,
) -> Result<Option<Account>, AuthError> {
    const SELECT: &str = concat!(
        "SELECT ",
        account_columns!(),
        " FROM one_time_tokens JOIN accounts ON accounts.id = one_time_tokens.account_id
         WHERE one_time_tokens.id = ?1 AND one_time_tokens.kind = ?2 AND one_time_tokens.spent_by IS NULL
           AND one_time_tokens.expires_at > ?3 AND ",
        fits!()
    );
    let rows = run_one(db, sql!(SELECT, token, KIND.as_str(), now)).await?;
    Ok(rows.read_first::<AccountRow>()?.map(Account::from))
}

/// Sign-in methods that the undo of a factor removed besides.
pub struct Undone {
    pub account: Account,
    pub passkeys: usize,
    pub identities: usize,
}

/// Rows of a table that were added to the account since the factor of the token was enabled.
macro_rules! added_since {
    ($table:literal) => {
        concat!(
            $table,
            " WHERE account_id = ",
            spent_account!(),
            " AND created_at >= (SELECT created_at FROM one_time_tokens WHERE id = ?1)"
        )
    };
}

/// Spends the token, if it fits and this is the password. Removes the factor with the passkeys and identities that were
/// added since, which sign in past the password, and ends what an operator's reset of a factor ends. `None` if the token
/// was not open or does not fit.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_undo(
    db: &dyn Database,
    spending: Spending<'_>,
    password_id: &PasswordId,
    trace: &Trace<'_>,
) -> Result<Option<Undone>, AuthError> {
    const DELETE_UNFIT: &str = concat!(
        "DELETE FROM one_time_tokens WHERE id = ?1 AND kind = ?2 AND NOT (",
        fits!(),
        " AND EXISTS (SELECT 1 FROM passwords WHERE passwords.account_id = one_time_tokens.account_id AND id = ?3))"
    );
    let Spending { token, by } = spending;
    let mut batch = Batch::new();
    batch.push(sql!(DELETE_UNFIT, token, KIND.as_str(), password_id));
    batch.push(spend(token, by, KIND, trace.pressed()));
    let own = [token.0.as_str(), by.0.as_str()];
    let removed = insert_event!("account_id", "name", added_since!("passkeys"));
    batch.push(record(removed, EventKind::PasskeyRemoved, trace, &own));
    let unlinked = insert_event!("account_id", "provider", added_since!("identities"));
    batch.push(record(unlinked, EventKind::IdentityUnlinked, trace, &own));
    let delete = concat!("DELETE FROM ", added_since!("passkeys"), " RETURNING 1 AS gone");
    let passkeys = batch.push(sql!(delete, token, by));
    let delete = concat!("DELETE FROM ", added_since!("identities"), " RETURNING 1 AS gone");
    let identities = batch.push(sql!(delete, token, by));
    batch.revoke(Cause::FactorReset, &spending.selected(spent_account!()).scope());
    batch.record_of_spent_account(spending, EventKind::TwoFactorDisabled, trace);
    let account = batch.select_spent_account(spending);
    let mut done = batch.run(db).await?;
    let (passkeys, identities) = (done.take(passkeys)?.0.len(), done.take(identities)?.0.len());
    Ok(done.take(account)?.map(|account| Undone { account, passkeys, identities }))
}
