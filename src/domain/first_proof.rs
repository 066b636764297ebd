//! First proof of a mailbox, and its effect on everything set up while the address was unproven.

use serde::Deserialize;

use super::UnixTime;

/// Setup of an account whose address is unproven. Somebody other than the owner of the mailbox may have made it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct EarlierSetup {
    /// 1 for an account with a password, 0 otherwise.
    pub password: i64,
    /// 1 for an account with its second factor enabled, 0 otherwise.
    pub second_factor: i64,
    /// Number of passkeys.
    pub passkeys: i64,
    /// Providers of the account's identities, without duplicates.
    pub identities: Vec<String>,
    /// Number of active sessions.
    pub sessions: i64,
}

/// Setup that the first proof of an address removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedSetup {
    /// Time of the proof.
    pub at: UnixTime,
    /// Setup before the proof.
    pub setup: EarlierSetup,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkAnswer {
    /// A program sent the token, so no question was asked. A first proof removes the earlier setup.
    Unasked,
    /// The reader signs in to an account with a proven address.
    Confirm,
    /// The reader created the account: the earlier setup stays, its sessions end, and its second factor is required.
    Mine,
    /// Somebody else created the account: the earlier setup is removed.
    NotMine,
}

impl LinkAnswer {
    /// State of the address that this answer requires: `Some(true)` for proven, `Some(false)` for unproven, `None` for
    /// either.
    pub fn wants_proven(self) -> Option<bool> {
        match self {
            Self::Unasked | Self::Mine => None,
            Self::Confirm => Some(true),
            Self::NotMine => Some(false),
        }
    }

    /// True if a first proof with this answer removes the earlier setup.
    pub fn removes(self) -> bool {
        matches!(self, Self::Unasked | Self::NotMine)
    }
}
