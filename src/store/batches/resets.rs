//! Resets by operators: a factor or a way to sign in goes, and every session with it.

use super::acts::{Act, Condition};
use crate::domain::{IdentityId, PasskeyId, UnixTime};
use crate::store::batch::{Batch, Handle};
use crate::store::revocation::Cause;
use crate::store::sql;

/// Part of an account that an operator removes.
#[derive(Clone, Copy, Debug)]
pub enum Reset<'a> {
    SecondFactor,
    Password,
    Passkey(&'a PasskeyId),
    Identity(&'a IdentityId),
}

impl Reset<'_> {
    /// Condition that the account has it, on ?12 and ?16, and its name there as the event's detail.
    const fn found(self) -> (&'static str, &'static str) {
        match self {
            Self::SecondFactor => (
                "EXISTS (SELECT 1 FROM totp WHERE account_id = ?12 AND enabled_at IS NOT NULL) AND ?16 IS NULL",
                "NULL",
            ),
            Self::Password => ("EXISTS (SELECT 1 FROM passwords WHERE account_id = ?12) AND ?16 IS NULL", "NULL"),
            Self::Passkey(_) => (
                "EXISTS (SELECT 1 FROM passkeys WHERE id = ?16 AND account_id = ?12)",
                "(SELECT name FROM passkeys WHERE id = ?16)",
            ),
            Self::Identity(_) => (
                "EXISTS (SELECT 1 FROM identities WHERE id = ?16 AND account_id = ?12)",
                "(SELECT provider FROM identities WHERE id = ?16)",
            ),
        }
    }

    const fn cause(self) -> Cause {
        match self {
            Self::SecondFactor => Cause::FactorReset,
            Self::Password => Cause::PasswordRemoved,
            Self::Passkey(_) | Self::Identity(_) => Cause::SignInMethodReset,
        }
    }
}

impl Batch {
    /// Claims the removal of a part of an account, and removes it. The result is false if the account has no such part;
    /// its errors are those of [`Self::claim`].
    pub fn reset(&mut self, act: &Act<'_>, reset: Reset<'_>) -> Handle<bool> {
        let (sql, detail) = reset.found();
        let part = match reset {
            Reset::SecondFactor | Reset::Password => None,
            Reset::Passkey(id) => Some(id.0.as_str()),
            Reset::Identity(id) => Some(id.0.as_str()),
        };
        let claimed = self.claim_detailed(act, Some(Condition { sql, bindings: vec![part.into()] }), detail);
        let delete = match reset {
            Reset::SecondFactor | Reset::Password => None,
            Reset::Passkey(_) => {
                Some("DELETE FROM passkeys WHERE id = ?2 AND account_id = (SELECT about FROM events WHERE id = ?1)")
            }
            Reset::Identity(_) => {
                Some("DELETE FROM identities WHERE id = ?2 AND account_id = (SELECT about FROM events WHERE id = ?1)")
            }
        };
        self.extend(delete.map(|delete| sql!(delete, act.id, part)));
        self.revoke(reset.cause(), &act.scope());
        claimed
    }

    /// Claims that an operator vouches for the account's address, and notes it. The result is false without an address;
    /// its errors are those of [`Self::claim`].
    pub fn vouch(&mut self, act: &Act<'_>, now: UnixTime) -> Handle<bool> {
        let has_address = Condition {
            sql: "EXISTS (SELECT 1 FROM accounts WHERE id = ?12 AND email_key IS NOT NULL)",
            bindings: vec![],
        };
        let claimed = self.claim_if(act, Some(has_address));
        self.extend([sql!(
            "UPDATE accounts SET email_vouched_at = ?2
             WHERE id = (SELECT about FROM events WHERE id = ?1) AND email_vouched_at IS NULL",
            act.id,
            now,
        )]);
        claimed
    }
}
