//! Everything an account has, for its owner.

use serde::Deserialize;

use crate::domain::event::Event;
use crate::domain::passkey::Passkey;
use crate::domain::session::MAX_SESSIONS;
use crate::domain::{AccountId, AuthError, Session, SessionId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::Batch;
use crate::store::batches::applications::Application;
use crate::store::rows::read_ids;
use crate::store::sql;
use crate::store::tables::events::{read_events, select_newest};
use crate::store::tables::identities::{self, ListedIdentity};
use crate::store::tables::passkeys::{self, read_passkeys};
use crate::store::tables::sessions::{self, read_sessions};

/// Number of events to show.
const SHOWN_EVENTS: i64 = 10;

/// Overview of an account beyond its row.
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
    /// Latest events, newest first, at most ten.
    pub events: Vec<Event>,
}

/// Requested address.
#[derive(Clone, Debug)]
pub struct PendingAddress {
    /// Address as typed.
    pub address: String,
    /// True if the old mailbox must approve it first; otherwise the new one must confirm it.
    pub awaits_approval: bool,
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
}

/// Reads the overview in one round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_overview(
    db: &dyn Database,
    account: &AccountId,
    now: UnixTime,
) -> Result<AccountOverview, AuthError> {
    let mut batch = Batch::new();
    let standing = batch.push(select_standing(account)).first::<StandingRow>();
    let pending = batch.push(select_pending_address(account, now)).first::<PendingAddressRow>();
    let sessions = batch.push(sessions::select_of(account, now)).and_then(read_sessions);
    let paired = batch.push(select_paired(account)).and_then(read_ids);
    let passkeys = batch.push(passkeys::select_of(account)).and_then(read_passkeys);
    let identities = batch.push(identities::select_of(account)).all();
    let applications = batch.applications(account);
    let events = batch.push(select_newest(account, None, SHOWN_EVENTS)).and_then(read_events);
    let mut done = batch.run(db).await?;
    let (standing, pending) = (done.take(standing)?, done.take(pending)?);
    Ok(AccountOverview {
        has_password: standing.as_ref().is_some_and(|row| row.has_password != 0),
        backup_codes: standing.map_or(0, |row| row.backup_codes),
        pending_address: pending
            .map(|row| PendingAddress { address: row.address, awaits_approval: row.awaits_approval != 0 }),
        sessions: done.take(sessions)?,
        paired: done.take(paired)?,
        passkeys: done.take(passkeys)?,
        identities: done.take(identities)?,
        applications: done.take(applications)?,
        events: done.take(events)?,
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
fn select_pending_address(account: &AccountId, now: UnixTime) -> Statement {
    sql!(
        "SELECT address, kind = 'approve-address-change' AS awaits_approval FROM one_time_tokens
         WHERE account_id = ?1 AND kind IN ('confirm-address', 'approve-address-change') AND address IS NOT NULL
         AND spent_by IS NULL AND expires_at > ?2 ORDER BY created_at DESC LIMIT 1",
        account.0.as_str(),
        now,
    )
}
