//! Attempts at a password: reserved before it is looked at, released when it was right.

use serde::Deserialize;

use super::accounts::{AccountRow, account_columns};
use super::passwords::StoredPassword;
use super::sql;
use crate::config::Limits;
use crate::crypto::password_hash::StoredHash;
use crate::domain::{Account, AccountId, AuthError, UnixTime};
use crate::ports::{Database, Statement};

/// Whose password is tried.
#[derive(Clone, Copy)]
pub enum Tried<'a> {
    /// The account of this e-mail or username key; `pseudonym` stands for a key that no account has.
    Key {
        /// The key.
        key: &'a str,
        /// What failures are counted by if no account has it.
        pseudonym: &'a str,
    },
    /// This account.
    Account(&'a AccountId),
}

/// One subject an attempt is counted against.
#[derive(Deserialize)]
struct Count {
    subject: String,
    count: i64,
    resets_at: UnixTime,
}

/// A reserved attempt. Unless released, it stands as a failure.
#[must_use]
pub struct Attempt {
    account: Count,
    address: Count,
}

impl Attempt {
    /// Seconds until trying again makes sense, if this attempt is past a limit.
    pub fn retry_after(&self, limits: &Limits, now: UnixTime) -> Option<i64> {
        [(&self.account, limits.account_failures), (&self.address, limits.address_failures)]
            .into_iter()
            .filter(|(count, limit)| count.count > *limit)
            .map(|(count, _)| (count.resets_at - now).max(1))
            .max()
    }

    /// The statements that take the attempt back.
    pub fn release(self) -> Vec<Statement> {
        let release = |count: Count| {
            sql!(
                "UPDATE attempts SET count = count - 1 WHERE subject = ?1 AND resets_at = ?2 AND count > 0",
                count.subject,
                count.resets_at,
            )
        };
        vec![release(self.account), release(self.address)]
    }
}

/// The account that is tried, and its password if it has one.
pub struct Holder {
    /// The account.
    pub account: Account,
    /// Its password.
    pub password: Option<StoredPassword>,
}

#[derive(Deserialize)]
struct HolderRow {
    #[serde(flatten)]
    account: AccountRow,
    password_id: Option<String>,
    hash: Option<String>,
    pepper_version: Option<i64>,
}

impl From<HolderRow> for Holder {
    fn from(row: HolderRow) -> Self {
        let password = match (row.password_id, row.hash, row.pepper_version) {
            (Some(id), Some(phc), Some(pepper_version)) => {
                Some(StoredPassword { id, hash: StoredHash { phc, pepper_version } })
            }
            _ => None,
        };
        Self { account: row.account.into(), password }
    }
}

/// Counts an attempt against the account (or its pseudonym) and the client's address, and reads the account, all in
/// one round trip that costs the same whether the account exists or not.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn reserve_attempt(
    db: &dyn Database,
    tried: Tried<'_>,
    address_key: &str,
    window: i64,
    now: UnixTime,
) -> Result<(Attempt, Option<Holder>), AuthError> {
    let (key, pseudonym, id) = match tried {
        Tried::Key { key, pseudonym } => (Some(key), pseudonym, None),
        Tried::Account(id) => (None, id.0.as_str(), Some(id.0.as_str())),
    };
    let resets_at = now + window;
    let [account, address, holder] = db
        .run([
            sql!(
                "INSERT INTO attempts (subject, count, resets_at) VALUES (
                   COALESCE((SELECT 'account:' || id FROM accounts WHERE email_key = ?1 OR username_key = ?1 OR id = ?2),
                            'unknown:' || ?3), 1, ?5)
                 ON CONFLICT (subject) DO UPDATE SET
                   count = CASE WHEN resets_at <= ?4 THEN 1 ELSE count + 1 END,
                   resets_at = CASE WHEN resets_at <= ?4 THEN ?5 ELSE resets_at END
                 RETURNING subject, count, resets_at",
                key,
                id,
                pseudonym,
                now,
                resets_at,
            ),
            sql!(
                "INSERT INTO attempts (subject, count, resets_at) VALUES ('address:' || ?1, 1, ?3)
                 ON CONFLICT (subject) DO UPDATE SET
                   count = CASE WHEN resets_at <= ?2 THEN 1 ELSE count + 1 END,
                   resets_at = CASE WHEN resets_at <= ?2 THEN ?3 ELSE resets_at END
                 RETURNING subject, count, resets_at",
                address_key,
                now,
                resets_at,
            ),
            sql!(
                concat!(
                    "SELECT ",
                    account_columns!(),
                    ", passwords.id AS password_id, passwords.hash, passwords.pepper_version
                     FROM accounts LEFT JOIN passwords ON passwords.account_id = accounts.id
                     WHERE accounts.email_key = ?1 OR accounts.username_key = ?1 OR accounts.id = ?2"
                ),
                key,
                id,
            ),
        ])
        .await?;
    let counted = |count: Option<Count>| count.ok_or_else(|| AuthError::Internal("an attempt was not counted".into()));
    let attempt = Attempt { account: counted(account.read_first()?)?, address: counted(address.read_first()?)? };
    Ok((attempt, holder.read_first::<HolderRow>()?.map(Holder::from)))
}
