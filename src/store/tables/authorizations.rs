//! Authorizations: clients that wait for a person's approval. The migration lists their states.

use serde::Deserialize;

use super::counting::Budget;
use super::mail_budgets::within_budgets;
use crate::domain::authorization::{MAX_POLLS, POLL_INTERVAL, Pending};
use crate::domain::{
    AuthError, AuthorizationId, AuthorizationKind, Client, EmailKey, Fingerprint, SessionId, UnixTime, UsernameKey,
};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, Handle};
use crate::store::sql;
use crate::store::subjects::Subject;

/// Authorization to store.
pub struct NewAuthorization<'a> {
    /// Fingerprint of the client's `auth_id`.
    pub id: &'a AuthorizationId,
    /// Fingerprint of the mailed token, or keyed hash of the pairing code.
    pub secret_hash: &'a Fingerprint,
    pub client: &'a Client,
    pub now: UnixTime,
}

/// Username and address named by a login of dialect C.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    pub username: &'a UsernameKey,
    pub email: &'a EmailKey,
}

/// Statement that stores an authorization if both budgets, counted earlier in the batch, hold. A refusal leaves no row.
pub(in crate::store) fn insert(
    new: &NewAuthorization<'_>,
    kind: AuthorizationKind,
    pair: Option<Pair<'_>>,
    [client, other]: [&Budget; 2],
) -> Statement {
    const INSERT: &str = concat!(
        "INSERT INTO authorizations
           (id, kind, state, secret_hash, account_id, mailed_to_key, label, place, address, created_at, expires_at)
         SELECT ?1, ?2, 'pending', ?3, (SELECT id FROM accounts WHERE username_key = ?4 AND email_key = ?5), ?5,
                ?6, ?7, ?8, ?9, ?10 WHERE ",
        within_budgets!("?11", "?12", "?13", "?14"),
        " ON CONFLICT DO NOTHING RETURNING id"
    );
    sql!(
        INSERT,
        new.id,
        kind.as_str(),
        new.secret_hash,
        pair.map(|pair| pair.username),
        pair.map(|pair| pair.email),
        new.client.platform.as_str(),
        new.client.place.as_deref(),
        new.client.address.map(|address| address.to_string()),
        new.now,
        new.now + kind.lifetime(),
        client.subject.as_str(),
        client.limit,
        other.subject.as_str(),
        other.limit,
    )
}

/// Result of a request for a pairing code.
pub enum PairingStart {
    /// The device has the code until it expires.
    Inserted,
    /// Another waiting device has this code: draw again.
    CodeInUse,
    /// The client is over its limit, for this many seconds.
    TooMany(i64),
}

/// Counts the request and stores a waiting device under a code that no other has.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_pairing(
    db: &dyn Database,
    new: NewAuthorization<'_>,
    limit: i64,
    window: i64,
) -> Result<PairingStart, AuthError> {
    let budget = Budget { subject: Subject::PairingStarts.of(&new.client.network().0), limit, window };
    let mut batch = Batch::new();
    let count = batch.count(&budget.subject, window, new.now);
    batch.push(sql!(
        "DELETE FROM authorizations WHERE secret_hash = ?1 AND expires_at <= ?2",
        new.secret_hash,
        new.now
    ));
    let inserted = batch.push(insert(&new, AuthorizationKind::Pairing, None, [&budget, &budget])).found();
    let mut done = batch.run(db).await?;
    Ok(match (done.take(count)?.retry_after(limit, new.now), done.take(inserted)?) {
        (Some(retry_after), _) => PairingStart::TooMany(retry_after),
        (None, false) => PairingStart::CodeInUse,
        (None, true) => PairingStart::Inserted,
    })
}

#[derive(Deserialize)]
pub(in crate::store) struct PendingAuthorizationRow {
    authorization_id: AuthorizationId,
    label: String,
    place: Option<String>,
    address: Option<String>,
    asked_at: UnixTime,
}

impl From<PendingAuthorizationRow> for Pending {
    fn from(row: PendingAuthorizationRow) -> Self {
        let PendingAuthorizationRow { authorization_id, label, place, address, asked_at } = row;
        Self { id: authorization_id, label, place, address, asked_at }
    }
}

impl Batch {
    /// Counts a poll, and collects an approved authorization for this session. For a pairing, its approver's session
    /// must be active.
    pub fn collect(&mut self, id: &AuthorizationId, session: &SessionId, now: UnixTime) -> Handle<Option<Polled>> {
        self.push(collect(id, session, now)).first()
    }
}

fn collect(id: &AuthorizationId, session: &SessionId, now: UnixTime) -> Statement {
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

/// Result of a poll.
#[derive(Deserialize)]
pub struct Polled {
    state: String,
    polls: i64,
    polls_reset_at: UnixTime,
    expires_at: UnixTime,
}

impl Polled {
    /// Seconds until polling again makes sense, if a pending authorization was polled too often. A refused one is
    /// answered as a pending one: that somebody refused would tell that somebody was asked.
    pub fn retry_after(&self, now: UnixTime) -> Option<i64> {
        let waiting = matches!(self.state.as_str(), "pending" | "refused") && self.expires_at > now;
        (waiting && self.polls > MAX_POLLS).then(|| (self.polls_reset_at - now).max(1))
    }
}
