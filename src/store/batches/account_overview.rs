//! Everything an account has, for its owner.

use serde::Deserialize;

use crate::domain::event::Event;
use crate::domain::passkey::Passkey;
use crate::domain::session::MAX_SESSIONS;
use crate::domain::{AccountId, AuthError, EventId, Session, SessionId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, Done, Handle};
use crate::store::batches::applications::Application;
use crate::store::rows::read_ids;
use crate::store::sql;
use crate::store::tables::events::{read_events, select_newest};
use crate::store::tables::identities::{self, ListedIdentity};
use crate::store::tables::passkeys::{self, read_passkeys};
use crate::store::tables::sessions::{self, read_sessions};

/// Part of an overview that is read; the others are left empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverviewPart<'a> {
    PendingAddress,
    Sessions,
    Passkeys,
    Identities,
    Applications,
    Events(EventRange<'a>),
}

/// Events of an overview: the newest, or those before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRange<'a> {
    pub limit: i64,
    pub before: Option<&'a EventId>,
}

/// Overview of an account beyond its row.
#[derive(Default)]
pub struct AccountOverview {
    /// True if the account has a password.
    pub has_password: bool,
    /// Unused backup codes.
    pub backup_codes: i64,
    /// New address that waits for a mailbox.
    pub pending_address: Option<PendingAddress>,
    /// Active sessions, last used first.
    pub sessions: Vec<Session>,
    /// Paired devices among the sessions.
    pub paired: Vec<SessionId>,
    /// Passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
    /// Identities at providers, oldest first.
    pub identities: Vec<ListedIdentity>,
    /// Applications that it signs in to, the first allowed first.
    pub applications: Vec<Application>,
    /// Events of the range, newest first.
    pub events: Vec<Event>,
    /// True if the account has older ones.
    pub has_older_events: bool,
}

/// Requested address.
#[derive(Clone, Debug)]
pub struct PendingAddress {
    /// Address as typed.
    pub address: String,
    /// True if the old mailbox must approve it first; otherwise the new one must confirm it.
    pub awaits_approval: bool,
    /// True if a code confirms it in the session that looks.
    pub has_code: bool,
}

#[derive(Deserialize)]
struct StandingRow {
    has_password: i64,
    backup_codes: i64,
}

#[derive(Deserialize)]
struct PendingAddressRow {
    address: String,
    awaits_approval: i64,
    has_code: i64,
}

/// Parts of an overview that wait for their batch.
#[derive(Default)]
struct AskedParts {
    pending: Option<Handle<Option<PendingAddressRow>>>,
    sessions: Option<Handle<Vec<Session>>>,
    paired: Option<Handle<Vec<SessionId>>>,
    passkeys: Option<Handle<Vec<Passkey>>>,
    identities: Option<Handle<Vec<ListedIdentity>>>,
    applications: Option<Handle<Vec<Application>>>,
    events: Option<Handle<(Vec<Event>, bool)>>,
}

impl AskedParts {
    fn ask(
        &mut self,
        batch: &mut Batch,
        part: OverviewPart<'_>,
        (account, session, now): (&AccountId, &SessionId, UnixTime),
    ) {
        match part {
            OverviewPart::PendingAddress => {
                self.pending = Some(batch.push(select_pending_address(account, session, now)).first());
            }
            OverviewPart::Sessions => {
                self.sessions = Some(batch.push(sessions::select_of(account, now)).and_then(read_sessions));
                self.paired = Some(batch.push(select_paired(account)).and_then(read_ids));
            }
            OverviewPart::Passkeys => {
                self.passkeys = Some(batch.push(passkeys::select_of(account)).and_then(read_passkeys));
            }
            OverviewPart::Identities => self.identities = Some(batch.push(identities::select_of(account)).all()),
            OverviewPart::Applications => self.applications = Some(batch.applications(account)),
            OverviewPart::Events(range) => self.events = Some(ask_events(batch, account, range)),
        }
    }
}

/// Reads these parts of the overview in one round trip, with the password and the backup codes.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_overview(
    db: &dyn Database,
    (account, session): (&AccountId, &SessionId),
    now: UnixTime,
    parts: &[OverviewPart<'_>],
) -> Result<AccountOverview, AuthError> {
    let mut batch = Batch::new();
    let standing = batch.push(select_standing(account)).first::<StandingRow>();
    let mut asked = AskedParts::default();
    for part in parts {
        asked.ask(&mut batch, *part, (account, session, now));
    }
    let mut done = batch.run(db).await?;
    let standing = done.take(standing)?;
    let pending = taken(&mut done, asked.pending)?;
    let (events, has_older_events) = taken(&mut done, asked.events)?;
    Ok(AccountOverview {
        has_password: standing.as_ref().is_some_and(|row| row.has_password != 0),
        backup_codes: standing.map_or(0, |row| row.backup_codes),
        pending_address: pending.map(|row| PendingAddress {
            address: row.address,
            awaits_approval: row.awaits_approval != 0,
            has_code: row.has_code != 0,
        }),
        sessions: taken(&mut done, asked.sessions)?,
        paired: taken(&mut done, asked.paired)?,
        passkeys: taken(&mut done, asked.passkeys)?,
        identities: taken(&mut done, asked.identities)?,
        applications: taken(&mut done, asked.applications)?,
        events,
        has_older_events,
    })
}

fn taken<T: Default>(done: &mut Done, asked: Option<Handle<T>>) -> Result<T, AuthError> {
    asked.map_or_else(|| Ok(T::default()), |handle| done.take(handle))
}

/// Reads one row more than the range has, to see whether there are older events.
fn ask_events(batch: &mut Batch, account: &AccountId, range: EventRange<'_>) -> Handle<(Vec<Event>, bool)> {
    let EventRange { limit, before } = range;
    batch.push(select_newest(account, before, limit + 1)).and_then(move |rows| {
        let has_older = i64::try_from(rows.0.len()).is_ok_and(|count| count > limit);
        let mut events = read_events(rows)?;
        events.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok((events, has_older))
    })
}

fn select_paired(account: &AccountId) -> Statement {
    sql!(
        "SELECT id FROM sessions WHERE account_id = ?1 AND method = 'pairing'
         ORDER BY last_used_at DESC, created_at DESC, id LIMIT ?2",
        account,
        MAX_SESSIONS,
    )
}

fn select_standing(account: &AccountId) -> Statement {
    sql!(
        "SELECT EXISTS (SELECT 1 FROM passwords WHERE account_id = ?1) AS has_password,
                (SELECT count(*) FROM backup_codes WHERE account_id = ?1 AND spent_by IS NULL) AS backup_codes",
        account.0.as_str(),
    )
}

/// Selects the newer one, if an old request is pending beside it.
fn select_pending_address(account: &AccountId, session: &SessionId, now: UnixTime) -> Statement {
    sql!(
        "SELECT address, kind = 'approve-address-change' AS awaits_approval,
           code_hash IS NOT NULL AND session_id IS ?3 AS has_code FROM one_time_tokens
         WHERE account_id = ?1 AND kind IN ('confirm-address', 'approve-address-change') AND address IS NOT NULL
         AND spent_by IS NULL AND expires_at > ?2 ORDER BY created_at DESC LIMIT 1",
        account.0.as_str(),
        now,
        session,
    )
}
