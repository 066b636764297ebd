//! Requests that wait for a code of the second factor: deferred sign-ins and mailed links.

use serde::Deserialize;

use super::events::{Trace, insert_event, record};
use super::identities::{MAX_IDENTITIES, NewIdentity};
use crate::domain::{
    AccountId, AuthError, EmailKey, EventKind, Fingerprint, IdentityId, PasswordId, SessionId, SessionMethod, UnixTime,
};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, Handle, run_one};
use crate::store::sql;

/// Wrong codes that spend the request they came with.
pub const MAX_WRONG_CODES: i64 = 5;

/// First factor of a deferred sign-in.
#[derive(Clone, Copy)]
pub enum FirstFactor<'a> {
    /// Password with this id.
    Password(&'a PasswordId),
    /// Identity at a provider. A new one is linked with the code, to the account whose proven address has this key.
    Identity(Option<(NewIdentity<'a>, Option<&'a EmailKey>)>),
}

impl FirstFactor<'_> {
    fn method(self) -> SessionMethod {
        match self {
            Self::Password(_) => SessionMethod::Password,
            Self::Identity(_) => SessionMethod::Identity,
        }
    }
}

/// Deferred sign-in to store.
pub struct NewChallenge<'a> {
    /// Fingerprint of its challenge.
    pub id: &'a Fingerprint,
    pub account: &'a AccountId,
    /// First factor, already verified.
    pub first: FirstFactor<'a>,
    /// Redirect target afterwards.
    pub redirect_url: Option<&'a str>,
    pub now: UnixTime,
    /// Lifetime, in seconds.
    pub lifetime: i64,
}

impl Batch {
    /// Stores a deferred sign-in; nothing if its password was replaced meanwhile.
    pub fn insert_challenge(&mut self, new: &NewChallenge<'_>) {
        self.push(insert(new));
    }

    /// Spends a challenge, once, for a session that used a code, and links the identity that waited with it. The
    /// identity must not belong to anybody else, its address must still be the account's, and the account must have
    /// room for it. `None` if the challenge was no longer pending.
    pub fn spend_challenge(
        &mut self,
        id: &Fingerprint,
        session: &SessionId,
        trace: &Trace<'_>,
    ) -> Handle<Option<SpentChallenge>> {
        let [spent, linked, event] = spend(id, session, trace);
        let spent = self.push(spent).first();
        self.extend([linked, event]);
        spent
    }
}

fn insert(new: &NewChallenge<'_>) -> Statement {
    let NewChallenge { id, account, first, redirect_url, now, lifetime } = *new;
    let (password, linked) = match first {
        FirstFactor::Password(id) => (Some(id), None),
        FirstFactor::Identity(linked) => (None, linked),
    };
    let new = linked.map(|(new, _)| new);
    sql!(
        "INSERT INTO second_factor_challenges (id, account_id, method, redirect_url, created_at, expires_at,
           identity_id, identity_provider, identity_subject, identity_email, identity_email_key)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?8, ?9, ?10, ?11, ?12 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?2)
           AND (?7 IS NULL OR EXISTS (SELECT 1 FROM passwords WHERE account_id = ?2 AND id = ?7))",
        id,
        account,
        first.method().as_str(),
        redirect_url,
        now,
        now + lifetime,
        password,
        new.map(|new| new.id),
        new.map(|new| new.provider),
        new.map(|new| new.subject),
        new.and_then(|new| new.email),
        linked.and_then(|(_, email_key)| email_key),
    )
}

/// True if a magic link, a recovery link, a challenge or a login is still pending.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn is_open(db: &dyn Database, request: &Fingerprint, now: UnixTime) -> Result<bool, AuthError> {
    let rows = run_one(db, select_open(request, now)).await?;
    Ok(!rows.is_empty())
}

fn select_open(request: &Fingerprint, now: UnixTime) -> Statement {
    sql!(
        "SELECT id FROM one_time_tokens WHERE id = ?1 AND kind IN ('magic-link', 'recovery')
           AND spent_by IS NULL AND expires_at > ?2
         UNION ALL SELECT id FROM second_factor_challenges WHERE id = ?1 AND spent_by IS NULL AND expires_at > ?2
         UNION ALL SELECT id FROM authorizations
           WHERE secret_hash = ?1 AND kind = 'login' AND state = 'pending' AND expires_at > ?2",
        request,
        now,
    )
}

/// Challenge that was just spent.
#[derive(Deserialize)]
pub struct SpentChallenge {
    /// Redirect target afterwards.
    pub redirect_url: Option<String>,
    /// Id of the linked identity.
    pub identity_id: Option<IdentityId>,
}

fn spend(id: &Fingerprint, session: &SessionId, trace: &Trace<'_>) -> [Statement; 3] {
    macro_rules! linked_identity {
        () => {
            "identities WHERE id = (SELECT identity_id FROM second_factor_challenges WHERE id = ?1 AND spent_by = ?2)"
        };
    }
    let by = session.0.as_str();
    let spent = sql!(
        "UPDATE second_factor_challenges AS waiting SET spent_by = ?2, press = ?4, pressed_at = ?3 WHERE id = ?1 AND spent_by IS NULL AND expires_at > ?3
           AND NOT EXISTS (SELECT 1 FROM totp WHERE totp.account_id = waiting.account_id
             AND totp.enabled_at IS NOT NULL AND totp.used_by IS NOT ?2)
           AND (identity_id IS NULL OR (
             EXISTS (SELECT 1 FROM accounts WHERE accounts.id = waiting.account_id
               AND accounts.email_key = waiting.identity_email_key AND accounts.email_verified_at IS NOT NULL)
             AND NOT EXISTS (SELECT 1 FROM identities WHERE identities.provider = waiting.identity_provider
               AND identities.subject = waiting.identity_subject AND identities.account_id <> waiting.account_id)
             AND (SELECT count(*) FROM identities WHERE identities.account_id = waiting.account_id) < ?5))
         RETURNING redirect_url, identity_id",
        id,
        by,
        trace.at,
        trace.pressed().as_stored(),
        MAX_IDENTITIES,
    );
    let linked = sql!(
        "INSERT INTO identities (id, provider, subject, account_id, email, created_at)
         SELECT identity_id, identity_provider, identity_subject, account_id, identity_email, ?3
         FROM second_factor_challenges WHERE id = ?1 AND spent_by = ?2 AND identity_id IS NOT NULL
         ON CONFLICT DO NOTHING",
        id,
        by,
        trace.at,
    );
    let event = insert_event!("account_id", "provider", linked_identity!());
    [spent, linked, record(event, EventKind::IdentityLinked, trace, &[&id.0, by])]
}

/// Counts a wrong code against its request; the fifth spends it. False if the request was no longer pending.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn count_wrong_code(db: &dyn Database, request: &Fingerprint, now: UnixTime) -> Result<bool, AuthError> {
    macro_rules! count {
        ($table:literal) => {
            sql!(
                concat!(
                    "UPDATE ",
                    $table,
                    " SET wrong_codes = wrong_codes + 1,
                       spent_by = CASE WHEN wrong_codes + 1 >= ?2 THEN 'wrong codes' ELSE spent_by END
                       WHERE id = ?1 AND spent_by IS NULL"
                ),
                request,
                MAX_WRONG_CODES,
            )
        };
    }
    let mut batch = Batch::new();
    let open = batch.push(select_open(request, now)).found();
    batch.extend([count!("one_time_tokens"), count!("second_factor_challenges")]);
    batch.run(db).await?.take(open)
}
