//! Identities looked up, linked and removed.

use serde::Deserialize;

use crate::domain::{Account, AccountId, AuthError, EmailKey, EventKind, IdentityId, Session, SessionId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::Batch;
use crate::store::revocation::{Cause, Keep, Scope};
use crate::store::rows::{AccountRow, HeldSessionRow, account_columns, select_by_email};
use crate::store::sql;
use crate::store::tables::events::{Trace, insert_event, record_with};
use crate::store::tables::identities::{MAX_IDENTITIES, NewIdentity, record_linking};
use crate::store::tables::invitations::select_of_address;
use crate::store::tables::sessions::select_alive;
use crate::store::ways_in::{OpenWays, other_way_in};

/// Identity of an account.
pub struct HeldIdentity {
    pub id: IdentityId,
    pub account: Account,
}

/// Accounts that a person may have here.
pub struct Holders {
    /// Account of the identity.
    pub identity: Option<HeldIdentity>,
    /// Account with the address.
    pub email: Option<Account>,
    /// Number of identities of the account with the address.
    pub linked_to_email: i64,
    /// True if the address has an open invitation.
    pub is_invited: bool,
}

#[derive(Deserialize)]
struct LinkedRow {
    linked: i64,
}

#[derive(Deserialize)]
struct HeldIdentityRow {
    identity_id: IdentityId,
    #[serde(flatten)]
    account: AccountRow,
}

/// Person as a provider names them.
pub struct NamedPerson<'a> {
    pub provider: &'a str,
    /// Provider's stable id.
    pub subject: &'a str,
    /// Key of the address, if there is one.
    pub email_key: Option<&'a EmailKey>,
}

/// Accounts of an identity and of an address, and its invitation.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_holders(
    db: &dyn Database,
    NamedPerson { provider, subject, email_key }: NamedPerson<'_>,
    now: UnixTime,
) -> Result<Holders, AuthError> {
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
    let invited = batch.push(select_of_address(email_key, now)).found();
    let mut done = batch.run(db).await?;
    let identity = done.take(identity)?;
    Ok(Holders {
        identity: identity.map(|row| HeldIdentity { id: row.identity_id, account: row.account.into() }),
        email: done.take(email)?.map(Account::from),
        linked_to_email: done.take(linked)?.map_or(0, |row| row.linked),
        is_invited: done.take(invited)?,
    })
}

/// Result of linking from a session.
pub enum Linking {
    /// The identity belongs to the account.
    Linked {
        held: Box<(Account, Session)>,
        /// False if it did before.
        added: bool,
    },
    /// The identity belongs to another account.
    Taken,
    /// The account has [`MAX_IDENTITIES`] others.
    Full,
    /// The session has ended.
    SessionOver,
}

#[derive(Deserialize)]
struct IdentityHolderRow {
    account_id: AccountId,
}

/// Adds an identity to the account of an active session, unless an account has it or this one is full. One round trip.
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
        .first::<IdentityHolderRow>();
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

/// Identity to remove.
pub struct Unlinking<'a> {
    pub identity: &'a IdentityId,
    pub account: &'a AccountId,
    /// Requesting session, which stays.
    pub session: &'a SessionId,
    /// Ways to sign in that the settings leave open.
    pub ways: &'a OpenWays,
}

/// Removes an identity of this account and ends its other sessions and pending links, unless it is the last way to sign
/// in.
///
/// # Errors
/// [`AuthError::NotFound`], [`AuthError::LastWayIn`], [`AuthError::Unavailable`].
pub async fn remove_identity(db: &dyn Database, unlinking: Unlinking<'_>, trace: &Trace<'_>) -> Result<(), AuthError> {
    /// ?1 the account, ?2 the identity, ?3 and ?4 the open ways to sign in.
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
