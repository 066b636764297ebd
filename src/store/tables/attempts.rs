//! Counters of attempts at passwords and codes, in a window of time.
//!
//! An attempt is counted before the secret is looked at, so that concurrent attempts cannot exceed a limit, and released
//! once the secret was right. What remains is a count of failures. One attempt has up to three counts, in this order:
//!
//! | count | subject | counted |
//! | --- | --- | --- |
//! | `address` | network of the client | always |
//! | `account` | passwords of the account, or of a pseudonym if there is none | within the limit of `address` |
//! | `codes` | codes of the account or pseudonym | within both limits |

mod attempted_account;

pub use attempted_account::AttemptedAccount;

use self::attempted_account::AttemptedAccountRow;
use super::counting::{Count, clear, count_one, within};
use crate::config::Limits;
use crate::crypto::keys::Pseudonym;
use crate::domain::client::Network;
use crate::domain::{AccountId, AuthError, Fingerprint, IdentifierKey, SessionId, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::{Batch, Handle};
use crate::store::rows::account_columns;
use crate::store::sql;
use crate::store::subjects::Subject;

/// Account of an attempt.
#[derive(Clone, Copy)]
pub enum Tried<'a> {
    /// Account with this email or username key; `pseudonym` stands for a key without an account.
    Key {
        key: &'a IdentifierKey,
        /// Subject of failures without an account.
        pseudonym: &'a Pseudonym,
    },
    Account(&'a AccountId),
    /// Account of a session that may verify its offer.
    Session {
        account: &'a AccountId,
        session: &'a SessionId,
    },
    /// Account of this pending request: a mailed token, a challenge, a login.
    Request(&'a Fingerprint),
}

/// Factors presented in an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factors {
    /// Password alone.
    Password,
    /// Password, with a code of the second factor that is checked once the password was right.
    PasswordAndCode,
    /// Code, from a client whose first factor was already verified: wrong passwords do not block it.
    Code,
}

/// Reserved attempt. Unless released, it counts as a failure.
#[must_use]
pub struct Attempt {
    factors: Factors,
    address: Count,
    account: Option<Count>,
    codes: Option<Count>,
}

impl Attempt {
    /// Seconds until a retry can succeed, if this attempt is beyond a limit of the first factor to be checked.
    pub fn retry_after(&self, limits: &Limits, now: UnixTime) -> Option<i64> {
        let first = match self.factors {
            Factors::Code => &self.codes,
            Factors::Password | Factors::PasswordAndCode => &self.account,
        };
        let first = first.as_ref().and_then(|count| count.retry_after(limits.account_failures, now));
        first.max(self.address.retry_after(limits.address_failures, now))
    }

    /// Seconds until a retry can succeed, if the code is beyond its limit. Tell them only after a right password:
    /// otherwise they reveal that the account exists.
    pub fn code_retry_after(&self, limits: &Limits, now: UnixTime) -> Option<i64> {
        self.codes.as_ref().and_then(|count| count.retry_after(limits.account_failures, now))
    }

    fn counts(&self) -> impl Iterator<Item = &Count> {
        self.counts_but_codes().chain(&self.codes)
    }

    fn counts_but_codes(&self) -> impl Iterator<Item = &Count> {
        [&self.address].into_iter().chain(&self.account)
    }
}

impl Batch {
    pub fn release(&mut self, attempt: &Attempt) {
        self.extend(attempt.counts().map(Count::release));
    }

    /// Releases the count of codes. A code with a wrong password was not checked, and strangers who send codes must not
    /// lock an owner's.
    pub fn release_codes(&mut self, attempt: &Attempt) {
        self.extend(attempt.codes.iter().map(Count::release));
    }

    /// Releases the count of passwords: this one was right.
    pub fn release_password(&mut self, attempt: &Attempt) {
        self.extend(attempt.account.iter().map(Count::release));
    }

    /// Releases an attempt if this session was opened.
    pub fn release_if_opened(&mut self, attempt: &Attempt, session: &SessionId) {
        self.extend(attempt.counts().map(|count| count.release_if_opened(session)));
    }

    /// Releases an attempt with a right code, and clears the account's earlier wrong codes.
    pub fn accept(&mut self, attempt: &Attempt) {
        self.extend(attempt.counts_but_codes().map(Count::release));
        self.extend(attempt.codes.iter().map(|count| count.clear_until_then(None)));
    }

    /// [`Self::accept`] if this session was opened.
    pub fn accept_if_opened(&mut self, attempt: &Attempt, session: &SessionId) {
        self.extend(attempt.counts_but_codes().map(|count| count.release_if_opened(session)));
        self.extend(attempt.codes.iter().map(|count| count.clear_until_then(Some(session))));
    }
}

/// Statement that clears the wrong passwords of the account whose mailbox opened this session.
pub(in crate::store) fn clear_passwords_by_mail(session: &SessionId) -> Statement {
    clear!(
        "(SELECT 'account:' || account_id FROM sessions WHERE id = ?1 AND method IN ('magic-link', 'login'))",
        "true",
        session.0.as_str()
    )
}

/// Account of a pending request whose first factor was verified: a magic link, a recovery link, a challenge, a login.
macro_rules! account_of_request {
    ($request:literal, $now:literal) => {
        concat!(
            "(SELECT account_id FROM one_time_tokens
                WHERE id = ",
            $request,
            " AND kind IN ('magic-link', 'recovery') AND spent_by IS NULL AND expires_at > ",
            $now,
            "
              UNION ALL SELECT account_id FROM second_factor_challenges
                WHERE id = ",
            $request,
            " AND spent_by IS NULL AND expires_at > ",
            $now,
            "
              UNION ALL SELECT account_id FROM authorizations
                WHERE secret_hash = ",
            $request,
            " AND kind = 'login' AND state = 'pending' AND expires_at > ",
            $now,
            ")"
        )
    };
}

/// Subject of an account, or of its pseudonym, after a prefix.
macro_rules! subject {
    ($prefix:literal, $unknown:literal) => {
        concat!(
            "COALESCE('",
            $prefix,
            ":' || (SELECT id FROM accounts
               WHERE email_key = ?3 OR username_key = ?3 OR id = ?4 OR id = ",
            account_of_request!("?5", "?1"),
            "), '",
            $unknown,
            ":' || ?6)"
        )
    };
}

/// Attempt to reserve.
#[derive(Clone, Copy)]
pub struct NewAttempt<'a> {
    pub tried: Tried<'a>,
    pub factors: Factors,
    /// Network of the client.
    pub network: &'a Network,
    /// Limits that it counts against.
    pub limits: &'a Limits,
    pub now: UnixTime,
}

impl NewAttempt<'_> {
    /// Counts it, unless the client is past its limit.
    fn count_within(&self, sql: &'static str) -> Statement {
        let (now, limits, (key, pseudonym, id, request)) = (self.now, self.limits, self.tried.keys());
        let address = Subject::Client.of(&self.network.0);
        sql!(sql, now, now + limits.window, key, id, request, pseudonym, address, limits.address_failures)
    }

    fn count_code(&self) -> Option<Statement> {
        const CODE: &str = count_one!(subject!("codes", "unknown-codes"), within!("?7", "?8"));
        const CODE_BESIDE: &str = count_one!(
            subject!("codes", "unknown-codes"),
            concat!(within!("?7", "?8"), " AND ", within!(subject!("account", "unknown"), "?9"))
        );
        match self.factors {
            Factors::Password => None,
            Factors::Code => Some(self.count_within(CODE)),
            Factors::PasswordAndCode => {
                let mut code = self.count_within(CODE_BESIDE);
                code.bindings.push(self.limits.account_failures.into());
                Some(code)
            }
        }
    }
}

/// Counts an attempt and reads the account, in one round trip that costs the same whether or not the account exists.
/// Beyond one limit, the later counts stay: a refused client locks no account, and wrong passwords for a locked account
/// lock no codes.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn reserve_attempt(
    db: &dyn Database,
    new: NewAttempt<'_>,
) -> Result<(Attempt, Option<AttemptedAccount>), AuthError> {
    const ACCOUNT: &str = count_one!(subject!("account", "unknown"), within!("?7", "?8"));
    let NewAttempt { tried, factors, network, limits, now } = new;
    let mut batch = Batch::new();
    let holder = batch.push(select_holder(tried, now)).first::<AttemptedAccountRow>();
    let address = batch.count(&Subject::Client.of(&network.0), limits.window, now);
    let account = (factors != Factors::Code).then(|| batch.push(new.count_within(ACCOUNT)).first());
    let codes = new.count_code().map(|count| batch.push(count).first());
    let mut done = batch.run(db).await?;
    let mut take = |count: Option<Handle<Option<Count>>>| count.map_or(Ok(None), |count| done.take(count));
    let (account, codes) = (take(account)?, take(codes)?);
    let attempt = Attempt { factors, address: done.take(address)?, account, codes };
    Ok((attempt, done.take(holder)?.and_then(AttemptedAccountRow::read)))
}

impl<'a> Tried<'a> {
    /// Key, id, pseudonym and request as the statements bind them. The id stands in for the pseudonym where there is one.
    fn keys(self) -> (Option<&'a IdentifierKey>, &'a str, Option<&'a AccountId>, Option<&'a Fingerprint>) {
        match self {
            Self::Key { key, pseudonym } => (Some(key), &pseudonym.0, None, None),
            Self::Account(id) | Self::Session { account: id, .. } => (None, &id.0, Some(id), None),
            Self::Request(request) => (None, &request.0, None, Some(request)),
        }
    }

    fn session(self) -> Option<&'a SessionId> {
        match self {
            Self::Session { session, .. } => Some(session),
            Self::Key { .. } | Self::Account(_) | Self::Request(_) => None,
        }
    }
}

/// Account of a key, an id or a request, with its credentials.
fn select_holder(tried: Tried<'_>, now: UnixTime) -> Statement {
    let (key, _, id, request) = tried.keys();
    sql!(
        concat!(
            "SELECT ",
            account_columns!(),
            ", passwords.id AS password_id, passwords.hash, passwords.pepper_version,
                       totp.secret AS totp_secret, totp.last_step AS totp_last_step,
                       (SELECT secret FROM totp_offers WHERE session_id = ?5 AND expires_at > ?4) AS offered
                     FROM (SELECT 1) LEFT JOIN accounts
                       ON accounts.email_key = ?1 OR accounts.username_key = ?1 OR accounts.id = ?2 OR accounts.id = ",
            account_of_request!("?3", "?4"),
            " LEFT JOIN passwords ON passwords.account_id = accounts.id
                     LEFT JOIN totp ON totp.account_id = accounts.id AND totp.enabled_at IS NOT NULL"
        ),
        key,
        id,
        request,
        now,
        tried.session(),
    )
}
