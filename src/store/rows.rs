//! Rows that several tables' files read: accounts, sessions, and the factors of an account.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::sql;
use crate::crypto::password_hash::StoredHash;
use crate::domain::account::AccountDisabling;
use crate::domain::first_proof::RemovedSetup;
use crate::domain::session::Aal;
use crate::domain::{Account, AccountId, AuthError, EmailKey, PasswordId, Session, SessionId, SessionMethod, UnixTime};
use crate::ports::{Rows, Statement};

/// Parses JSON of the database.
pub(super) fn parse_json<T: DeserializeOwned>(json: &str) -> Result<T, AuthError> {
    serde_json::from_str(json).map_err(|error| AuthError::Internal(format!("a JSON column does not fit: {error}")))
}

/// Address of an account: the local part as typed, the domain of the key. A row of the former worker may have another
/// spelling of the domain, which no mail reaches.
macro_rules! email_column {
    () => {
        "substr(accounts.email, 1, instr(accounts.email, '@')) \
           || substr(accounts.email_key, instr(accounts.email_key, '@') + 1) AS email"
    };
}
pub(super) use email_column;

/// Columns of an [`AccountRow`].
macro_rules! account_columns {
    () => {
        concat!(
            "accounts.id AS account_id, ",
            $crate::store::rows::email_column!(),
            ", accounts.email_verified_at, accounts.email_vouched_at, accounts.unattached_email, accounts.username, accounts.name, \
             accounts.image, accounts.made_by, accounts.made_from, accounts.created_at AS account_created_at, \
             accounts.setup_removed_at, accounts.removed_setup, accounts.domain_bound, accounts.disabled_at, accounts.disabled_until, \
             accounts.disabled_reason, \
             EXISTS (SELECT 1 FROM totp WHERE totp.account_id = accounts.id AND totp.enabled_at IS NOT NULL) \
               AS second_factor"
        )
    };
}
pub(super) use account_columns;

/// Account as selected by its columns.
#[derive(Deserialize)]
pub(super) struct AccountRow {
    account_id: AccountId,
    email: Option<String>,
    email_verified_at: Option<UnixTime>,
    email_vouched_at: Option<UnixTime>,
    unattached_email: Option<String>,
    username: Option<String>,
    name: Option<String>,
    image: Option<String>,
    made_by: String,
    made_from: Option<String>,
    account_created_at: UnixTime,
    domain_bound: i64,
    disabled_at: Option<UnixTime>,
    disabled_until: Option<UnixTime>,
    disabled_reason: Option<String>,
    second_factor: i64,
    setup_removed_at: Option<UnixTime>,
    removed_setup: Option<String>,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        let setup = row.removed_setup.as_deref().and_then(|json| serde_json::from_str(json).ok());
        Self {
            id: row.account_id,
            email: row.email,
            email_proven: row.email_verified_at.is_some(),
            email_verified: row.email_verified_at.or(row.email_vouched_at).is_some(),
            unattached_email: row.unattached_email,
            username: row.username,
            name: row.name,
            image: row.image,
            made_by: row.made_by,
            made_from: row.made_from,
            created_at: row.account_created_at,
            domain_bound: row.domain_bound != 0,
            second_factor: row.second_factor != 0,
            disabling: row
                .disabled_at
                .map(|_| AccountDisabling { until: row.disabled_until, reason: row.disabled_reason }),
            removed: row.setup_removed_at.zip(setup).map(|(at, setup)| RemovedSetup { at, setup }),
        }
    }
}

/// Columns of a [`SessionRow`].
macro_rules! session_columns {
    () => {
        "sessions.id AS session_id, sessions.account_id AS session_account_id, sessions.method, \
         sessions.platform, sessions.place, \
         sessions.created_at AS session_created_at, \
         CASE WHEN sessions.method <> 'pairing' THEN sessions.authenticated_at END AS authenticated_at, \
         sessions.last_used_at, sessions.ends_at, sessions.aal, sessions.sid_seed, \
         sessions.method = 'sign-up' AND NOT EXISTS ( \
           SELECT 1 FROM passwords WHERE passwords.account_id = sessions.account_id) AS is_bare_sign_up"
    };
}
pub(super) use session_columns;

/// Session as selected by its columns.
#[derive(Deserialize)]
pub(super) struct SessionRow {
    session_id: SessionId,
    session_account_id: AccountId,
    method: SessionMethod,
    platform: String,
    place: Option<String>,
    session_created_at: UnixTime,
    authenticated_at: Option<UnixTime>,
    last_used_at: UnixTime,
    ends_at: UnixTime,
    aal: Aal,
    sid_seed: Option<String>,
    is_bare_sign_up: i64,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: row.session_id,
            account_id: row.session_account_id,
            method: row.method,
            platform: row.platform,
            place: row.place,
            created_at: row.session_created_at,
            authenticated_at: row.authenticated_at,
            last_used_at: row.last_used_at,
            ends_at: row.ends_at,
            aal: row.aal,
            sid_seed: row.sid_seed,
            is_bare_sign_up: row.is_bare_sign_up != 0,
        }
    }
}

/// `SELECT` of a [`HeldSessionRow`], on a condition.
macro_rules! select_held {
    ($condition:expr) => {
        concat!(
            "SELECT ",
            $crate::store::rows::account_columns!(),
            ", ",
            $crate::store::rows::session_columns!(),
            " FROM sessions JOIN accounts ON accounts.id = sessions.account_id WHERE ",
            $condition
        )
    };
}
pub(super) use select_held;

/// Condition that a row of `accounts`, by this name, is disabled at `$now`.
macro_rules! is_disabled {
    ($accounts:literal, $now:literal) => {
        concat!(
            "(",
            $accounts,
            ".disabled_at IS NOT NULL AND COALESCE(",
            $accounts,
            ".disabled_until > ",
            $now,
            ", true))"
        )
    };
}
pub(super) use is_disabled;

/// Condition that the row `accounts` is not disabled at `$now`, to follow another condition.
macro_rules! and_not_disabled {
    ($now:literal) => {
        concat!(" AND NOT ", $crate::store::rows::is_disabled!("accounts", $now))
    };
}
pub(super) use and_not_disabled;

/// Session with its account.
#[derive(Deserialize)]
pub(super) struct HeldSessionRow {
    #[serde(flatten)]
    account: AccountRow,
    #[serde(flatten)]
    session: SessionRow,
}

impl From<HeldSessionRow> for (Account, Session) {
    fn from(row: HeldSessionRow) -> Self {
        (row.account.into(), row.session.into())
    }
}

/// Stored password.
#[derive(Clone, Debug)]
pub struct StoredPassword {
    pub id: PasswordId,
    pub hash: StoredHash,
}

/// Stored TOTP secret of an enabled factor.
#[derive(Clone, Debug)]
pub struct StoredTotp {
    /// Sealed for its account.
    pub secret: String,
    /// Newest step whose code was used.
    pub last_step: Option<i64>,
}

#[derive(Deserialize)]
struct IdRow<T> {
    id: T,
}

/// `id` of each row.
pub(super) fn read_ids<T: DeserializeOwned>(rows: Rows) -> Result<Vec<T>, AuthError> {
    Ok(rows.read_all::<IdRow<T>>()?.into_iter().map(|row| row.id).collect())
}

/// Selects the [`AccountRow`] that has an address.
pub(super) fn select_by_email(email_key: Option<&EmailKey>) -> Statement {
    sql!(concat!("SELECT ", account_columns!(), " FROM accounts WHERE email_key = ?1"), email_key)
}
