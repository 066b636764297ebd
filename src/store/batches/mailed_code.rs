//! 6-digit code in a verification mail.

use serde::Deserialize;

use crate::domain::one_time_token::CODE_LIFETIME;
use crate::domain::{AccountId, ActorId, AuthError, EventKind, Fingerprint, UnixTime};
use crate::ports::{Database, Statement, Value};
use crate::store::batch::{Batch, Handle};
use crate::store::batches::mailbox_guess::{GuessOutcome, GuessSubjects, MailboxGuess, longest_wait, within_mailbox};
use crate::store::rows::{AccountRow, account_columns};
use crate::store::sql;
use crate::store::tables::counting::{Count, within};
use crate::store::tables::events::{Trace, insert_event, record};

/// Typed code.
pub struct GuessedCode<'a> {
    pub guess: MailboxGuess<'a>,
    pub account: &'a AccountId,
    /// Keyed hash of the code.
    pub code_hash: &'a Fingerprint,
    /// Actor that spends it.
    pub by: &'a ActorId,
    pub trace: Trace<'a>,
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
    /// Counts the guess against the code, if it is within the limits that were counted before.
    fn count_of_code(&self, subjects: &GuessSubjects) -> Statement {
        const OF_CODE: &str = concat!(
            "UPDATE one_time_tokens SET code_guesses = code_guesses + 1 WHERE ",
            guessable!(),
            " AND ",
            within_mailbox!(),
            " RETURNING code_guesses, created_at"
        );
        self.on_guessable(OF_CODE, subjects, &[])
    }

    /// Binds ?1 to ?9, and `more` after them.
    fn on_guessable(&self, sql: &'static str, subjects: &GuessSubjects, more: &[Value]) -> Statement {
        let [failures, guesses, daily] = self.guess.bounds();
        let mut statement = sql!(
            sql,
            subjects.client.as_str(),
            failures,
            subjects.mailbox.as_str(),
            guesses,
            subjects.day.as_str(),
            daily,
            self.account.0.as_str(),
            self.trace.at,
            CODE_LIFETIME,
        );
        statement.bindings.extend_from_slice(more);
        statement
    }

    fn spend(&self, subjects: &GuessSubjects) -> Statement {
        const SPEND: &str = concat!(
            "UPDATE one_time_tokens SET spent_by = ?11, press = ?12, pressed_at = ?8
             WHERE code_hash = ?10 AND code_guesses <= ?4 AND ",
            guessable!(),
            " AND ",
            within_mailbox!(),
            " RETURNING id"
        );
        let press = self.trace.pressed().as_stored();
        self.on_guessable(SPEND, subjects, &[self.code_hash.into(), self.by.into(), press.into()])
    }

    /// Releases the guess if it was right; from the client also if it was refused unchecked.
    fn release(&self, subjects: &GuessSubjects) -> [Statement; 2] {
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
        let (id, by) = (self.account.0.as_str(), self.by);
        let GuessSubjects { client, mailbox, day } = subjects;
        let (mailbox, day) = (mailbox.as_str(), day.as_str());
        let [failures, guesses, daily] = self.guess.bounds();
        [
            // First, since it reads the counts that the other statement releases.
            sql!(OF_CLIENT, id, by, client.as_str(), failures, mailbox, guesses, day, daily),
            sql!(RIGHT, id, by, mailbox, day),
        ]
    }

    /// Voids the code with its last allowed guess. The link in the same mail stays valid.
    fn void(&self) -> Statement {
        sql!(
            "UPDATE one_time_tokens SET code_hash = NULL WHERE account_id = ?1 AND kind = 'verify-email'
             AND spent_by IS NULL AND code_guesses >= ?2",
            self.account.0.as_str(),
            self.guess.limits.code_guesses,
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

impl Batch {
    /// Spends the open verification of an account by its code. A guess is counted before it is checked; the last allowed
    /// one voids the code.
    pub fn guess_code(&mut self, guessed: &GuessedCode<'_>) -> Handle<GuessOutcome> {
        const SELECT: &str = concat!("SELECT ", account_columns!(), " FROM accounts WHERE id = ?1");
        let (now, subjects) = (guessed.trace.at, guessed.guess.subjects());
        let (bounds, most) = (guessed.guess.bounds(), guessed.guess.limits.code_guesses);
        let counts = guessed.guess.count(&subjects, now).map(|count| self.push(count).first::<Count>());
        let guesses = self.push(guessed.count_of_code(&subjects)).first::<GuessesRow>();
        let spent = self.push(guessed.spend(&subjects)).found();
        self.extend(guessed.release(&subjects));
        self.push(guessed.void());
        self.extend(guessed.mark_proven());
        let account = self.push(sql!(SELECT, guessed.account)).first::<AccountRow>();
        self.handle(move |done| {
            let past_subjects = longest_wait(done, counts.into_iter().zip(bounds), now)?;
            let guesses = done.take(guesses)?.filter(|row| row.code_guesses > most);
            let past_code = guesses.map(|row| ((row.created_at + CODE_LIFETIME) - now).max(1));
            let (is_right, account) = (done.take(spent)?, done.take(account)?);
            Ok(match (past_subjects.max(past_code), account) {
                (Some(retry_after), _) => GuessOutcome::TooMany(retry_after),
                (None, Some(row)) if is_right => GuessOutcome::Right(Box::new(row.into())),
                _ => GuessOutcome::Wrong,
            })
        })
    }
}

/// As [`Batch::guess_code`], in one round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn consume_code(db: &dyn Database, guessed: &GuessedCode<'_>) -> Result<GuessOutcome, AuthError> {
    let mut batch = Batch::new();
    let outcome = batch.guess_code(guessed);
    batch.run(db).await?.take(outcome)
}
