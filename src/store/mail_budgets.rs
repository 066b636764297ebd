//! Mails asked for: counted against the client that asks, then against the recipient, in the batch that stores what is
//! mailed. A client past its limit adds to no recipient's count.

use super::attempts::{Budget, Count, count_one, within};
use super::sql;
use crate::domain::{AccountId, AuthError, UnixTime};
use crate::ports::{Rows, Statement};

/// Budgets that a mail counts against.
pub struct MailBudgets {
    /// Budget of the client that asks.
    pub client: Budget,
    /// Budget of the mailbox, for one purpose; or of the pair that a login of dialect C names.
    pub recipient: Budget,
}

/// Condition that both budgets hold, counted earlier in the same batch: `$client` and its limit, `$recipient` and its limit.
macro_rules! within_budgets {
    ($client:literal, $client_limit:literal, $recipient:literal, $recipient_limit:literal) => {
        concat!(
            $crate::store::attempts::within!($client, $client_limit),
            " AND ",
            $crate::store::attempts::within!($recipient, $recipient_limit)
        )
    };
}
pub(super) use within_budgets;

impl MailBudgets {
    /// Statements that count one mail; with `only_if_made`, only if there is an account of this id.
    pub(super) fn count(&self, only_if_made: Option<&AccountId>, now: UnixTime) -> [Statement; 2] {
        const CLIENT: &str = count_one!("?3", "(?4 IS NULL OR EXISTS (SELECT 1 FROM accounts WHERE id = ?4))");
        const RECIPIENT: &str = count_one!(
            "?3",
            concat!("(?4 IS NULL OR EXISTS (SELECT 1 FROM accounts WHERE id = ?4)) AND ", within!("?5", "?6"))
        );
        let Self { client, recipient } = self;
        let made = only_if_made.map(|id| id.0.as_str());
        [
            sql!(CLIENT, now, now + client.window, client.subject.as_str(), made),
            sql!(
                RECIPIENT,
                now,
                now + recipient.window,
                recipient.subject.as_str(),
                made,
                client.subject.as_str(),
                client.limit,
            ),
        ]
    }

    /// Seconds until asking again makes sense, from the rows of [`Self::count`]; `None` within both budgets.
    pub(super) fn retry_after(&self, counted: [Rows; 2], now: UnixTime) -> Result<Option<i64>, AuthError> {
        let [client, recipient] = counted;
        if let Some(retry_after) = Count::read(client)?.retry_after(self.client.limit, now) {
            return Ok(Some(retry_after));
        }
        Ok(Count::read(recipient)?.retry_after(self.recipient.limit, now))
    }

    /// [`Self::retry_after`] as a refusal.
    pub(super) fn check(&self, counted: [Rows; 2], now: UnixTime) -> Result<(), AuthError> {
        match self.retry_after(counted, now)? {
            Some(retry_after) => Err(AuthError::TooManyAttempts { retry_after }),
            None => Ok(()),
        }
    }
}
