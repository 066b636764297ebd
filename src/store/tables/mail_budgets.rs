//! Mail budgets: a mail counts against the client that requests it and then against the recipient, in the batch that
//! stores its token. A client beyond its limit adds to no recipient's count.

use super::counting::{Budget, Count, count_one, within};
use crate::domain::{AccountId, AuthError, UnixTime};
use crate::ports::Statement;
use crate::store::batch::{Batch, Handle};
use crate::store::sql;

/// Budgets of a mail.
pub struct MailBudgets {
    /// Budget of the requesting client.
    pub client: Budget,
    /// Budget of the mailbox for one purpose, or of the pair that a login of dialect C names.
    pub recipient: Budget,
}

/// Condition that both budgets, counted earlier in the batch, hold: `$client` and its limit, `$recipient` and its
/// limit.
macro_rules! within_budgets {
    ($client:literal, $client_limit:literal, $recipient:literal, $recipient_limit:literal) => {
        concat!(
            $crate::store::tables::counting::within!($client, $client_limit),
            " AND ",
            $crate::store::tables::counting::within!($recipient, $recipient_limit)
        )
    };
}
pub(in crate::store) use within_budgets;

impl MailBudgets {
    /// Statements that count one mail; with `only_if_made`, only if there is an account with this id.
    fn count(&self, only_if_made: Option<&AccountId>, now: UnixTime) -> [Statement; 2] {
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
}

impl Batch {
    /// Counts one mail; with `only_if_made`, only if there is an account of this id. Gives the seconds until asking again
    /// makes sense; `None` within both budgets.
    pub(in crate::store) fn count_mail(
        &mut self,
        budgets: &MailBudgets,
        only_if_made: Option<&AccountId>,
        now: UnixTime,
    ) -> Handle<Option<i64>> {
        let [client, recipient] = budgets.count(only_if_made, now);
        let (client, recipient) = (self.push(client).and_then(Count::read), self.push(recipient).and_then(Count::read));
        let (client_limit, recipient_limit) = (budgets.client.limit, budgets.recipient.limit);
        self.handle(move |done| {
            // A client past its limit adds to no recipient's count: there is none to read.
            match done.take(client)?.retry_after(client_limit, now) {
                Some(retry_after) => Ok(Some(retry_after)),
                None => Ok(done.take(recipient)?.retry_after(recipient_limit, now)),
            }
        })
    }
}

/// Refuses what is past a budget.
pub(in crate::store) fn refuse_past(retry_after: Option<i64>) -> Result<(), AuthError> {
    retry_after.map_or(Ok(()), |retry_after| Err(AuthError::TooManyAttempts { retry_after }))
}
