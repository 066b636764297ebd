//! Lists of accounts as operators see them: by an exact name, by a prefix, or newest first.

use serde::Deserialize;

use super::users::{User, UserRow, user_columns};
use crate::domain::{AccountId, AuthError, EmailKey, UnixTime, UsernameKey};
use crate::ports::Statement;
use crate::store::batch::{Batch, Handle};
use crate::store::rows::{and_not_disabled, is_disabled};
use crate::store::sql;

/// Accounts to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserFilter {
    /// At most one.
    Email(EmailKey),
    /// At most one.
    Username(UsernameKey),
    Id(AccountId),
    ExternalId(String),
    /// By the beginning of the key of an address or a username, in the order of keys.
    Prefix(String),
    /// Newest first.
    All,
    /// Accounts that are not disabled, newest first.
    Active,
    /// Disabled accounts, newest first.
    Disabled,
}

/// Place in a list behind its last row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserPosition {
    Start,
    /// In the order of keys.
    Key(String),
    /// Newest first.
    Created(UnixTime, AccountId),
}

/// Page of a list.
pub struct UserPage {
    pub users: Vec<User>,
    /// Start of the next page; `None` at the end.
    pub next: Option<UserPosition>,
}

/// Later than any account.
const FUTURE: i64 = 1 << 53;
/// Behind any text that a key begins with.
const BEHIND: char = char::MAX;

#[derive(Deserialize)]
struct ListedRow {
    /// Key of the prefix list.
    key: Option<String>,
    #[serde(flatten)]
    user: UserRow,
}

/// `SELECT` of rows in an order, ?1 now, ?2 the most.
macro_rules! select_users {
    ($from:expr) => {
        concat!("SELECT NULL AS key, ", user_columns!(), " FROM accounts", $from, " LIMIT ?2")
    };
}

/// Rows before ?3 and ?4, newest first.
macro_rules! newest {
    ($index:literal, $condition:expr) => {
        select_users!(concat!(
            $index,
            " WHERE (accounts.created_at, accounts.id) < (?3, ?4)",
            $condition,
            " ORDER BY accounts.created_at DESC, accounts.id DESC"
        ))
    };
}

/// Keys of one column from ?3 to ?4, behind ?5.
macro_rules! keys {
    ($column:literal, $condition:literal) => {
        concat!(
            "SELECT * FROM (SELECT id, ",
            $column,
            " AS key FROM accounts WHERE ",
            $column,
            " >= ?3 AND ",
            $column,
            " < ?4 AND ",
            $column,
            " > ?5",
            $condition,
            " ORDER BY ",
            $column,
            " LIMIT ?2)"
        )
    };
}

const BY_PREFIX: &str = concat!(
    "SELECT matches.key, ",
    user_columns!(),
    " FROM (",
    keys!("email_key", ""),
    " UNION ALL ",
    // An account whose address matches too is listed by that.
    keys!("username_key", " AND NOT COALESCE(email_key >= ?3 AND email_key < ?4, false)"),
    ") AS matches JOIN accounts ON accounts.id = matches.id ORDER BY matches.key LIMIT ?2"
);

fn select(filter: &UserFilter, position: &UserPosition, most: i64, now: UnixTime) -> Statement {
    let (created, id) = match position {
        UserPosition::Created(at, id) => (*at, id.0.as_str()),
        UserPosition::Start | UserPosition::Key(_) => (UnixTime(FUTURE), ""),
    };
    let behind = match position {
        UserPosition::Key(key) => key.as_str(),
        UserPosition::Start | UserPosition::Created(..) => "",
    };
    match filter {
        UserFilter::Email(key) => sql!(select_users!(" WHERE accounts.email_key = ?3"), now, most, key),
        UserFilter::Username(key) => sql!(select_users!(" WHERE accounts.username_key = ?3"), now, most, key),
        UserFilter::Id(id) => sql!(select_users!(" WHERE accounts.id = ?3"), now, most, id),
        UserFilter::ExternalId(id) => sql!(select_users!(" WHERE accounts.external_id = ?3"), now, most, id.as_str()),
        UserFilter::Prefix(prefix) => sql!(BY_PREFIX, now, most, prefix.as_str(), format!("{prefix}{BEHIND}"), behind),
        UserFilter::All => sql!(newest!("", ""), now, most, created, id),
        UserFilter::Active => {
            let active = newest!("", and_not_disabled!("?1"));
            sql!(active, now, most, created, id)
        }
        UserFilter::Disabled => {
            let disabled =
                newest!(" INDEXED BY accounts_by_disabling", concat!(" AND ", is_disabled!("accounts", "?1")));
            sql!(disabled, now, most, created, id)
        }
    }
}

impl Batch {
    /// One page of accounts, at most `limit` of them.
    pub fn users(&mut self, filter: &UserFilter, from: &UserPosition, limit: usize, now: UnixTime) -> Handle<UserPage> {
        let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        self.push(select(filter, from, most, now)).all::<ListedRow>().and_then(move |mut rows| {
            let has_more = rows.len() > limit;
            rows.truncate(limit);
            let mut next = None;
            let users = rows.into_iter().map(|ListedRow { key, user }| {
                let user = user.read()?;
                next = Some(
                    key.map_or_else(|| UserPosition::Created(user.created_at, user.id.clone()), UserPosition::Key),
                );
                Ok(user)
            });
            let users = users.collect::<Result<Vec<User>, AuthError>>()?;
            Ok(UserPage { users, next: next.filter(|_| has_more) })
        })
    }
}
