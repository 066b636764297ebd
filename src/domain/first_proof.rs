//! First proof of a mailbox: what an account had before anybody proved its address, and what becomes of it.

use serde::Deserialize;

use super::UnixTime;

/// What was set on an account while its address was unproven, perhaps by somebody else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct EarlierSetup {
    /// 1 for an account with a password.
    pub password: i64,
    /// 1 for an account whose second factor is enabled.
    pub second_factor: i64,
    /// How many there are.
    pub passkeys: i64,
    /// Providers of its identities, each once.
    pub identities: Vec<String>,
    /// Sessions that are alive.
    pub sessions: i64,
}

/// What the first proof of an address removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedSetup {
    /// Moment of the proof.
    pub at: UnixTime,
    /// The setup as it was until then.
    pub setup: EarlierSetup,
}

/// Answer to a mailed sign-in link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkAnswer {
    /// No question was asked: a program shows the token. A first proof removes the earlier setup.
    Unasked,
    /// The reader signs in to an account whose address is proven.
    Confirm,
    /// The reader made the account: the earlier setup stays, its sessions end, its second factor is asked for.
    Mine,
    /// Somebody else made the account: the earlier setup is removed.
    NotMine,
}

impl LinkAnswer {
    /// Whether the address must have been proven before, where that matters.
    pub fn wants_proven(self) -> Option<bool> {
        match self {
            Self::Unasked | Self::Mine => None,
            Self::Confirm => Some(true),
            Self::NotMine => Some(false),
        }
    }

    /// Whether a first proof removes the earlier setup.
    pub fn removes(self) -> bool {
        matches!(self, Self::Unasked | Self::NotMine)
    }
}
