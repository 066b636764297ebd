//! Opening of a session on a proof, in the batch that spends it.

use serde::Deserialize;

use super::browser_sessions::{HeldCredentials, end_replaced};
use crate::domain::session::{MAX_SESSIONS, SESSION_LIFETIME};
use crate::domain::{
    Account, AccountId, AuthError, AuthorizationId, Client, EventKind, Fingerprint, IdentityId, PasskeyId, PasswordId,
    Session, SessionId, UnixTime,
};
use crate::ports::{Statement, Value};
use crate::store::batch::{Batch, Handle};
use crate::store::rows::{HeldSessionRow, is_disabled, select_held};
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
    /// Why it is disabled.
    reason: Option<String>,
}

/// Condition that this session used a code, if the second factor of the proof's account is enabled. Every way to sign
/// in includes it unless its statement says otherwise.
macro_rules! second_factor_passed {
    ($account:literal) => {
        concat!(
            " AND NOT EXISTS (SELECT 1 FROM totp WHERE totp.account_id = ",
            $account,
            " AND totp.enabled_at IS NOT NULL AND totp.used_by IS NOT ?1)"
        )
    };
}

/// `aal` of a session that may have used a code of its account's second factor.
macro_rules! by_code {
    ($account:literal) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM totp WHERE totp.account_id = ",
            $account,
            " AND totp.enabled_at IS NOT NULL AND totp.used_by = ?1) THEN 2 ELSE 1 END"
        )
    };
}

/// Selects the [`SignInBar`] to a session of the account of this id at ?2; `NULL` if there is none.
macro_rules! bar {
    ($account:literal) => {
        concat!(
            "(SELECT CASE WHEN ",
            is_disabled!("its", "?2"),
            " THEN 'disabled' WHEN its.domain_bound = 1 AND its.email_verified_at IS NULL THEN 'unproven' END
              FROM accounts AS its WHERE its.id = ",
            $account,
            ")"
        )
    };
}

/// `INSERT INTO sessions … SELECT` for an account without a bar: ?1 id, ?2 now, ?3 end, ?4 platform, ?5 place, ?6
/// address, ?7 and ?8 the proof, ?9 and ?10 seed and key version of its refresh tokens. Beside it the `SELECT` of the bar
/// of an account for which the proof holds, on the same bindings.
macro_rules! insert_session {
    ($account:literal, $method:literal, $platform:literal, $authenticated_at:literal, $aal:expr, $from:expr) => {
        insert_session!($account, $method, $platform, $authenticated_at, $aal, "?3", $from)
    };
    (
        $account:literal, $method:literal, $platform:literal, $authenticated_at:literal, $aal:expr, $ends_at:literal,
        $from:expr
    ) => {
        (
            concat!(
                "INSERT INTO sessions (id, account_id, method, platform, place, address, created_at, authenticated_at, \
                 last_used_at, ends_at, aal, refresh_seed, refresh_key_version, refresh_generation, refresh_turned_at) \
                 SELECT ?1, ",
                $account,
                ", ",
                $method,
                ", ",
                $platform,
                ", ?2, ",
                $authenticated_at,
                ", ?2, ",
                $ends_at,
                ", ",
                $aal,
                ", ?9, ?10, CASE WHEN ?9 IS NULL THEN 0 ELSE 1 END, CASE WHEN ?9 IS NULL THEN NULL ELSE ?2 END FROM ",
                $from,
                " AND ",
                bar!($account),
                " IS NULL RETURNING id"
            ),
            concat!(
                "SELECT ?10 AS key_version, ",
                bar!($account),
                " AS bar, (SELECT disabled_reason FROM accounts AS its WHERE its.id = ",
                $account,
                ") AS reason FROM ",
                $from
            ),
        )
    };
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

/// Statement that opens a session, if its proof holds and nothing bars the account; and the one that selects the bar, if
/// the proof holds.
fn statements(new: &NewSession<'_>, proof: &SessionProof<'_>) -> [Statement; 2] {
    let ((session, bar), one, two) = match proof {
        SessionProof::SignUp { account } => (
            insert_session!("accounts.id", "'sign-up'", "?4, ?5, ?6", "?2", "1", "accounts WHERE id = ?7"),
            account.0.as_str(),
            None,
        ),
        SessionProof::Password { account, password_id } => (
            insert_session!(
                "passwords.account_id",
                "'password'",
                "?4, ?5, ?6",
                "?2",
                by_code!("passwords.account_id"),
                concat!("passwords WHERE account_id = ?7 AND id = ?8", second_factor_passed!("passwords.account_id"))
            ),
            account.0.as_str(),
            Some(password_id.0.as_str()),
        ),
        SessionProof::MagicLink { token } => (
            insert_session!(
                "one_time_tokens.account_id",
                "'magic-link'",
                "?4, ?5, ?6",
                "?2",
                by_code!("one_time_tokens.account_id"),
                concat!(
                    "one_time_tokens WHERE id = ?7 AND spent_by = ?1",
                    second_factor_passed!("one_time_tokens.account_id")
                )
            ),
            token.0.as_str(),
            None,
        ),
        SessionProof::Challenge { id } => (
            insert_session!(
                "second_factor_challenges.account_id",
                "method",
                "?4, ?5, ?6",
                "?2",
                by_code!("second_factor_challenges.account_id"),
                concat!(
                    "second_factor_challenges WHERE id = ?7 AND spent_by = ?1",
                    second_factor_passed!("second_factor_challenges.account_id")
                )
            ),
            id.0.as_str(),
            None,
        ),
        // Possession and user verification in one: two factors already.
        SessionProof::Passkey { id } => (
            insert_session!(
                "passkeys.account_id",
                "'passkey'",
                "?4, ?5, ?6",
                "?2",
                "2",
                "passkeys WHERE id = ?7 AND used_by = ?1"
            ),
            id.0.as_str(),
            None,
        ),
        SessionProof::Identity { id } => (
            insert_session!(
                "identities.account_id",
                "'identity'",
                "?4, ?5, ?6",
                "?2",
                "1",
                concat!("identities WHERE id = ?7", second_factor_passed!("identities.account_id"))
            ),
            id.0.as_str(),
            None,
        ),
        // The approval required the second factor. A device ends no later than a device that approved it, so that no
        // session outlives the last authentication by more than 30 days.
        SessionProof::Authorization { id } => (
            insert_session!(
                "authorizations.account_id",
                "kind",
                "label, place, address",
                "COALESCE((SELECT authenticated_at FROM sessions WHERE id = approver_session_id), ?2)",
                "aal",
                "COALESCE((SELECT MIN(ends_at, ?3) FROM sessions
                   WHERE id = approver_session_id AND method = 'pairing'), ?3)",
                "authorizations WHERE id = ?7 AND collected_by = ?1"
            ),
            id.0.as_str(),
            None,
        ),
    };
    let (client, end) = (new.client, new.now + SESSION_LIFETIME);
    let address = client.address.map(|address| address.to_string());
    let (id, platform, place) = (new.id.0.as_str(), client.platform.as_str(), client.place.as_deref());
    let seed = new.chain.map(|chain| chain.seed.to_stored());
    let key_version = new.chain.map(|chain| chain.key_version);
    [session, bar].map(|sql| {
        sql!(sql, id, new.now, end, platform, place, address.as_deref(), one, two, seed.as_deref(), key_version)
    })
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
        if matches!(proof, SessionProof::MagicLink { .. } | SessionProof::Authorization { .. }) {
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
