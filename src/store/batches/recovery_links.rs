//! Recovery links as operators and service keys make them.

use serde::Deserialize;

use super::acts::{Act, Condition};
use crate::domain::{Fingerprint, TokenKind, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::rows::email_column;
use crate::store::sql;

/// Condition that an operator or a key removed the second factor or a passkey of one of these accounts in the last 24
/// hours. The events about an account that was merged away are those of the account that is left.
macro_rules! lately_reset {
    ($accounts:expr, $now:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM events AS reset WHERE reset.about IN (",
            $accounts,
            ") AND reset.kind IN ('factor-reset', 'passkey-removed') AND reset.at > ",
            $now,
            " - 86400)"
        )
    };
}
pub(in crate::store) use lately_reset;

/// Condition that a link may only be mailed: the account has a role, or an operator or a key removed its second factor or
/// a passkey in the last 24 hours. Otherwise whoever may make a link could become the person.
macro_rules! only_mailed {
    ($account:literal, $now:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM accounts AS its WHERE its.id = ",
            $account,
            " AND its.role IS NOT NULL) OR ",
            lately_reset!($account, $now),
            ")"
        )
    };
}

/// Recovery link to store.
pub struct NewRecoveryLink<'a> {
    /// Fingerprint of its token.
    pub token: &'a Fingerprint,
    pub expires_at: UnixTime,
    /// True with a mail transport.
    pub sends_mail: bool,
}

/// Way that a new recovery link goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// To the caller. The person is told at this address.
    Shown { told: Option<String> },
    /// To this proven address alone.
    Mailed { to: String },
}

#[derive(Deserialize)]
struct DeliveryRow {
    email: Option<String>,
    only_mailed: i64,
}

impl Batch {
    /// Stores the token of a recovery link for the account of a claimed act, in place of the former one of its kind.
    pub(super) fn insert_recovery_token(
        &mut self,
        act: &Act<'_>,
        kind: TokenKind,
        token: &Fingerprint,
        expires_at: UnixTime,
    ) {
        self.push(sql!(
            "INSERT INTO one_time_tokens (id, kind, account_id, mailed_to_key, created_at, expires_at)
             SELECT ?2, ?5, accounts.id, COALESCE(accounts.email_key, ''), ?3, ?4
             FROM events JOIN accounts ON accounts.id = events.about
             WHERE events.id = ?1 AND events.kind IN ('recovery-linked', 'recovery-shown')
             ON CONFLICT (account_id, kind) DO UPDATE SET
               id = excluded.id, mailed_to_key = excluded.mailed_to_key, created_at = excluded.created_at,
               expires_at = excluded.expires_at, spent_by = NULL, wrong_codes = 0",
            act.id,
            token,
            act.at,
            expires_at,
            kind.as_str(),
        ));
    }

    /// Claims the making of a recovery link and stores it in place of the account's former one. The result is `None` if
    /// the link may only be mailed and no proven address can get it; its errors are those of [`Self::claim`].
    pub fn link_recovery(&mut self, act: &Act<'_>, new: &NewRecoveryLink<'_>) -> Handle<Option<Delivery>> {
        const DELIVERABLE: &str = concat!(
            "(NOT ",
            only_mailed!("?12", "?3"),
            " OR (?16 AND EXISTS (SELECT 1 FROM accounts
               WHERE id = ?12 AND email_key IS NOT NULL AND email_verified_at IS NOT NULL)))"
        );
        let sends_mail = i64::from(new.sends_mail).into();
        let claimed = self.claim_if(act, Some(Condition { sql: DELIVERABLE, bindings: vec![sends_mail] }));
        self.insert_recovery_token(act, TokenKind::Recovery, new.token, new.expires_at);
        const DELIVERY: &str = concat!(
            "SELECT ",
            email_column!(),
            ", ",
            only_mailed!("accounts.id", "?2"),
            " AS only_mailed FROM accounts WHERE id = (SELECT about FROM events WHERE id = ?1)"
        );
        let delivery = self.push(sql!(DELIVERY, act.id, act.at)).first::<DeliveryRow>();
        self.handle(move |done| {
            let claimed = done.take(claimed)?;
            let row = done.take(delivery)?.filter(|_| claimed);
            Ok(row.and_then(|DeliveryRow { email, only_mailed }| match (only_mailed, email) {
                (0, told) => Some(Delivery::Shown { told }),
                (_, to) => to.map(|to| Delivery::Mailed { to }),
            }))
        })
    }
}
