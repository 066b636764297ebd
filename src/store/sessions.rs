//! Sessions.

use serde::Deserialize;

use super::accounts::{AccountRow, account_columns};
use super::{refresh_tokens, sql};
use crate::crypto::refresh_token::RefreshToken;
use crate::domain::session::SESSION_LIFETIME;
use crate::domain::{Account, AccountId, AuthError, Client, Session, SessionId, UnixTime};
use crate::ports::{Database, Rows, Statement};

/// The columns of a [`SessionRow`].
macro_rules! session_columns {
    () => {
        "sessions.id AS session_id, sessions.account_id AS session_account_id, sessions.platform, sessions.place, \
         sessions.created_at AS session_created_at, sessions.authenticated_at, sessions.last_used_at, sessions.ends_at"
    };
}
pub(super) use session_columns;

/// A session as selected by its columns.
#[derive(Deserialize)]
pub(super) struct SessionRow {
    session_id: SessionId,
    session_account_id: AccountId,
    platform: String,
    place: Option<String>,
    session_created_at: UnixTime,
    authenticated_at: UnixTime,
    last_used_at: UnixTime,
    ends_at: UnixTime,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: row.session_id,
            account_id: row.session_account_id,
            platform: row.platform,
            place: row.place,
            created_at: row.session_created_at,
            authenticated_at: row.authenticated_at,
            last_used_at: row.last_used_at,
            ends_at: row.ends_at,
        }
    }
}

/// A session with its account.
#[derive(Deserialize)]
pub(super) struct HeldSessionRow {
    #[serde(flatten)]
    account: AccountRow,
    #[serde(flatten)]
    session: SessionRow,
}

impl From<HeldSessionRow> for (Account, Session) {
    fn from(row: HeldSessionRow) -> Self {
        (row.account.into(), row.session.into())
    }
}

/// A session about to be opened.
pub struct NewSession<'a> {
    /// Its id.
    pub id: &'a SessionId,
    /// The client it is for, unless the proof knows better.
    pub client: &'a Client,
    /// Now.
    pub now: UnixTime,
    /// Its first refresh token, for a client that refreshes.
    pub refresh_token: Option<&'a RefreshToken>,
}

/// On the strength of what a session is opened. Each names a row that must still be there, in the same batch.
pub enum Proof<'a> {
    /// The account was made by this very batch.
    SignUp {
        /// Which.
        account: &'a AccountId,
    },
    /// This is the account's password still.
    Password {
        /// Whose.
        account: &'a AccountId,
        /// Which.
        password_id: &'a str,
    },
    /// A mailed token, spent by this session.
    MagicLink {
        /// Its fingerprint.
        token: &'a str,
    },
    /// An approved authorization, collected by this session.
    Authorization {
        /// The fingerprint of its auth_id.
        id: &'a str,
    },
    /// A challenge for the second factor, spent by this session.
    Challenge {
        /// Its fingerprint.
        id: &'a str,
    },
    /// A passkey that verified its person, used by this session.
    Passkey {
        /// Its id.
        id: &'a str,
    },
    /// An identity that a provider vouched for.
    Identity {
        /// Its id.
        id: &'a str,
    },
}

/// Where the second factor of the proof's account is enabled, this session used a code. No way in can forget it: a
/// proof goes without only where the statement says so.
macro_rules! second_factor_passed {
    ($account:literal) => {
        concat!(
            " AND NOT EXISTS (SELECT 1 FROM totp WHERE totp.account_id = ",
            $account,
            " AND totp.enabled_at IS NOT NULL AND totp.used_by IS NOT ?1)"
        )
    };
}

/// `INSERT INTO sessions … SELECT`: ?1 id, ?2 now, ?3 end, ?4 platform, ?5 place, ?6 address, ?7 and ?8 the proof.
macro_rules! insert_session {
    ($method:literal, $platform:literal, $authenticated_at:literal, $from:expr) => {
        concat!(
            "INSERT INTO sessions (id, account_id, method, platform, place, address, created_at, authenticated_at, \
             last_used_at, ends_at) SELECT ?1, ",
            $method,
            ", ",
            $platform,
            ", ?2, ",
            $authenticated_at,
            ", ?2, ?3 FROM ",
            $from,
            " RETURNING id"
        )
    };
}

/// The statements that open a session, if its proof holds.
pub(super) fn insert(new: &NewSession<'_>, proof: &Proof<'_>) -> Vec<Statement> {
    let (sql, one, two) = match proof {
        Proof::SignUp { account } => {
            (insert_session!("id, 'sign-up'", "?4, ?5, ?6", "?2", "accounts WHERE id = ?7"), account.0.as_str(), None)
        }
        Proof::Password { account, password_id } => (
            insert_session!(
                "account_id, 'password'",
                "?4, ?5, ?6",
                "?2",
                concat!("passwords WHERE account_id = ?7 AND id = ?8", second_factor_passed!("passwords.account_id"))
            ),
            account.0.as_str(),
            Some(*password_id),
        ),
        Proof::MagicLink { token } => (
            insert_session!(
                "account_id, 'magic-link'",
                "?4, ?5, ?6",
                "?2",
                concat!(
                    "one_time_tokens WHERE id = ?7 AND spent_by = ?1",
                    second_factor_passed!("one_time_tokens.account_id")
                )
            ),
            *token,
            None,
        ),
        Proof::Challenge { id } => (
            insert_session!(
                "account_id, method",
                "?4, ?5, ?6",
                "?2",
                concat!(
                    "second_factor_challenges WHERE id = ?7 AND spent_by = ?1",
                    second_factor_passed!("second_factor_challenges.account_id")
                )
            ),
            *id,
            None,
        ),
        // Possession and the person's verification in one: two factors already.
        Proof::Passkey { id } => (
            insert_session!("account_id, 'passkey'", "?4, ?5, ?6", "?2", "passkeys WHERE id = ?7 AND used_by = ?1"),
            *id,
            None,
        ),
        Proof::Identity { id } => (
            insert_session!(
                "account_id, 'identity'",
                "?4, ?5, ?6",
                "?2",
                concat!("identities WHERE id = ?7", second_factor_passed!("identities.account_id"))
            ),
            *id,
            None,
        ),
        // The approval asked for the second factor. A paired device is no fresher than the session that approved it.
        Proof::Authorization { id } => (
            insert_session!(
                "account_id, kind",
                "label, place, address",
                "COALESCE((SELECT authenticated_at FROM sessions WHERE id = approver_session_id), ?2)",
                "authorizations WHERE id = ?7 AND collected_by = ?1"
            ),
            *id,
            None,
        ),
    };
    let (client, end) = (new.client, new.now + SESSION_LIFETIME);
    let address = client.address.map(|address| address.to_string());
    let (id, platform, place) = (new.id.0.as_str(), client.platform.as_str(), client.place.as_deref());
    let session = match two {
        Some(two) => sql!(sql, id, new.now, end, platform, place, address, one, two),
        None => sql!(sql, id, new.now, end, platform, place, address, one),
    };
    let refresh_token = new.refresh_token.map(|token| refresh_tokens::insert_first(token, new.now));
    [Some(session), refresh_token].into_iter().flatten().collect()
}

/// What came of opening a session.
pub struct Opening {
    /// What the first statement of the claim gave.
    pub claim: Rows,
    /// The account and the session, if the proof held.
    pub held: Option<(Account, Session)>,
}

/// Opens a session on the strength of a proof: uses `code`, runs `claim`, which may bring the proof about, then opens the session if
/// it holds, then runs `after`; all or nothing, in one round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn insert_session(
    db: &dyn Database,
    new: NewSession<'_>,
    proof: &Proof<'_>,
    code: Vec<Statement>,
    claim: Vec<Statement>,
    after: Vec<Statement>,
) -> Result<Opening, AuthError> {
    let claimed = code.len();
    let mut batch = code;
    batch.extend(claim);
    batch.extend(insert(&new, proof));
    batch.extend(after);
    batch.push(sql!(
        concat!(
            "SELECT ",
            account_columns!(),
            ", ",
            session_columns!(),
            " FROM sessions JOIN accounts ON accounts.id = sessions.account_id WHERE sessions.id = ?1"
        ),
        new.id.0.as_str(),
    ));
    let mut rows = db.batch(batch).await?;
    let held = rows.pop().unwrap_or_default().read_first::<HeldSessionRow>()?.map(Into::into);
    let claim = rows.into_iter().nth(claimed).unwrap_or_default();
    Ok(Opening { claim, held })
}

/// The session of this id and account, with its account, if it is alive.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_session(
    db: &dyn Database,
    id: &SessionId,
    account: &AccountId,
    now: UnixTime,
) -> Result<Option<(Account, Session)>, AuthError> {
    let [rows] = db
        .run([sql!(
            concat!(
                "SELECT ",
                account_columns!(),
                ", ",
                session_columns!(),
                " FROM sessions JOIN accounts ON accounts.id = sessions.account_id
                 WHERE sessions.id = ?1 AND sessions.account_id = ?2 AND sessions.ends_at > ?3"
            ),
            id.0.as_str(),
            account.0.as_str(),
            now,
        )])
        .await?;
    Ok(rows.read_first::<HeldSessionRow>()?.map(Into::into))
}

/// The living sessions of an account, the last used first.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn find_sessions_of(
    db: &dyn Database,
    account: &AccountId,
    now: UnixTime,
) -> Result<Vec<Session>, AuthError> {
    let [rows] = db
        .run([sql!(
            concat!(
                "SELECT ",
                session_columns!(),
                " FROM sessions WHERE account_id = ?1 AND ends_at > ?2 ORDER BY last_used_at DESC, created_at DESC, id"
            ),
            account.0.as_str(),
            now,
        )])
        .await?;
    Ok(rows.read_all::<SessionRow>()?.into_iter().map(Session::from).collect())
}

/// Ends this session of this account. False if the account has none of this id.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn revoke_session(db: &dyn Database, id: &SessionId, account: &AccountId) -> Result<bool, AuthError> {
    let [rows] = db.run([revoke(id, account)]).await?;
    Ok(!rows.is_empty())
}

/// Ends every session of the account but this one, and those that were approved and not yet collected.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn revoke_other_sessions(db: &dyn Database, kept: &SessionId, account: &AccountId) -> Result<(), AuthError> {
    db.run([
        sql!("DELETE FROM sessions WHERE account_id = ?1 AND id <> ?2", account.0.as_str(), kept.0.as_str()),
        sql!("DELETE FROM authorizations WHERE account_id = ?1 AND state = 'approved'", account.0.as_str()),
    ])
    .await?;
    Ok(())
}

/// Ends what either credential of a browser stands for: the session of a verified session token, the session of a
/// refresh token.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn revoke_by_credentials(
    db: &dyn Database,
    session_token: Option<(&SessionId, &AccountId)>,
    refresh_token: Option<&RefreshToken>,
) -> Result<(), AuthError> {
    let mut batch = Vec::new();
    batch.extend(session_token.map(|(id, account)| revoke(id, account)));
    batch.extend(refresh_token.map(|token| {
        sql!(
            "DELETE FROM sessions WHERE id = (SELECT session_id FROM refresh_tokens WHERE token_hash = ?1 AND session_id = ?2)",
            token.fingerprint(),
            token.session().0.as_str(),
        )
    }));
    if !batch.is_empty() {
        db.batch(batch).await?;
    }
    Ok(())
}

fn revoke(id: &SessionId, account: &AccountId) -> Statement {
    sql!("DELETE FROM sessions WHERE id = ?1 AND account_id = ?2 RETURNING id", id.0.as_str(), account.0.as_str())
}

/// Ends every session of the account but `kept`, if this is its password by then.
pub(super) fn revoke_others_if_password(account: &AccountId, kept: &SessionId, password_id: &str) -> Statement {
    sql!(
        "DELETE FROM sessions WHERE account_id = ?1 AND id <> ?2
         AND EXISTS (SELECT 1 FROM passwords WHERE account_id = ?1 AND id = ?3)",
        account.0.as_str(),
        kept.0.as_str(),
        password_id,
    )
}

/// Notes that the session was used now.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn touch_session(db: &dyn Database, id: &SessionId, now: UnixTime) -> Result<(), AuthError> {
    db.run([sql!("UPDATE sessions SET last_used_at = ?2 WHERE id = ?1 AND last_used_at < ?2", id.0.as_str(), now)])
        .await?;
    Ok(())
}
