//! 6-digit code in the mail of a link, which either of the two spends.

use crate::crypto::keys::{CodeHashes, Pseudonym};
use crate::domain::one_time_token::{CODE_LIFETIME, TokenKind};
use crate::domain::{AuthError, Fingerprint, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::Batch;
use crate::store::batches::mailbox_guess::{GuessOutcome, GuessSubjects, MailboxGuess, longest_wait, within_mailbox};
use crate::store::rows::{AccountRow, account_columns};
use crate::store::sql;
use crate::store::subjects::Subject;
use crate::store::tables::counting::{Count, count_one, within};

/// Typed code.
pub struct LinkCode<'a> {
    /// Kind of the link.
    pub kind: TokenKind,
    pub guess: MailboxGuess<'a>,
    /// Fingerprint of the token in the same mail.
    pub token: &'a Fingerprint,
    pub hashes: CodeHashes,
    /// Request for the mail.
    pub request: &'a Pseudonym,
    pub now: UnixTime,
}

/// Condition that every subject, counted earlier in the batch, is within its limit: ?1 to ?7.
macro_rules! within_all {
    () => {
        concat!(within_mailbox!(), " AND ", within!("?7", "?4"))
    };
}

/// Rows of the open link ?8 of the kind ?12 at the time ?9 whose code has the hash ?10 or ?11 and lives for ?13 seconds, if
/// every subject is within its limit.
macro_rules! right {
    () => {
        concat!(
            "one_time_tokens JOIN accounts ON accounts.id = one_time_tokens.account_id
             WHERE one_time_tokens.id = ?8 AND one_time_tokens.kind = ?12 AND one_time_tokens.spent_by IS NULL
               AND one_time_tokens.expires_at > ?9 AND one_time_tokens.created_at + ?13 > ?9
               AND one_time_tokens.code_hash IN (?10, ?11)
               AND (?12 = 'confirm-address' OR accounts.email_key = one_time_tokens.mailed_to_key) AND ",
            within_all!()
        )
    };
}

impl LinkCode<'_> {
    fn of_request(&self) -> String {
        Subject::SignInCodes.of(&self.request.0)
    }

    /// Counts the guess against the request, if it is within the limits that were counted before. A request of an
    /// address without an account is counted like any other.
    fn count_of_request(&self, GuessSubjects { client, mailbox, day }: &GuessSubjects) -> Statement {
        const OF_REQUEST: &str =
            count_one!("?3", concat!(within!("?4", "?5"), " AND ", within!("?6", "?7"), " AND ", within!("?8", "?9")));
        let over = self.now + CODE_LIFETIME;
        let [client, mailbox, day] = [client, mailbox, day].map(String::as_str);
        let [failures, guesses, daily] = self.guess.bounds();
        let request = self.of_request();
        sql!(OF_REQUEST, self.now, over, request.as_str(), client, failures, mailbox, guesses, day, daily)
    }

    fn on_right(&self, sql: &'static str, subjects: &GuessSubjects) -> Statement {
        let [failures, guesses, daily] = self.guess.bounds();
        sql!(
            sql,
            subjects.client.as_str(),
            failures,
            subjects.mailbox.as_str(),
            guesses,
            subjects.day.as_str(),
            daily,
            self.of_request().as_str(),
            self.token,
            self.now,
            &self.hashes.current,
            self.hashes.previous.as_ref(),
            self.kind.as_str(),
            CODE_LIFETIME,
        )
    }

    /// Releases a right guess. One that was refused unchecked is released for the client alone.
    fn release(&self, subjects: &GuessSubjects) -> [Statement; 2] {
        const RIGHT: &str = concat!(
            "UPDATE attempts SET count = count - 1 WHERE subject IN (?3, ?5, ?7) AND count > 0 AND EXISTS (SELECT 1 FROM ",
            right!(),
            ")"
        );
        const OF_CLIENT: &str = concat!(
            "UPDATE attempts SET count = count - 1 WHERE subject = ?1 AND count > 0
             AND (EXISTS (SELECT 1 FROM ",
            right!(),
            ") OR NOT (",
            within_all!(),
            "))"
        );
        // The client comes last: its release may bring it back within the limit that both conditions read.
        [self.on_right(RIGHT, subjects), self.on_right(OF_CLIENT, subjects)]
    }
}

impl Batch {
    /// Releases a guess that was counted as wrong, but repeated the press of a right one.
    pub fn release_repeated_link(&mut self, typed: &LinkCode<'_>) {
        self.push(typed.guess.release_repeated(Some(&typed.of_request()), typed.now));
    }
}

/// Checks a code without spending its mail. A guess is counted before it is checked; the last allowed one voids the
/// code, and the link in the same mail stays valid. One round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn check_code(db: &dyn Database, typed: &LinkCode<'_>) -> Result<GuessOutcome, AuthError> {
    const FIND: &str = concat!("SELECT ", account_columns!(), " FROM ", right!());
    let (now, subjects) = (typed.now, typed.guess.subjects());
    let mut batch = Batch::new();
    let counts = typed.guess.count(&subjects, now).map(|count| batch.push(count).first::<Count>());
    let of_request = batch.push(typed.count_of_request(&subjects)).first::<Count>();
    let found = batch.push(typed.on_right(FIND, &subjects)).first::<AccountRow>();
    batch.extend(typed.release(&subjects));
    let mut done = batch.run(db).await?;
    let counted = counts.into_iter().zip(typed.guess.bounds());
    let longest = longest_wait(&mut done, counted.chain([(of_request, typed.guess.limits.code_guesses)]), now)?;
    let found = done.take(found)?;
    Ok(match (longest, found) {
        (Some(retry_after), _) => GuessOutcome::TooMany(retry_after),
        (None, Some(row)) => GuessOutcome::Right(Box::new(row.into())),
        (None, None) => GuessOutcome::Wrong,
    })
}
