//! Opening of a session on a proof, in the batch that spends it.

mod statements;

use serde::Deserialize;

use self::statements::statements;
use super::browser_sessions::{HeldCredentials, end_replaced};
use crate::domain::session::MAX_SESSIONS;
use crate::domain::{
    Account, AccountId, AuthError, AuthorizationId, Client, EventKind, Fingerprint, IdentityId, PasskeyId, PasswordId,
    Session, SessionId, UnixTime,
};
use crate::ports::{Statement, Value};
use crate::store::batch::{Batch, Handle};
use crate::store::rows::{HeldSessionRow, select_held};
use crate::store::sql;
use crate::store::tables::attempts::clear_passwords_by_mail;
use crate::store::tables::events::{Trace, insert_event, record_opening, record_with};
use crate::store::tables::generations::NewChain;

/// Session to open.
pub struct NewSession<'a> {
    pub id: &'a SessionId,
    /// Client of the session, unless the proof names another.
    pub client: &'a Client,
    pub now: UnixTime,
    /// Start of its refresh tokens, for a client that refreshes.
    pub chain: Option<&'a NewChain>,
    /// Credentials of the browser, whose sessions the new one replaces.
    pub held: &'a HeldCredentials,
}

/// Proof for a session. Each names a row that must still exist, in the same batch.
pub enum SessionProof<'a> {
    /// Account created in this batch.
    SignUp { account: &'a AccountId },
    /// Code of the verification mail of a domain-bound account, spent by this session.
    SignUpCode { account: &'a AccountId },
    /// Current password of the account.
    Password { account: &'a AccountId, password_id: &'a PasswordId },
    /// Mailed token, spent by this session.
    MagicLink {
        /// Fingerprint of the token.
        token: &'a Fingerprint,
    },
    /// Approved authorization, collected by this session.
    Authorization { id: &'a AuthorizationId },
    /// Challenge for the second factor, spent by this session.
    Challenge {
        /// Fingerprint of the challenge.
        id: &'a Fingerprint,
    },
    /// Passkey with user verification, used by this session.
    Passkey { id: &'a PasskeyId },
    /// Identity asserted by a provider.
    Identity { id: &'a IdentityId },
}

/// Session that was opened, with its account.
pub struct OpenedSession {
    pub account: Account,
    pub session: Session,
    /// True if the account was used before, but never on this device from this place.
    pub is_new_device: bool,
}

/// Finds a row if the session ?1 was opened on a device and in a place that no former sign-in of its account names. What
/// the mailbox itself approved tells it nothing.
const NEW_DEVICE: &str =
    "SELECT 1 AS found FROM sessions WHERE id = ?1 AND method IN ('password', 'passkey', 'identity')
   AND EXISTS (SELECT 1 FROM events WHERE events.account_id = sessions.account_id
     AND events.kind IN ('sign-up', 'sign-in') AND events.session_id IS NOT ?1)
   AND NOT EXISTS (SELECT 1 FROM events WHERE events.account_id = sessions.account_id
     AND events.kind IN ('sign-up', 'sign-in') AND events.session_id IS NOT ?1
     AND events.platform IS sessions.platform AND events.place IS sessions.place)";

/// Obstacle to opening a session of an account.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SignInBar {
    Disabled,
    /// Domain-bound, and its address is unproven.
    Unproven,
}

#[derive(Deserialize)]
struct BarRow {
    bar: Option<SignInBar>,
    /// Reason given by the operator who disabled it.
    reason: Option<String>,
}

/// Statements that open a session, if its proof holds.
pub(super) fn insert(new: &NewSession<'_>, proof: &SessionProof<'_>) -> Vec<Statement> {
    let ([session, _], trace) = (statements(new, proof), trace_of(new));
    let mut batch = vec![session, record_opening(new.id)];
    if !matches!(proof, SessionProof::SignUp { .. }) {
        batch.extend(end_replaced(new.held, new.id, &trace));
        batch.extend(displace(&trace, new.id));
    }
    batch
}

fn trace_of<'a>(new: &NewSession<'a>) -> Trace<'a> {
    Trace { client: new.client, session: Some(new.id), at: new.now }
}

/// Most sessions that one opening ends: usually one, more for accounts older than the limit.
const MAX_DISPLACED: i64 = 100;

/// Ends the least recently used sessions beyond the limit.
fn displace(trace: &Trace<'_>, new: &SessionId) -> [Statement; 2] {
    /// ?1 the new session, ?2 now, ?3 most sessions to end, ?4 sessions to keep beside the new one.
    macro_rules! over_the_limit {
        () => {
            "sessions WHERE id IN (
               SELECT id FROM sessions WHERE account_id = (SELECT account_id FROM sessions WHERE id = ?1)
               AND id <> ?1 AND ends_at > ?2 ORDER BY last_used_at DESC, created_at DESC, id LIMIT ?3 OFFSET ?4)"
        };
    }
    let bindings: Vec<Value> =
        vec![new.0.as_str().into(), trace.at.into(), MAX_DISPLACED.into(), (MAX_SESSIONS - 1).into()];
    let event = insert_event!("account_id", "platform", over_the_limit!());
    [
        record_with(event, EventKind::SessionDisplaced, trace, bindings.clone()),
        Statement { sql: concat!("DELETE FROM ", over_the_limit!()).into(), bindings },
    ]
}

impl Batch {
    /// Opens a session on a proof, which earlier statements of the batch may establish; returns it with its account, if
    /// the proof holds. The result fails if it holds for an account that is disabled, with
    /// [`AuthError::AccountDisabled`], or domain-bound and unproven, with [`AuthError::EmailNotVerified`].
    pub fn open_session(&mut self, new: &NewSession<'_>, proof: &SessionProof<'_>) -> Handle<Option<OpenedSession>> {
        self.extend(insert(new, proof));
        if matches!(
            proof,
            SessionProof::MagicLink { .. } | SessionProof::SignUpCode { .. } | SessionProof::Authorization { .. }
        ) {
            self.push(clear_passwords_by_mail(new.id));
        }
        let held = self.push(sql!(select_held!("sessions.id = ?1"), new.id)).first::<HeldSessionRow>();
        let [_, bar] = statements(new, proof);
        let bar = self.push(bar).first::<BarRow>();
        let new_device = self.push(sql!(NEW_DEVICE, new.id)).found();
        self.handle(move |done| {
            let (held, is_new_device) = (done.take(held)?, done.take(new_device)?);
            match (held, done.take(bar)?) {
                (None, Some(BarRow { bar: Some(SignInBar::Disabled), reason })) => {
                    Err(AuthError::AccountDisabled { reason })
                }
                (None, Some(BarRow { bar: Some(SignInBar::Unproven), .. })) => Err(AuthError::EmailNotVerified),
                (row, _) => Ok(row.map(|row| {
                    let (account, session) = row.into();
                    OpenedSession { account, session, is_new_device }
                })),
            }
        })
    }
}
