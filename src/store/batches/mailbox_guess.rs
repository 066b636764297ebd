//! Guesses of six-digit mailed codes: the counts and limits that every kind of code shares.

use crate::config::Limits;
use crate::crypto::keys::Pseudonym;
use crate::domain::client::Network;
use crate::domain::one_time_token::CODE_LIFETIME;
use crate::domain::time::DAY;
use crate::domain::{Account, AuthError, UnixTime};
use crate::ports::Statement;
use crate::store::batch::{Batch, Done, Handle};
use crate::store::sql;
use crate::store::subjects::Subject;
use crate::store::tables::counting::{Count, count_one, within};

/// Result of a guess.
pub enum GuessOutcome {
    /// Right, of this account.
    Right(Box<Account>),
    /// Wrong, or no such code is open.
    Wrong,
    /// Beyond a limit, for this many seconds.
    TooMany(i64),
}

impl GuessOutcome {
    /// Account of a right guess.
    ///
    /// # Errors
    /// [`AuthError::InvalidCode`], [`AuthError::TooManyAttempts`].
    pub fn account(self) -> Result<Box<Account>, AuthError> {
        match self {
            Self::Right(account) => Ok(account),
            Self::Wrong => Err(AuthError::InvalidCode),
            Self::TooMany(retry_after) => Err(AuthError::TooManyAttempts { retry_after }),
        }
    }
}

/// Guess of a code from any kind of mail.
pub struct MailboxGuess<'a> {
    /// Mailbox the code was mailed to.
    pub mailbox: &'a Pseudonym,
    /// Network of the client.
    pub network: &'a Network,
    pub limits: &'a Limits,
}

/// Subjects that a guess counts against.
pub(super) struct GuessSubjects {
    pub client: String,
    pub mailbox: String,
    pub day: String,
}

/// Condition that client, mailbox and day, counted earlier in the batch, are within their limits: ?1 to ?6.
macro_rules! within_mailbox {
    () => {
        concat!(within!("?1", "?2"), " AND ", within!("?3", "?4"), " AND ", within!("?5", "?6"))
    };
}
pub(super) use within_mailbox;

impl MailboxGuess<'_> {
    pub(super) fn subjects(&self) -> GuessSubjects {
        GuessSubjects {
            client: Subject::Client.of(&self.network.0),
            mailbox: Subject::MailedCodes.of(&self.mailbox.0),
            day: Subject::DailyMailedCodes.of(&self.mailbox.0),
        }
    }

    /// Limits of the subjects, in the order in which they are counted.
    pub(super) fn bounds(&self) -> [i64; 3] {
        [self.limits.address_failures, self.limits.code_guesses, self.limits.daily_code_guesses]
    }

    /// Counts the guess against the client, and against the mailbox in its window and in its day. Beyond one limit, the
    /// later ones are not counted.
    pub(super) fn count(&self, subjects: &GuessSubjects, now: UnixTime) -> [Statement; 3] {
        const OF_MAILBOX: &str = count_one!("?3", within!("?4", "?5"));
        const OF_DAY: &str = count_one!("?3", concat!(within!("?4", "?5"), " AND ", within!("?6", "?7")));
        let GuessSubjects { client, mailbox, day } = subjects;
        let [client, mailbox, day] = [client, mailbox, day].map(String::as_str);
        let [failures, guesses, _] = self.bounds();
        let (ends, tomorrow) = (now + self.limits.window, now + DAY);
        [
            sql!(count_one!("?3"), now, ends, client),
            sql!(OF_MAILBOX, now, ends, mailbox, client, failures),
            sql!(OF_DAY, now, tomorrow, day, client, failures, mailbox, guesses),
        ]
    }
}

impl Batch {
    /// Releases a guess that was counted as wrong at this time, but repeated the press of a right one.
    pub fn release_repeated(&mut self, guess: &MailboxGuess<'_>, at: UnixTime) {
        self.push(guess.release_repeated(None, at));
    }
}

impl MailboxGuess<'_> {
    /// As [`Batch::release_repeated`], also from the subject of a request, if it was counted there. It runs after the
    /// answer: a window that began later has other failures.
    pub(super) fn release_repeated(&self, request: Option<&str>, at: UnixTime) -> Statement {
        let GuessSubjects { client, mailbox, day } = self.subjects();
        sql!(
            "UPDATE attempts SET count = count - 1 WHERE subject IN (?1, ?2, ?3, ?4) AND count > 0
             AND resets_at <= CASE subject WHEN ?3 THEN ?6 WHEN ?4 THEN ?7 ELSE ?5 END",
            client.as_str(),
            mailbox.as_str(),
            day.as_str(),
            request,
            at + self.limits.window,
            at + DAY,
            at + CODE_LIFETIME,
        )
    }
}

/// Seconds until the last of the exceeded limits is over; `None` within all of them.
pub(super) fn longest_wait(
    done: &mut Done,
    counts: impl IntoIterator<Item = (Handle<Option<Count>>, i64)>,
    now: UnixTime,
) -> Result<Option<i64>, AuthError> {
    let mut longest = None;
    for (count, limit) in counts {
        longest = longest.max(done.take(count)?.and_then(|count| count.retry_after(limit, now)));
    }
    Ok(longest)
}
