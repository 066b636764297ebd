//! Who accounts are at other providers.

use serde::Deserialize;

use super::batch::{Batch, run_one};
use super::events::{Trace, insert_event, record_with};
use super::identity_claims::{MAX_IDENTITIES, NewIdentity, record_linking};
use super::revocation::{Cause, Keep, Scope};
use super::rows::{AccountRow, HeldSessionRow, account_columns, select_by_email};
use super::sessions::select_alive;
use super::ways_in::{OpenWays, other_way_in};
use super::{LISTED, sql};
use crate::domain::{Account, AccountId, AuthError, EventKind, Session, SessionId, UnixTime};
use crate::ports::{Database, Statement};

/// An identity that an account has.
pub struct HeldIdentity {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub account: Account,
}

/// Who a person may be here.
pub struct Holders {
    /// Whose the identity is.
    pub identity: Option<HeldIdentity>,
    /// Who has the address.
    pub email: Option<Account>,
    /// Identities of the account that has the address.
    pub linked_to_email: i64,
}

#[derive(Deserialize)]
struct LinkedRow {
    linked: i64,
}

#[derive(Deserialize)]
struct HeldIdentityRow {
    identity_id: String,
    #[serde(flatten)]
    account: AccountRow,
}

/// Whose an identity is, and who has an address; `email_key` is `None` without one.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_holders(
    db: &dyn Database,
    provider: &str,
    subject: &str,
    email_key: Option<&str>,
) -> Result<Holders, AuthError> {
    let email_key = email_key.unwrap_or_default();
    const HOLDER: &str = concat!(
        "SELECT identities.id AS identity_id, ",
        account_columns!(),
        " FROM identities JOIN accounts ON accounts.id = identities.account_id WHERE provider = ?1 AND subject = ?2"
    );
    let mut batch = Batch::new();
    let identity = batch.push(sql!(HOLDER, provider, subject)).first::<HeldIdentityRow>();
    let email = batch.push(select_by_email(email_key)).first::<AccountRow>();
    let linked = batch
        .push(sql!(
            "SELECT count(*) AS linked FROM identities
             WHERE account_id = (SELECT id FROM accounts WHERE email_key = ?1)",
            email_key,
        ))
        .first::<LinkedRow>();
    let mut done = batch.run(db).await?;
    let identity = done.take(identity)?;
    Ok(Holders {
        identity: identity.map(|row| HeldIdentity { id: row.identity_id, account: row.account.into() }),
        email: done.take(email)?.map(Account::from),
        linked_to_email: done.take(linked)?.map_or(0, |row| row.linked),
    })
}

/// What came of linking from a session.
pub enum Linking {
    /// The identity is the account's now, or was before.
    Linked {
        /// The account and the session.
        held: Box<(Account, Session)>,
        /// It was not before.
        added: bool,
    },
    /// It is another account's.
    Taken,
    /// The account has [`MAX_IDENTITIES`] others.
    Full,
    /// The session is over.
    SessionOver,
}

#[derive(Deserialize)]
struct HolderRow {
    account_id: AccountId,
}

/// Adds an identity to the account of a session that is alive, unless an account has it or this one is full. One round
/// trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_linked(
    db: &dyn Database,
    new: NewIdentity<'_>,
    account: &AccountId,
    session: &SessionId,
) -> Result<Linking, AuthError> {
    let now = new.trace.at;
    let linking = record_linking(NewIdentity { trace: Trace { session: Some(session), ..new.trace }, ..new });
    let mut batch = Batch::new();
    let added = batch
        .push(sql!(
            "INSERT INTO identities (id, provider, subject, account_id, email, created_at)
             SELECT ?1, ?2, ?3, account_id, ?4, ?5 FROM sessions WHERE id = ?6 AND account_id = ?7 AND ends_at > ?5
               AND (SELECT count(*) FROM identities WHERE identities.account_id = ?7) < ?8
             ON CONFLICT DO NOTHING RETURNING id",
            new.id,
            new.provider,
            new.subject,
            new.email,
            now,
            session,
            account,
            MAX_IDENTITIES,
        ))
        .found();
    batch.push(linking);
    let holder = batch
        .push(sql!("SELECT account_id FROM identities WHERE provider = ?1 AND subject = ?2", new.provider, new.subject))
        .first::<HolderRow>();
    let held = batch.push(select_alive(session, account, now)).first::<HeldSessionRow>();
    let mut done = batch.run(db).await?;
    let Some(held) = done.take(held)? else {
        return Ok(Linking::SessionOver);
    };
    Ok(match done.take(holder)? {
        Some(holder) if holder.account_id == *account => {
            Linking::Linked { held: Box::new(held.into()), added: done.take(added)? }
        }
        Some(_) => Linking::Taken,
        None => Linking::Full,
    })
}

/// An identity, as its account's person sees it.
#[derive(Deserialize)]
pub struct ListedIdentity {
    /// Its id.
    pub id: String,
    /// The provider.
    pub provider: String,
    /// The address, as the provider told it.
    pub email: Option<String>,
    /// When it was linked.
    pub created_at: UnixTime,
}

/// The identities of an account, the oldest first.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_identities_of(db: &dyn Database, account: &AccountId) -> Result<Vec<ListedIdentity>, AuthError> {
    let rows = run_one(db, select_of(account)).await?;
    rows.read_all()
}

/// The statement behind [`find_identities_of`]; its rows are [`ListedIdentity`].
pub(super) fn select_of(account: &AccountId) -> Statement {
    sql!(
        "SELECT id, provider, email, created_at FROM identities WHERE account_id = ?1 ORDER BY created_at, id
         LIMIT ?2",
        account.0.as_str(),
        LISTED,
    )
}

/// An identity to be removed.
pub struct Unlinking<'a> {
    /// Its id.
    pub identity: &'a str,
    /// Whose it is.
    pub account: &'a AccountId,
    /// The session that asks, which stays.
    pub session: &'a SessionId,
    /// Ways in that the settings leave open.
    pub ways: &'a OpenWays,
}

/// Removes an identity of this account and ends its other sessions and what waits to become one, unless nothing else
/// would sign in to the account.
///
/// # Errors
/// [`AuthError::NotFound`], [`AuthError::LastWayIn`], [`AuthError::Unavailable`].
pub async fn remove_identity(db: &dyn Database, unlinking: Unlinking<'_>, trace: &Trace<'_>) -> Result<(), AuthError> {
    /// ?1 the account, ?2 the identity, ?3 and ?4 the ways that are open.
    macro_rules! removable {
        () => {
            concat!(
                "EXISTS (SELECT 1 FROM identities WHERE id = ?2 AND account_id = ?1) AND ",
                other_way_in!("?1", passkey: "NULL", identity: "?2", mails: "?3", providers: "?4")
            )
        };
    }
    let (owner, id) = (unlinking.account, unlinking.identity);
    let [mails, providers] = unlinking.ways.bindings();
    let bindings = vec![owner.into(), id.into(), mails, providers];
    let mut batch = Batch::new();
    let known =
        batch.push(sql!("SELECT 1 AS known FROM identities WHERE id = ?2 AND account_id = ?1", owner, id)).found();
    batch.revoke(
        Cause::FactorChanged,
        &Scope {
            account: "?1",
            only_if: Some(removable!()),
            bindings: bindings.clone(),
            keep: Keep::Session(unlinking.session),
        },
    );
    let goes = insert_event!(
        "account_id",
        "provider",
        concat!("identities WHERE id = ?2 AND account_id = ?1 AND ", removable!())
    );
    batch.push(record_with(goes, EventKind::IdentityUnlinked, trace, bindings.clone()));
    let delete =
        concat!("DELETE FROM identities WHERE id = ?2 AND account_id = ?1 AND ", removable!(), " RETURNING id");
    let removed = batch.push(Statement { sql: delete.into(), bindings }).found();
    let mut done = batch.run(db).await?;
    match (done.take(known)?, done.take(removed)?) {
        (false, _) => Err(AuthError::NotFound),
        (true, false) => Err(AuthError::LastWayIn),
        (true, true) => Ok(()),
    }
}
