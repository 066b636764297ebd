//! Clients that wait for a person's approval: see the states in the migration.

use serde::Deserialize;

use super::accounts::{AccountRow, account_columns};
use super::attempts::{self, Count};
use super::sql;
use crate::domain::authorization::{MAX_POLLS, POLL_INTERVAL};
use crate::domain::{Account, AccountId, AuthError, AuthorizationKind, Client, Decision, UnixTime};
use crate::ports::{Database, Rows, Statement};

/// Who is told of a login, and how often they may be.
pub struct Recipient<'a> {
    /// Key of the username.
    pub username_key: &'a str,
    /// Key of the address.
    pub email_key: &'a str,
    /// What mails to the address are counted by.
    pub mail_subject: &'a str,
    /// Mails in a window that are too many.
    pub mail_limit: i64,
    /// Seconds of the window.
    pub mail_window: i64,
}

/// An authorization about to be asked for.
pub struct NewAuthorization<'a> {
    /// Fingerprint of the auth_id the client polls with.
    pub id: &'a str,
    /// Fingerprint of the mailed token, or keyed hash of the shown code.
    pub secret_hash: &'a str,
    /// The client that asks.
    pub client: &'a Client,
    /// Now.
    pub now: UnixTime,
}

fn insert(
    new: &NewAuthorization<'_>,
    kind: AuthorizationKind,
    username_key: Option<&str>,
    email_key: Option<&str>,
) -> Statement {
    sql!(
        "INSERT INTO authorizations
           (id, kind, state, secret_hash, account_id, mailed_to_key, label, place, address, created_at, expires_at)
         SELECT ?1, ?2, 'pending', ?3, (SELECT id FROM accounts WHERE username_key = ?4 AND email_key = ?5), ?5,
                ?6, ?7, ?8, ?9, ?10 WHERE true
         ON CONFLICT DO NOTHING RETURNING id",
        new.id,
        kind.as_str(),
        new.secret_hash,
        username_key,
        email_key,
        new.client.platform.as_str(),
        new.client.place.as_deref(),
        new.client.address.map(|address| address.to_string()),
        new.now,
        new.now + kind.lifetime(),
    )
}

/// Counts a mail and stores a login that waits; gives the account to tell, if the pair is one. One round trip that
/// costs the same whether it is or not.
///
/// # Errors
/// [`AuthError::TooManyAttempts`] if the recipient was mailed to too often, [`AuthError::Unavailable`].
pub async fn insert_login(
    db: &dyn Database,
    new: NewAuthorization<'_>,
    to: Recipient<'_>,
) -> Result<Option<Account>, AuthError> {
    let [count, _, account] = db
        .run([
            attempts::count(to.mail_subject, to.mail_window, new.now),
            insert(&new, AuthorizationKind::Login, Some(to.username_key), Some(to.email_key)),
            sql!(
                concat!("SELECT ", account_columns!(), " FROM accounts WHERE username_key = ?1 AND email_key = ?2"),
                to.username_key,
                to.email_key,
            ),
        ])
        .await?;
    if let Some(retry_after) = Count::read(count)?.retry_after(to.mail_limit, new.now) {
        return Err(AuthError::TooManyAttempts { retry_after });
    }
    Ok(account.read_first::<AccountRow>()?.map(Account::from))
}

/// What came of asking for a pairing code.
pub enum Shown {
    /// The code is the device's while it lives.
    Inserted,
    /// Another living device shows this very code: draw again.
    CodeInUse,
    /// The client asked too often; that ends after so many seconds.
    TooMany(i64),
}

/// Counts the request and stores a device that waits, under a code that no other living one has.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_pairing(
    db: &dyn Database,
    new: NewAuthorization<'_>,
    limit: i64,
    window: i64,
) -> Result<Shown, AuthError> {
    let subject = format!("pairing-start:{}", new.client.address_key());
    let [count, _, inserted] = db
        .run([
            attempts::count(&subject, window, new.now),
            sql!("DELETE FROM authorizations WHERE secret_hash = ?1 AND expires_at <= ?2", new.secret_hash, new.now),
            insert(&new, AuthorizationKind::Pairing, None, None),
        ])
        .await?;
    Ok(match Count::read(count)?.retry_after(limit, new.now) {
        Some(retry_after) => Shown::TooMany(retry_after),
        None if inserted.is_empty() => Shown::CodeInUse,
        None => Shown::Inserted,
    })
}

/// A pending authorization, for a page that shows what it would do.
pub struct Pending {
    /// What the client calls itself.
    pub label: String,
    /// Where it asks from.
    pub place: Option<String>,
    /// Its network address.
    pub address: Option<String>,
    /// When it asked.
    pub asked_at: UnixTime,
}

#[derive(Deserialize)]
struct PendingRow {
    label: String,
    place: Option<String>,
    address: Option<String>,
    asked_at: UnixTime,
}

impl From<PendingRow> for Pending {
    fn from(row: PendingRow) -> Self {
        Self { label: row.label, place: row.place, address: row.address, asked_at: row.asked_at }
    }
}

#[derive(Deserialize)]
struct PendingLoginRow {
    #[serde(flatten)]
    account: AccountRow,
    #[serde(flatten)]
    pending: PendingRow,
}

/// The pending login behind a mailed token, with its account.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_pending_login(
    db: &dyn Database,
    secret_hash: &str,
    now: UnixTime,
) -> Result<Option<(Account, Pending)>, AuthError> {
    let [rows] = db
        .run([sql!(
            concat!(
                "SELECT ",
                account_columns!(),
                ", authorizations.label, authorizations.place, authorizations.address,
                   authorizations.created_at AS asked_at
                 FROM authorizations JOIN accounts ON accounts.id = authorizations.account_id
                 WHERE secret_hash = ?1 AND kind = 'login' AND state = 'pending' AND expires_at > ?2"
            ),
            secret_hash,
            now,
        )])
        .await?;
    Ok(rows.read_first::<PendingLoginRow>()?.map(|row| (row.account.into(), row.pending.into())))
}

/// What the reader of a login mail decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginDecision {
    /// It is they: the client gets its session, and the mailbox is proven.
    Approve,
    /// It is not they.
    Refuse,
    /// The account is not even theirs: an address that was never proven is detached.
    Disown,
}

/// Decides a pending login, once, in the name of `by`; where a second factor is enabled, approving takes a `claim` that
/// uses a code of it. False if it was not pending, or the account's address is not
/// the one that was mailed to any more.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_login(
    db: &dyn Database,
    secret_hash: &str,
    by: &str,
    decision: LoginDecision,
    claim: Vec<Statement>,
    now: UnixTime,
) -> Result<bool, AuthError> {
    let decided = match decision {
        LoginDecision::Approve => Decision::Approved,
        LoginDecision::Refuse | LoginDecision::Disown => Decision::Refused,
    };
    let mut batch = claim;
    let deciding = batch.len();
    batch.push(sql!(
        "UPDATE authorizations SET state = ?3, decided_by = ?2
         WHERE secret_hash = ?1 AND kind = 'login' AND state = 'pending' AND expires_at > ?4
           AND (?3 <> 'approved' OR NOT EXISTS (SELECT 1 FROM totp WHERE totp.account_id = authorizations.account_id
             AND totp.enabled_at IS NOT NULL AND totp.used_by IS NOT ?2))
           AND EXISTS (SELECT 1 FROM accounts WHERE id = authorizations.account_id AND email_key = authorizations.mailed_to_key)
         RETURNING id",
        secret_hash,
        by,
        decided.as_str(),
        now,
    ));
    match decision {
        LoginDecision::Approve => batch.push(sql!(
            "UPDATE accounts SET email_verified_at = ?3 WHERE email_verified_at IS NULL
             AND id = (SELECT account_id FROM authorizations WHERE secret_hash = ?1 AND decided_by = ?2)",
            secret_hash,
            by,
            now,
        )),
        LoginDecision::Refuse => {}
        LoginDecision::Disown => batch.extend(disown(secret_hash, by)),
    }
    let rows = db.batch(batch).await?;
    Ok(rows.get(deciding).is_some_and(|decided| !decided.is_empty()))
}

/// Detaches an address that was never proven, and ends what was mailed, approved or opened by way of it.
fn disown(secret_hash: &str, by: &str) -> [Statement; 4] {
    macro_rules! unproven {
        () => {
            "(SELECT authorizations.account_id FROM authorizations JOIN accounts ON accounts.id = authorizations.account_id
              WHERE secret_hash = ?1 AND decided_by = ?2 AND accounts.email_verified_at IS NULL)"
        };
    }
    [
        sql!(
            concat!("DELETE FROM sessions WHERE method IN ('login', 'magic-link') AND account_id = ", unproven!()),
            secret_hash,
            by
        ),
        sql!(concat!("DELETE FROM one_time_tokens WHERE account_id = ", unproven!()), secret_hash, by),
        sql!(
            concat!("DELETE FROM authorizations WHERE secret_hash <> ?1 AND account_id = ", unproven!()),
            secret_hash,
            by
        ),
        sql!(concat!("UPDATE accounts SET email = NULL, email_key = NULL WHERE id = ", unproven!()), secret_hash, by),
    ]
}

/// The claim of a poll: counts it, and collects the session if it was approved and, for a pairing, its approver's
/// session lives. The row it gives is a [`Polled`].
pub fn collect(id: &str, session: &str, now: UnixTime) -> Statement {
    sql!(
        "UPDATE authorizations SET
           polls = CASE WHEN polls_reset_at <= ?3 THEN 1 ELSE polls + 1 END,
           polls_reset_at = CASE WHEN polls_reset_at <= ?3 THEN ?3 + ?4 ELSE polls_reset_at END,
           collected_by = CASE WHEN ready.yes THEN ?2 ELSE collected_by END,
           state = CASE WHEN ready.yes THEN 'collected' ELSE state END
         FROM (SELECT state = 'approved' AND expires_at > ?3 AND (kind = 'login' OR EXISTS (
                 SELECT 1 FROM sessions WHERE id = approver_session_id AND ends_at > ?3)) AS yes
               FROM authorizations WHERE id = ?1) AS ready
         WHERE id = ?1
         RETURNING state, polls, polls_reset_at, expires_at",
        id,
        session,
        now,
        POLL_INTERVAL,
    )
}

/// What a poll found.
#[derive(Deserialize)]
pub struct Polled {
    state: String,
    polls: i64,
    polls_reset_at: UnixTime,
    expires_at: UnixTime,
}

impl Polled {
    /// Reads what [`collect`] gave.
    ///
    /// # Errors
    /// [`AuthError::Internal`] if the row has another shape.
    pub fn read(rows: Rows) -> Result<Option<Self>, AuthError> {
        rows.read_first()
    }

    /// Seconds until polling again makes sense, if a pending authorization was polled too often.
    pub fn retry_after(&self, now: UnixTime) -> Option<i64> {
        let waiting = self.state == "pending" && self.expires_at > now;
        (waiting && self.polls > MAX_POLLS).then(|| (self.polls_reset_at - now).max(1))
    }
}

/// Voids what was approved and not yet collected, if this is the account's password by then.
pub(super) fn void_if_password(account: &AccountId, password_id: &str) -> Statement {
    sql!(
        "DELETE FROM authorizations WHERE account_id = ?1 AND state <> 'collected'
         AND EXISTS (SELECT 1 FROM passwords WHERE account_id = ?1 AND id = ?2)",
        account.0.as_str(),
        password_id,
    )
}
