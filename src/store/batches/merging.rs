//! Merge of two accounts: what can sign in to one of them, and its history, move to the other.

use serde::Deserialize;

use super::account_deletion::DeletedRequests;
use super::acts::{Act, Condition};
use super::recovery_links::lately_reset;
use crate::domain::{AccountId, EventId};
use crate::ports::Statement;
use crate::store::batch::{Batch, Handle};
use crate::store::revocation::{Cause, Keep, Scope};
use crate::store::rows::email_column;
use crate::store::sql;

/// Account that a claimed merge leaves.
macro_rules! target {
    () => {
        "(SELECT about FROM events WHERE id = ?1 AND kind = 'merged')"
    };
}

/// Account that a claimed merge ends.
macro_rules! merged {
    () => {
        "(SELECT detail FROM events WHERE id = ?1 AND kind = 'merged')"
    };
}

/// Condition that an account has a second factor.
macro_rules! has_factor {
    ($account:literal) => {
        concat!("EXISTS (SELECT 1 FROM totp WHERE account_id = ", $account, " AND enabled_at IS NOT NULL)")
    };
}

/// Condition that an account has a passkey or an identity.
macro_rules! has_way_in {
    ($account:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM passkeys WHERE account_id = ",
            $account,
            ") OR EXISTS (SELECT 1 FROM identities WHERE account_id = ",
            $account,
            "))"
        )
    };
}

/// Condition that two accounts do not merge, at the time ?3:
/// - one has a role, or an address that nobody has proven: whoever set it up may be somebody else;
/// - an operator or a key reset one in the last 24 hours, as for a recovery link that is only mailed;
/// - only the one that ends has a second factor, which would be lost;
/// - the one that is left has a second factor, and the other a passkey or an identity. A passkey signs in without the
///   code, so whoever may merge could carry their own into it.
macro_rules! in_conflict {
    ($target:literal, $from:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM accounts AS either WHERE either.id IN (",
            $target,
            ", ",
            $from,
            ")
               AND (either.role IS NOT NULL OR (COALESCE(either.email, either.unattached_email) IS NOT NULL
                 AND either.email_verified_at IS NULL)))
             OR ",
            lately_reset!(concat!($target, ", ", $from), "?3"),
            " OR CASE WHEN ",
            has_factor!($target),
            " THEN ",
            has_way_in!($from),
            " ELSE ",
            has_factor!($from),
            " END)"
        )
    };
}

/// Condition that both accounts have a password.
macro_rules! both_have_passwords {
    ($target:literal, $from:literal) => {
        concat!("(SELECT count(*) FROM passwords WHERE account_id IN (", $target, ", ", $from, ")) = 2")
    };
}

/// Password that is kept of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptPassword {
    Target,
    From,
}

impl KeptPassword {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::From => "from",
        }
    }
}

/// Account that a merge ends.
pub struct Merging<'a> {
    pub from: &'a AccountId,
    /// Needed if both accounts have a password.
    pub keep: Option<KeptPassword>,
}

/// Result of the claim of a merge.
pub enum Merged {
    Done {
        /// Address that the ended account had.
        email: Option<String>,
        requests: DeletedRequests,
    },
    /// There is no account to merge.
    NotFound,
    /// Either may not take part, or something would pass by a second factor or lose it.
    Conflict,
    /// Both have a password, and none was chosen.
    Undecided,
}

/// Facts about the account that is to end, read before it does.
#[derive(Deserialize)]
struct FactsRow {
    email: Option<String>,
    in_conflict: i64,
}

impl Batch {
    /// Claims a merge, whose event's detail is the account that ends, and merges. Errors of the result: those of
    /// [`Self::claim`].
    pub fn merge(&mut self, act: &Act<'_>, merging: &Merging<'_>) -> Handle<Merged> {
        const FITS: &str = concat!(
            "EXISTS (SELECT 1 FROM accounts WHERE id = ?16) AND ?16 <> ?12 AND NOT ",
            in_conflict!("?12", "?16"),
            " AND (?17 IS NOT NULL OR NOT ",
            both_have_passwords!("?12", "?16"),
            ")"
        );
        const FACTS: &str = concat!(
            "SELECT ",
            email_column!(),
            ", ",
            in_conflict!("?1", "?2"),
            " AS in_conflict FROM accounts WHERE id = ?2"
        );
        let Merging { from, keep } = *merging;
        let facts = self.push(sql!(FACTS, act.about, from, act.at)).first::<FactsRow>();
        let bindings = vec![from.into(), keep.map(KeptPassword::as_str).into()];
        let claimed = self.claim_if(act, Some(Condition { sql: FITS, bindings }));
        let requests = self.requests_of(from);
        self.extend(moves(act.id, keep));
        self.revoke(Cause::Merged, &act.scope());
        let ended = Scope { account: merged!(), only_if: None, bindings: vec![act.id.into()], keep: Keep::Nothing };
        self.revoke(Cause::Deleted, &ended);
        self.handle(move |done| {
            let (claimed, facts, requests) = (done.take(claimed)?, done.take(facts)?, done.take(requests)?);
            Ok(match facts {
                None => Merged::NotFound,
                Some(FactsRow { email, .. }) if claimed => Merged::Done { email, requests },
                Some(FactsRow { in_conflict: 0, .. }) => Merged::Undecided,
                Some(_) => Merged::Conflict,
            })
        })
    }
}

/// Statements that move what the ended account had. A passkey keeps the user handle that it was made under: its
/// authenticator answers with that.
fn moves(act: &EventId, keep: Option<KeptPassword>) -> [Statement; 8] {
    let keeps_from = i64::from(keep == Some(KeptPassword::From));
    [
        sql!(
            concat!(
                "UPDATE passkeys SET user_handle = COALESCE(user_handle, account_id), account_id = ",
                target!(),
                " WHERE account_id = ",
                merged!()
            ),
            act,
        ),
        sql!(concat!("UPDATE identities SET account_id = ", target!(), " WHERE account_id = ", merged!()), act),
        sql!(
            concat!(
                "DELETE FROM passwords WHERE ?2 AND account_id = ",
                target!(),
                " AND EXISTS (SELECT 1 FROM passwords AS other WHERE other.account_id = ",
                merged!(),
                ")"
            ),
            act,
            keeps_from,
        ),
        sql!(
            concat!(
                "UPDATE passwords SET account_id = ",
                target!(),
                " WHERE account_id = ",
                merged!(),
                " AND NOT EXISTS (SELECT 1 FROM passwords AS own WHERE own.account_id = ",
                target!(),
                ")"
            ),
            act,
        ),
        sql!(concat!("UPDATE events SET account_id = ", target!(), " WHERE account_id = ", merged!()), act),
        sql!(concat!("UPDATE events SET about = ", target!(), " WHERE about = ", merged!()), act),
        // Two accounts never have one id, so it is set apart before it moves.
        sql!(
            concat!(
                "UPDATE accounts SET external_id = char(1) || external_id
                 WHERE external_id IS NOT NULL AND id = ",
                merged!()
            ),
            act,
        ),
        sql!(
            concat!(
                "UPDATE accounts SET external_id = (SELECT substr(other.external_id, 2) FROM accounts AS other
                   WHERE other.id = ",
                merged!(),
                ") WHERE external_id IS NULL AND id = ",
                target!()
            ),
            act,
        ),
    ]
}
