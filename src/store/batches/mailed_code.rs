//! 6-digit code in a verification mail.

use serde::Deserialize;

use crate::config::Limits;
use crate::crypto::keys::Pseudonym;
use crate::domain::client::Network;
use crate::domain::one_time_token::CODE_LIFETIME;
use crate::domain::time::DAY;
use crate::domain::{Account, AccountId, ActorId, AuthError, EventKind, Fingerprint, UnixTime};
use crate::ports::{Database, Statement, Value};
use crate::store::batch::Batch;
use crate::store::rows::{AccountRow, account_columns};
use crate::store::sql;
use crate::store::subjects::Subject;
use crate::store::tables::counting::{Count, count_one, within};
use crate::store::tables::events::{Trace, insert_event, record};

/// Result of a guess.
pub enum GuessOutcome {
    /// Right: the address is proven.
    Right(Box<Account>),
    /// Wrong, or no code is open.
    Wrong,
    /// Beyond the limit, for this many seconds.
    TooMany(i64),
}

/// Typed code.
pub struct GuessedCode<'a> {
    pub account: &'a AccountId,
    /// Mailbox it was mailed to.
    pub mailbox: &'a Pseudonym,
    /// Keyed hash of the code.
    pub code_hash: &'a Fingerprint,
    /// Actor that spends it.
    pub by: &'a ActorId,
    pub limits: &'a Limits,
    /// Network of the client.
    pub network: &'a Network,
    pub trace: Trace<'a>,
}

/// Subjects that a guess counts against.
struct Subjects {
    client: String,
    mailbox: String,
    day: String,
}

/// Condition that client, mailbox and day, counted earlier in the batch, are within their limits: ?1 to ?6.
macro_rules! within_all {
    () => {
        concat!(within!("?1", "?2"), " AND ", within!("?3", "?4"), " AND ", within!("?5", "?6"))
    };
}

/// Row `one_time_tokens` of the account ?7 whose code may be guessed at the time ?8.
macro_rules! guessable {
    () => {
        "account_id = ?7 AND kind = 'verify-email' AND spent_by IS NULL AND created_at + ?9 > ?8
         AND EXISTS (SELECT 1 FROM accounts WHERE id = ?7 AND email_key = one_time_tokens.mailed_to_key)"
    };
}

/// Condition that the guess ?2 was right, of the account ?1.
macro_rules! was_right {
    () => {
        "EXISTS (SELECT 1 FROM one_time_tokens WHERE account_id = ?1 AND kind = 'verify-email' AND spent_by = ?2)"
    };
}

impl GuessedCode<'_> {
    fn subjects(&self) -> Subjects {
        Subjects {
            client: Subject::Client.of(&self.network.0),
            mailbox: Subject::MailedCodes.of(&self.mailbox.0),
            day: Subject::DailyMailedCodes.of(&self.mailbox.0),
        }
    }

    /// Counts the guess against the client, the mailbox in its window and in its day, and the code. Beyond one limit,
    /// the later ones are not counted.
    fn count(&self, subjects: &Subjects) -> [Statement; 4] {
        const OF_MAILBOX: &str = count_one!("?3", within!("?4", "?5"));
        const OF_DAY: &str = count_one!("?3", concat!(within!("?4", "?5"), " AND ", within!("?6", "?7")));
        const OF_CODE: &str = concat!(
            "UPDATE one_time_tokens SET code_guesses = code_guesses + 1 WHERE ",
            guessable!(),
            " AND ",
            within_all!(),
            " RETURNING code_guesses, created_at"
        );
        let (now, limits) = (self.trace.at, self.limits);
        let Subjects { client, mailbox, day } = subjects;
        let (ends, tomorrow) = (now + limits.window, now + DAY);
        let client = client.as_str();
        [
            sql!(count_one!("?3"), now, ends, client),
            sql!(OF_MAILBOX, now, ends, mailbox.as_str(), client, limits.address_failures),
            sql!(
                OF_DAY,
                now,
                tomorrow,
                day.as_str(),
                client,
                limits.address_failures,
                mailbox.as_str(),
                limits.code_guesses
            ),
            self.on_guessable(OF_CODE, subjects, &[]),
        ]
    }

    /// Binds ?1 to ?9, and `more` after them.
    fn on_guessable(&self, sql: &'static str, subjects: &Subjects, more: &[Value]) -> Statement {
        let limits = self.limits;
        let mut statement = sql!(
            sql,
            subjects.client.as_str(),
            limits.address_failures,
            subjects.mailbox.as_str(),
            limits.code_guesses,
            subjects.day.as_str(),
            limits.daily_code_guesses,
            self.account.0.as_str(),
            self.trace.at,
            CODE_LIFETIME,
        );
        statement.bindings.extend_from_slice(more);
        statement
    }

    fn spend(&self, subjects: &Subjects) -> Statement {
        const SPEND: &str = concat!(
            "UPDATE one_time_tokens SET spent_by = ?11 WHERE code_hash = ?10 AND code_guesses <= ?4 AND ",
            guessable!(),
            " AND ",
            within_all!(),
            " RETURNING id"
        );
        self.on_guessable(SPEND, subjects, &[self.code_hash.into(), self.by.into()])
    }

    /// Releases the guess if it was right; from the client also if it was refused unchecked.
    fn release(&self, subjects: &Subjects) -> [Statement; 2] {
        const RIGHT: &str =
            concat!("UPDATE attempts SET count = count - 1 WHERE subject IN (?3, ?4) AND count > 0 AND ", was_right!());
        const OF_CLIENT: &str = concat!(
            "UPDATE attempts SET count = count - 1 WHERE subject = ?3 AND count > 0 AND (",
            was_right!(),
            " OR count > ?4 OR (SELECT count FROM attempts WHERE subject = ?5) > ?6
              OR (SELECT count FROM attempts WHERE subject = ?7) > ?8
              OR EXISTS (SELECT 1 FROM one_time_tokens WHERE account_id = ?1 AND kind = 'verify-email'
                AND spent_by IS NULL AND code_guesses > ?6))"
        );
        let (id, by, limits) = (self.account.0.as_str(), self.by, self.limits);
        let Subjects { client, mailbox, day } = subjects;
        let (mailbox, day) = (mailbox.as_str(), day.as_str());
        let (address_failures, guesses, daily) =
            (limits.address_failures, limits.code_guesses, limits.daily_code_guesses);
        [
            // First, since it reads the counts that the other statement releases.
            sql!(OF_CLIENT, id, by, client.as_str(), address_failures, mailbox, guesses, day, daily),
            sql!(RIGHT, id, by, mailbox, day),
        ]
    }

    /// Voids the code with its last allowed guess. The link in the same mail stays valid.
    fn void(&self) -> Statement {
        sql!(
            "UPDATE one_time_tokens SET code_hash = NULL WHERE account_id = ?1 AND kind = 'verify-email'
             AND spent_by IS NULL AND code_guesses >= ?2",
            self.account.0.as_str(),
            self.limits.code_guesses,
        )
    }

    fn mark_proven(&self) -> [Statement; 2] {
        let proven =
            insert_event!("id", concat!("accounts WHERE id = ?1 AND email_verified_at IS NULL AND ", was_right!()));
        let (id, by) = (self.account.0.as_str(), self.by);
        [
            record(proven, EventKind::EmailVerified, &self.trace, &[id, &by.0]),
            sql!(
                concat!(
                    "UPDATE accounts SET email_verified_at = ?3 WHERE id = ?1 AND email_verified_at IS NULL AND ",
                    was_right!()
                ),
                id,
                by,
                self.trace.at,
            ),
        ]
    }
}

#[derive(Deserialize)]
struct GuessesRow {
    code_guesses: i64,
    created_at: UnixTime,
}

/// Spends the open verification of an account by its code. A guess is counted before it is checked; the last allowed
/// one voids the code. One round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_code(db: &dyn Database, guessed: GuessedCode<'_>) -> Result<GuessOutcome, AuthError> {
    let (now, limits, subjects) = (guessed.trace.at, guessed.limits, guessed.subjects());
    let mut batch = Batch::new();
    let [of_client, of_mailbox, of_day, of_code] = guessed.count(&subjects).map(|count| batch.push(count));
    let (of_client, of_mailbox, of_day) = (of_client.first(), of_mailbox.first(), of_day.first());
    let guesses = of_code.first::<GuessesRow>();
    let spent = batch.push(guessed.spend(&subjects)).found();
    batch.extend(guessed.release(&subjects));
    batch.push(guessed.void());
    batch.extend(guessed.mark_proven());
    let select = concat!("SELECT ", account_columns!(), " FROM accounts WHERE id = ?1");
    let account = batch.push(sql!(select, guessed.account)).first::<AccountRow>();
    let mut done = batch.run(db).await?;
    let past = |count: Option<Count>, limit| count.and_then(|count| count.retry_after(limit, now));
    let past_subjects = [
        past(done.take(of_client)?, limits.address_failures),
        past(done.take(of_mailbox)?, limits.code_guesses),
        past(done.take(of_day)?, limits.daily_code_guesses),
    ];
    let guesses = done.take(guesses)?.filter(|row| row.code_guesses > limits.code_guesses);
    let past_code = guesses.map(|row| ((row.created_at + CODE_LIFETIME) - now).max(1));
    if let Some(retry_after) = past_subjects.into_iter().chain([past_code]).flatten().max() {
        return Ok(GuessOutcome::TooMany(retry_after));
    }
    let is_right = done.take(spent)?;
    Ok(match done.take(account)? {
        Some(row) if is_right => GuessOutcome::Right(Box::new(row.into())),
        _ => GuessOutcome::Wrong,
    })
}
