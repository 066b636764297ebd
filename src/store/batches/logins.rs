//! Logins that wait for the mailbox: request, lookup, decision.

use serde::Deserialize;

use super::first_proof::{MailboxProof, Selected};
use crate::domain::authorization::{LoginDecision, Pending};
use crate::domain::{Account, ActorId, AuthError, AuthorizationKind, Decision, EventKind, Fingerprint, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, run_one};
use crate::store::rows::{AccountRow, account_columns};
use crate::store::sql;
use crate::store::tables::authorizations::{NewAuthorization, Pair, PendingAuthorizationRow, insert};
use crate::store::tables::events::{Trace, insert_event, record};
use crate::store::tables::mail_budgets::{MailBudgets, refuse_past};
use crate::store::tables::second_factors::FittingCode;

/// Counts a login against its client and its pair and stores it; returns the account to mail, if the pair is one's. One
/// round trip that costs the same in either case.
///
/// # Errors
/// [`AuthError::TooManyAttempts`] beyond a budget, [`AuthError::Unavailable`].
pub async fn insert_login(
    db: &dyn Database,
    new: NewAuthorization<'_>,
    pair: Pair<'_>,
    budgets: &MailBudgets,
) -> Result<Option<Account>, AuthError> {
    const SELECT: &str =
        concat!("SELECT ", account_columns!(), " FROM accounts WHERE username_key = ?1 AND email_key = ?2");
    let mut batch = Batch::new();
    let refused = batch.count_mail(budgets, None, new.now);
    batch.push(insert(&new, AuthorizationKind::Login, Some(pair), [&budgets.client, &budgets.recipient]));
    let account = batch.push(sql!(SELECT, pair.username, pair.email)).first::<AccountRow>();
    let mut done = batch.run(db).await?;
    refuse_past(done.take(refused)?)?;
    Ok(done.take(account)?.map(Account::from))
}

#[derive(Deserialize)]
struct PendingLoginRow {
    #[serde(flatten)]
    account: AccountRow,
    #[serde(flatten)]
    pending: PendingAuthorizationRow,
}

/// Pending login behind a mailed token, with its account.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_pending_login(
    db: &dyn Database,
    secret_hash: &Fingerprint,
    now: UnixTime,
) -> Result<Option<(Account, Pending)>, AuthError> {
    let rows = run_one(db, sql!(
            concat!(
                "SELECT ",
                account_columns!(),
                ", authorizations.id AS authorization_id, authorizations.label, authorizations.place, authorizations.address,
                   authorizations.created_at AS asked_at
                 FROM authorizations JOIN accounts ON accounts.id = authorizations.account_id
                 WHERE secret_hash = ?1 AND kind = 'login' AND state = 'pending' AND expires_at > ?2"
            ),
            secret_hash,
            now,
        ))
        .await?;
    Ok(rows.read_first::<PendingLoginRow>()?.map(|row| (row.account.into(), row.pending.into())))
}

/// Account whose login ?2 decided, if its address was never proven.
macro_rules! unproven {
    () => {
        "(SELECT authorizations.account_id FROM authorizations JOIN accounts ON accounts.id = authorizations.account_id
          WHERE secret_hash = ?1 AND decided_by = ?2 AND accounts.email_verified_at IS NULL)"
    };
}

/// Decision on a login by the reader of its mail.
pub struct DecidedLogin<'a> {
    /// Fingerprint of the mailed token.
    pub secret_hash: &'a Fingerprint,
    /// Request that decides.
    pub by: &'a ActorId,
    pub decision: LoginDecision,
    /// Code of the second factor, which an approval needs if one is enabled.
    pub code: Option<&'a FittingCode>,
}

/// Decides a pending login, once. False if it was not pending, the code was already used, or the account's address has
/// changed since the mail.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_login(db: &dyn Database, decided: DecidedLogin<'_>, trace: &Trace<'_>) -> Result<bool, AuthError> {
    let DecidedLogin { secret_hash, by, decision, code } = decided;
    let (state, event) = match decision {
        LoginDecision::Approve => (Decision::Approved, EventKind::LoginApproved),
        LoginDecision::Refuse | LoginDecision::Disown => (Decision::Refused, EventKind::LoginRefused),
    };
    let mut batch = Batch::new();
    if let Some(code) = code {
        batch.use_code(code, by, trace);
    }
    let is_decided = batch.push(decide(secret_hash, by, state, trace)).found();
    let decision_made =
        insert_event!("account_id", "label", "authorizations WHERE secret_hash = ?1 AND decided_by = ?2");
    batch.push(record(decision_made, event, trace, &[&secret_hash.0, &by.0]));
    match decision {
        LoginDecision::Approve => batch.extend(mark_proven(secret_hash, by, trace)),
        LoginDecision::Refuse => {}
        LoginDecision::Disown => {
            batch.detach_address(Selected { sql: unproven!(), proof: MailboxProof::Token(secret_hash, by) }, trace)
        }
    }
    batch.run(db).await?.take(is_decided)
}

fn decide(secret_hash: &Fingerprint, by: &ActorId, state: Decision, trace: &Trace<'_>) -> Statement {
    sql!(
        "UPDATE authorizations SET state = ?3, decided_by = ?2, press = ?5, pressed_at = ?4,
           aal = CASE WHEN EXISTS (SELECT 1 FROM totp WHERE totp.account_id = authorizations.account_id
             AND totp.enabled_at IS NOT NULL AND totp.used_by = ?2) THEN 2 ELSE 1 END
         WHERE secret_hash = ?1 AND kind = 'login' AND state = 'pending' AND expires_at > ?4
           AND (?3 <> 'approved' OR NOT EXISTS (SELECT 1 FROM totp WHERE totp.account_id = authorizations.account_id
             AND totp.enabled_at IS NOT NULL AND totp.used_by IS NOT ?2))
           AND EXISTS (SELECT 1 FROM accounts WHERE id = authorizations.account_id AND email_key = authorizations.mailed_to_key)
         RETURNING id",
        secret_hash,
        by,
        state.as_str(),
        trace.at,
        trace.pressed().as_stored(),
    )
}

fn mark_proven(secret_hash: &Fingerprint, by: &ActorId, trace: &Trace<'_>) -> [Statement; 2] {
    let event = insert_event!("id", concat!("accounts WHERE id = ", unproven!()));
    [
        record(event, EventKind::EmailVerified, trace, &[&secret_hash.0, &by.0]),
        sql!(concat!("UPDATE accounts SET email_verified_at = ?3 WHERE id = ", unproven!()), secret_hash, by, trace.at,),
    ]
}
