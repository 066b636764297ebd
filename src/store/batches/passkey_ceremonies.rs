//! Ceremonies of a passkey: a challenge is stored, answered, and spent by the answer.

use serde::Deserialize;

use crate::domain::client::Network;
use crate::domain::passkey::MOST_PASSKEYS;
use crate::domain::{ActorId, AuthError, CredentialId, EventKind, Fingerprint, PasskeyId, UnixTime};
use crate::ports::{Database, Statement, Value};
use crate::store::batch::{Batch, run_one};
use crate::store::sql;
use crate::store::subjects::Subject;
use crate::store::tables::attempts::Attempt;
use crate::store::tables::counting::Count;
use crate::store::tables::events::{Trace, insert_event, record};
use crate::store::tables::passkeys::{KnownPasskey, PasskeyHolder};

/// Passkey to store.
pub struct NewPasskey {
    pub id: PasskeyId,
    /// Base64url, as the authenticator chose it.
    pub credential_id: CredentialId,
    /// Base64url of a COSE_Key.
    pub public_key: String,
    /// Signature counter at registration.
    pub sign_count: i64,
    /// True if the passkey can be synced.
    pub backup_eligible: bool,
    /// True if the passkey was synced.
    pub backed_up: bool,
    /// Name chosen by its owner.
    pub name: String,
}

/// A passkey that answers a registration.
#[derive(Clone, Copy)]
pub struct PasskeyRegistration<'a> {
    /// Fingerprint of the challenge.
    pub challenge: &'a Fingerprint,
    pub new: &'a NewPasskey,
    /// The session that was asked.
    pub by: PasskeyHolder<'a>,
}

/// Result of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// The challenge was not open for this session; nothing happened.
    NotAsked,
    /// An account has a passkey with this credential id; only the challenge was spent.
    Taken,
    /// The account has the maximum of passkeys; only the challenge was spent.
    TooMany,
    Stored,
}

/// Challenge of a registration to store.
pub struct NewRegistration<'a> {
    /// Fingerprint of the challenge.
    pub id: &'a Fingerprint,
    /// Session that may answer it.
    pub by: PasskeyHolder<'a>,
    pub expires_at: UnixTime,
}

#[derive(Deserialize)]
pub(super) struct CredentialRow {
    pub credential_id: CredentialId,
}

/// Stores the challenge of a registration for its session, and releases an attempt, if there is one; returns the
/// credential ids that the account already has.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_registration_challenge(
    db: &dyn Database,
    new: &NewRegistration<'_>,
    attempt: Option<&Attempt>,
) -> Result<Vec<CredentialId>, AuthError> {
    let PasskeyHolder { account, session } = new.by;
    let mut batch = Batch::new();
    let known = batch
        .push(sql!("SELECT credential_id FROM passkeys WHERE account_id = ?1 ORDER BY created_at, id", account))
        .all::<CredentialRow>();
    batch.push(sql!(
        "INSERT INTO webauthn_challenges (id, ceremony, account_id, session_id, expires_at)
         SELECT ?1, 'register', account_id, id, ?4 FROM sessions WHERE id = ?3 AND account_id = ?2",
        new.id,
        account,
        session,
        new.expires_at,
    ));
    if let Some(attempt) = attempt {
        batch.release(attempt);
    }
    Ok(batch.run(db).await?.take(known)?.into_iter().map(|row| row.credential_id).collect())
}

/// A client's budget for beginning, or for finishing, sign-ins by passkey.
#[derive(Clone, Copy)]
pub struct ClientBudget<'a> {
    /// Network of the client.
    pub network: &'a Network,
    /// Highest count that is allowed.
    pub limit: i64,
    /// Length of the window, in seconds.
    pub window: i64,
    pub now: UnixTime,
}

/// Stores the challenge of a sign-in, which anybody may answer, unless the address requested too many.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_sign_in_challenge(
    db: &dyn Database,
    id: &Fingerprint,
    expires_at: UnixTime,
    budget: ClientBudget<'_>,
) -> Result<Count, AuthError> {
    let subject = Subject::PasskeyStarts.of(&budget.network.0);
    let mut batch = Batch::new();
    let count = batch.count(&subject, budget.window, budget.now);
    batch.push(sql!(
        "INSERT INTO webauthn_challenges (id, ceremony, expires_at)
         SELECT ?1, 'sign-in', ?2 FROM attempts WHERE subject = ?3 AND count <= ?4",
        id,
        expires_at,
        subject.as_str(),
        budget.limit,
    ));
    batch.run(db).await?.take(count)
}

/// An answer to a challenge.
#[derive(Clone, Copy)]
pub struct ChallengeAnswer<'a> {
    /// Fingerprint of the challenge.
    pub challenge: &'a Fingerprint,
    /// The request that brings it, which spends the challenge.
    pub request: &'a ActorId,
}

/// Spends the challenge of a registration in this session, if the session is active: one that ended meanwhile leaves no
/// passkey behind.
fn spend_registration(
    ChallengeAnswer { challenge, request }: ChallengeAnswer<'_>,
    by: PasskeyHolder<'_>,
    now: UnixTime,
) -> Statement {
    sql!(
        "UPDATE webauthn_challenges SET spent_by = ?2
         WHERE id = ?1 AND ceremony = 'register' AND account_id = ?3 AND session_id = ?4
         AND spent_by IS NULL AND expires_at > ?5
         AND EXISTS (SELECT 1 FROM sessions WHERE id = ?4 AND account_id = ?3 AND ends_at > ?5) RETURNING id",
        challenge,
        request,
        by.account.0.as_str(),
        by.session.0.as_str(),
        now,
    )
}

/// Spends the challenge of a registration after a wrong answer. False if it was not open for this session.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_registration_challenge(
    db: &dyn Database,
    answer: ChallengeAnswer<'_>,
    by: PasskeyHolder<'_>,
    now: UnixTime,
) -> Result<bool, AuthError> {
    let spent = run_one(db, spend_registration(answer, by, now)).await?;
    Ok(!spent.is_empty())
}

/// `INSERT` of a passkey for the account that `$account` selects by ?10 and ?11, unless any account has its credential
/// id or this one has [`MOST_PASSKEYS`].
macro_rules! passkey_insert {
    ($account:expr) => {
        concat!(
            "INSERT INTO passkeys (id, credential_id, account_id, public_key, sign_count, backup_eligible, backed_up,
                                   name, created_at)
             SELECT ?1, ?2, taker.id, ?3, ?4, ?5, ?6, ?7, ?8 FROM accounts AS taker WHERE taker.id = ",
            $account,
            " AND (SELECT count(*) FROM passkeys WHERE account_id = taker.id) < ?9
             ON CONFLICT (credential_id) DO NOTHING RETURNING id"
        )
    };
}
pub(super) use passkey_insert;

/// Statement of an [`passkey_insert!`]; `of` are the bindings of its account.
pub(super) fn insert(sql: &'static str, new: &NewPasskey, now: UnixTime, of: [Value; 2]) -> Statement {
    let mut statement = sql!(
        sql,
        &new.id,
        &new.credential_id,
        new.public_key.as_str(),
        new.sign_count,
        i64::from(new.backup_eligible),
        i64::from(new.backed_up),
        new.name.as_str(),
        now,
        MOST_PASSKEYS,
    );
    statement.bindings.extend(of);
    statement
}

/// Spends the challenge of a registration and stores the passkey, unless any account has its credential id or this one
/// has [`MOST_PASSKEYS`]; atomically.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_passkey(
    db: &dyn Database,
    registration: &PasskeyRegistration<'_>,
    trace: &Trace<'_>,
) -> Result<Registered, AuthError> {
    let PasskeyRegistration { challenge, new, by } = *registration;
    // The passkey's id is the actor that spends the challenge.
    let request = ActorId(new.id.0.clone());
    let (now, answer) = (trace.at, ChallengeAnswer { challenge, request: &request });
    let added = insert_event!("account_id", "name", "passkeys WHERE id = ?1");
    let mut batch = Batch::new();
    let spent = batch.push(spend_registration(answer, by, now)).found();
    let taken = batch.push(sql!("SELECT id FROM passkeys WHERE credential_id = ?1", &new.credential_id)).found();
    const REGISTERED: &str = passkey_insert!(
        "(SELECT account_id FROM webauthn_challenges WHERE id = ?11 AND spent_by = ?1 AND account_id = ?10)"
    );
    let of = [by.account.into(), challenge.into()];
    let stored = batch.push(insert(REGISTERED, new, now, of)).found();
    batch.push(record(added, EventKind::PasskeyAdded, trace, &[&new.id.0]));
    let mut done = batch.run(db).await?;
    Ok(match (done.take(spent)?, done.take(taken)?, done.take(stored)?) {
        (false, ..) => Registered::NotAsked,
        (true, true, _) => Registered::Taken,
        (true, false, false) => Registered::TooMany,
        (true, false, true) => Registered::Stored,
    })
}

/// Counts an answer against the address, spends the challenge of a sign-in in any case, and returns the passkey with
/// this credential id. `None` if the challenge was not open or there is no such passkey.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_sign_in_challenge(
    db: &dyn Database,
    ChallengeAnswer { challenge, request }: ChallengeAnswer<'_>,
    credential_id: &CredentialId,
    budget: ClientBudget<'_>,
) -> Result<(Count, Option<KnownPasskey>), AuthError> {
    let mut batch = Batch::new();
    let count = batch.count(&Subject::Passkeys.of(&budget.network.0), budget.window, budget.now);
    let spent = batch.push(sql!(
        "UPDATE webauthn_challenges SET spent_by = ?2
         WHERE id = ?1 AND ceremony = 'sign-in' AND spent_by IS NULL AND expires_at > ?3 RETURNING id",
        challenge,
        request,
        budget.now,
    ));
    let spent = spent.found();
    let known = batch
        .push(sql!(
            "SELECT id, COALESCE(user_handle, account_id) AS user_handle, public_key, sign_count
             FROM passkeys WHERE credential_id = ?1",
            credential_id
        ))
        .first();
    let mut done = batch.run(db).await?;
    let is_spent = done.take(spent)?;
    Ok((done.take(count)?, done.take(known)?.filter(|_| is_spent)))
}
