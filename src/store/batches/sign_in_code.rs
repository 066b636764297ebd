//! 6-digit code in the mail of a sign-in link.

use crate::config::Limits;
use crate::crypto::keys::{CodeHashes, Pseudonym};
use crate::domain::client::Network;
use crate::domain::one_time_token::TokenKind;
use crate::domain::time::DAY;
use crate::domain::{Account, AuthError, Fingerprint, UnixTime};
use crate::ports::{Database, Statement};
use crate::store::batch::Batch;
use crate::store::rows::{AccountRow, account_columns};
use crate::store::sql;
use crate::store::subjects::Subject;
use crate::store::tables::counting::{Count, count_one, within};

/// Result of a typed code.
pub enum CodeCheck {
    /// Right, of this account. Nothing is spent.
    Right(Box<Account>),
    /// Wrong, expired or spent, or of another request.
    Wrong,
    /// Beyond a limit, for this many seconds.
    TooMany(i64),
}

/// Typed code.
pub struct SignInCode<'a> {
    /// Fingerprint of the token in the same mail.
    pub token: &'a Fingerprint,
    pub hashes: CodeHashes,
    /// Mailbox it was mailed to.
    pub mailbox: &'a Pseudonym,
    /// Request for the mail.
    pub request: &'a Pseudonym,
    /// Network of the client.
    pub network: &'a Network,
    pub limits: &'a Limits,
    pub now: UnixTime,
}

/// CodeSubjects that a guess counts against.
struct CodeSubjects {
    client: String,
    mailbox: String,
    day: String,
    request: String,
}

/// Condition that every subject, counted earlier in the batch, is within its limit: ?1 to ?7.
macro_rules! within_all {
    () => {
        concat!(
            within!("?1", "?2"),
            " AND ",
            within!("?3", "?4"),
            " AND ",
            within!("?5", "?6"),
            " AND ",
            within!("?7", "?4")
        )
    };
}

/// Rows of the open link ?8 at the time ?9 whose code has the hash ?10 or ?11, if every subject is within its limit.
macro_rules! right {
    () => {
        concat!(
            "one_time_tokens JOIN accounts ON accounts.id = one_time_tokens.account_id
             WHERE one_time_tokens.id = ?8 AND one_time_tokens.kind = ?12 AND one_time_tokens.spent_by IS NULL
               AND one_time_tokens.expires_at > ?9 AND one_time_tokens.code_hash IN (?10, ?11)
               AND accounts.email_key = one_time_tokens.mailed_to_key AND ",
            within_all!()
        )
    };
}

impl SignInCode<'_> {
    fn subjects(&self) -> CodeSubjects {
        CodeSubjects {
            client: Subject::Client.of(&self.network.0),
            mailbox: Subject::MailedCodes.of(&self.mailbox.0),
            day: Subject::DailyMailedCodes.of(&self.mailbox.0),
            request: Subject::SignInCodes.of(&self.request.0),
        }
    }

    /// Counts the guess against the client, the mailbox in its window and in its day, and the request. Beyond one
    /// limit, the later ones are not counted. A request of an address without an account is counted like any other.
    fn count(&self, CodeSubjects { client, mailbox, day, request }: &CodeSubjects) -> [Statement; 4] {
        const OF_MAILBOX: &str = count_one!("?3", within!("?4", "?5"));
        const OF_DAY: &str = count_one!("?3", concat!(within!("?4", "?5"), " AND ", within!("?6", "?7")));
        const OF_REQUEST: &str =
            count_one!("?3", concat!(within!("?4", "?5"), " AND ", within!("?6", "?7"), " AND ", within!("?8", "?9")));
        let (now, limits) = (self.now, self.limits);
        let (ends, tomorrow, over) = (now + limits.window, now + DAY, now + TokenKind::MagicLink.lifetime());
        let [client, mailbox, day] = [client, mailbox, day].map(String::as_str);
        let (failures, guesses, daily) = (limits.address_failures, limits.code_guesses, limits.daily_code_guesses);
        [
            sql!(count_one!("?3"), now, ends, client),
            sql!(OF_MAILBOX, now, ends, mailbox, client, failures),
            sql!(OF_DAY, now, tomorrow, day, client, failures, mailbox, guesses),
            sql!(OF_REQUEST, now, over, request.as_str(), client, failures, mailbox, guesses, day, daily),
        ]
    }

    fn on_right(&self, sql: &'static str, subjects: &CodeSubjects) -> Statement {
        let limits = self.limits;
        sql!(
            sql,
            subjects.client.as_str(),
            limits.address_failures,
            subjects.mailbox.as_str(),
            limits.code_guesses,
            subjects.day.as_str(),
            limits.daily_code_guesses,
            subjects.request.as_str(),
            self.token,
            self.now,
            &self.hashes.current,
            self.hashes.previous.as_ref(),
            TokenKind::MagicLink.as_str(),
        )
    }

    /// Releases the guess if it was right; from the client also if it was refused unchecked.
    fn release(&self, subjects: &CodeSubjects) -> [Statement; 2] {
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
        // The client last: what it releases may bring it within its limit again.
        [self.on_right(RIGHT, subjects), self.on_right(OF_CLIENT, subjects)]
    }
}

/// Checks a code without spending its mail. A guess is counted before it is checked; the last allowed one voids the
/// code, and the link in the same mail stays valid. One round trip.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn check_code(db: &dyn Database, typed: SignInCode<'_>) -> Result<CodeCheck, AuthError> {
    const FIND: &str = concat!("SELECT ", account_columns!(), " FROM ", right!());
    let (now, limits, subjects) = (typed.now, typed.limits, typed.subjects());
    let mut batch = Batch::new();
    let counts = typed.count(&subjects).map(|count| batch.push(count).first::<Count>());
    let found = batch.push(typed.on_right(FIND, &subjects)).first::<AccountRow>();
    batch.extend(typed.release(&subjects));
    let mut done = batch.run(db).await?;
    let bounds = [limits.address_failures, limits.code_guesses, limits.daily_code_guesses, limits.code_guesses];
    let mut longest = None;
    for (count, limit) in counts.into_iter().zip(bounds) {
        let past = done.take(count)?.and_then(|count| count.retry_after(limit, now));
        longest = longest.max(past);
    }
    let found = done.take(found)?;
    Ok(match (longest, found) {
        (Some(retry_after), _) => CodeCheck::TooMany(retry_after),
        (None, Some(row)) => CodeCheck::Right(Box::new(row.into())),
        (None, None) => CodeCheck::Wrong,
    })
}
