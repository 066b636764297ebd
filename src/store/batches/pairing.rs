//! Decision on a device's pairing code by a signed-in person.

use crate::crypto::keys::CodeHashes;
use crate::domain::authorization::Pending;
use crate::domain::client::Network;
use crate::domain::{
    Account, AccountId, ActorId, AuthError, AuthorizationId, Decision, EventKind, Session, SessionId, UnixTime,
};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, run_one};
use crate::store::rows::HeldSessionRow;
use crate::store::sql;
use crate::store::subjects::Subject;
use crate::store::tables::authorizations::PendingAuthorizationRow;
use crate::store::tables::counting::{Count, count_one};
use crate::store::tables::events::{PRESS_WINDOW, Trace, insert_event, record};
use crate::store::tables::sessions::select_alive;

/// Limit of wrong codes, per account and per address.
#[derive(Clone, Copy)]
pub struct GuessLimit {
    pub count: i64,
    /// Length of the window, in seconds.
    pub window: i64,
}

/// Person who types codes.
#[derive(Clone, Copy)]
pub struct Guesser<'a> {
    pub account: &'a AccountId,
    pub session: &'a SessionId,
    /// Network of the client.
    pub network: &'a Network,
}

impl Guesser<'_> {
    fn subjects(&self) -> [String; 2] {
        [Subject::PairingCodes.of(&self.account.0), Subject::ClientPairingCodes.of(&self.network.0)]
    }
}

/// Code counted as wrong until it is released.
#[must_use]
pub struct PairingGuess {
    by_account: Count,
    by_address: Count,
}

impl PairingGuess {
    /// Seconds until a retry can succeed, if this guess is beyond the limit.
    pub fn retry_after(&self, limit: GuessLimit, now: UnixTime) -> Option<i64> {
        self.by_account.retry_after(limit.count, now).max(self.by_address.retry_after(limit.count, now))
    }
}

impl Batch {
    /// Releases a guess that was a device's code.
    pub fn release_guess(&mut self, guess: &PairingGuess) {
        self.release_count(&guess.by_account);
        self.release_count(&guess.by_address);
    }
}

/// Counts a code before it is looked up and finds the session of the person who typed it, in one round trip. `None` if
/// the session has ended, and nothing is counted then.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn reserve_guess(
    db: &dyn Database,
    by: Guesser<'_>,
    limit: GuessLimit,
    now: UnixTime,
) -> Result<Option<(Account, Session, PairingGuess)>, AuthError> {
    const COUNT: &str =
        count_one!("?3", "EXISTS (SELECT 1 FROM sessions WHERE id = ?4 AND account_id = ?5 AND ends_at > ?1)");
    let [account, address] = by.subjects();
    let count = |subject| sql!(COUNT, now, now + limit.window, subject, by.session.0.as_str(), by.account.0.as_str());
    let mut batch = Batch::new();
    let held = batch.push(select_alive(by.session, by.account, now)).first::<HeldSessionRow>();
    let by_account = batch.push(count(account)).and_then(Count::read);
    let by_address = batch.push(count(address)).and_then(Count::read);
    let mut done = batch.run(db).await?;
    let Some(held) = done.take(held)? else {
        return Ok(None);
    };
    let (account, session) = held.into();
    let guess = PairingGuess { by_account: done.take(by_account)?, by_address: done.take(by_address)? };
    Ok(Some((account, session, guess)))
}

/// Device with this code. The lookup claims nothing.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_pairing(db: &dyn Database, hashes: &CodeHashes, now: UnixTime) -> Result<Option<Pending>, AuthError> {
    let rows = run_one(
        db,
        sql!(
            "SELECT id AS authorization_id, label, place, address, created_at AS asked_at FROM authorizations
             WHERE secret_hash IN (?1, ?2) AND state = 'pending' AND kind = 'pairing' AND expires_at > ?3
             ORDER BY secret_hash = ?1 DESC LIMIT 1",
            &hashes.current,
            hashes.previous_or_current(),
            now,
        ),
    )
    .await?;
    Ok(rows.read_first::<PendingAuthorizationRow>()?.map(Pending::from))
}

/// Code that a signed-in person decides on.
pub struct TypedCode<'a> {
    /// Keyed hashes of the code.
    pub hashes: &'a CodeHashes,
    /// Authorization that was shown before, if any: the code may be another device's by now.
    pub shown: Option<&'a AuthorizationId>,
    pub by: Guesser<'a>,
    pub limit: GuessLimit,
    /// This request, which decides.
    pub request: &'a ActorId,
    pub trace: Trace<'a>,
}

/// Result of a typed code.
pub enum PairingOutcome {
    /// Device with this code, now decided.
    Device(Pending),
    /// No waiting device has it, or not the one that was shown.
    NoDevice,
    /// Beyond the limit, for this many seconds.
    TooMany(i64),
}

/// Decides the device with the code, once. A wrong code counts.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_pairing(
    db: &dyn Database,
    typed: &TypedCode<'_>,
    decision: Decision,
) -> Result<PairingOutcome, AuthError> {
    let now = typed.trace.at;
    let [account, address] = typed.by.subjects();
    let kind = match decision {
        Decision::Approved => EventKind::DevicePaired,
        Decision::Refused => EventKind::DeviceRefused,
    };
    let (current, previous) = (&typed.hashes.current, typed.hashes.previous_or_current());
    let decided =
        insert_event!("account_id", "label", "authorizations WHERE secret_hash IN (?1, ?2) AND decided_by = ?3");
    let mut batch = Batch::new();
    let by_account = batch.count(&account, typed.limit.window, now);
    let by_address = batch.count(&address, typed.limit.window, now);
    let device = batch.push(decide(typed, decision, &account, &address)).first::<PendingAuthorizationRow>();
    batch.push(record(decided, kind, &typed.trace, &[&current.0, &previous.0, &typed.request.0]));
    // A right code is no failure, nor is one that the same press sends again.
    batch.push(sql!(
        "UPDATE attempts SET count = count - 1 WHERE subject IN (?4, ?5) AND EXISTS (
           SELECT 1 FROM authorizations WHERE secret_hash IN (?1, ?2) 
             AND (decided_by = ?3 OR (press = ?6 AND pressed_at >= ?7)))",
        current,
        previous,
        typed.request,
        account.as_str(),
        address.as_str(),
        typed.trace.pressed().as_stored(),
        now + -PRESS_WINDOW,
    ));
    let mut done = batch.run(db).await?;
    let guess = PairingGuess { by_account: done.take(by_account)?, by_address: done.take(by_address)? };
    Ok(match (guess.retry_after(typed.limit, now), done.take(device)?) {
        (Some(retry_after), _) => PairingOutcome::TooMany(retry_after),
        (None, Some(row)) => PairingOutcome::Device(row.into()),
        (None, None) => PairingOutcome::NoDevice,
    })
}

fn decide(typed: &TypedCode<'_>, decision: Decision, by_account: &str, by_address: &str) -> Statement {
    sql!(
        "UPDATE authorizations SET account_id = ?3, state = ?5, decided_by = ?6, press = ?12, pressed_at = ?7,
           approver_session_id = CASE WHEN ?5 = 'approved' THEN ?4 END
         WHERE id = (
             SELECT id FROM authorizations
             WHERE secret_hash IN (?1, ?2) AND kind = 'pairing' AND state = 'pending' AND expires_at > ?7
             ORDER BY secret_hash = ?1 DESC LIMIT 1)
           AND (?11 IS NULL OR id = ?11)
           AND NOT EXISTS (SELECT 1 FROM attempts WHERE subject IN (?8, ?9) AND count > ?10)
           AND EXISTS (SELECT 1 FROM sessions WHERE id = ?4 AND account_id = ?3)
         RETURNING id AS authorization_id, label, place, address, created_at AS asked_at",
        &typed.hashes.current,
        typed.hashes.previous_or_current(),
        typed.by.account.0.as_str(),
        typed.by.session.0.as_str(),
        decision.as_str(),
        typed.request,
        typed.trace.at,
        by_account,
        by_address,
        typed.limit.count,
        typed.shown.map(|id| id.0.as_str()),
        typed.trace.pressed().as_stored(),
    )
}
