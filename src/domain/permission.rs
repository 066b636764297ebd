//! Permission: what a route of the operators' API requires, by role and by scope of a service key.

use super::role::Role;
use super::service_key::KeyScope;

/// Permission to act as an operator. Each route names one; nothing is permitted without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    ReadUsers,
    ReadEvents,
    /// Create, change, invite, disable, enable, verify, reset, recover.
    WriteUsers,
    DeleteUsers,
    ChangeAddress,
    MergeUsers,
    GiveRoles,
    ManageClients,
    /// Rotate and revoke.
    ManageSigningKeys,
    ReadKeys,
    WriteKeys,
    AskForRecovery,
    ApproveRecovery,
}

impl Permission {
    pub const ALL: [Self; 13] = [
        Self::ReadUsers,
        Self::ReadEvents,
        Self::WriteUsers,
        Self::DeleteUsers,
        Self::ChangeAddress,
        Self::MergeUsers,
        Self::GiveRoles,
        Self::ManageClients,
        Self::ManageSigningKeys,
        Self::ReadKeys,
        Self::WriteKeys,
        Self::AskForRecovery,
        Self::ApproveRecovery,
    ];

    /// Weakest role that has it.
    pub const fn role(self) -> Role {
        match self {
            Self::ReadUsers | Self::ReadEvents => Role::Reader,
            Self::WriteUsers => Role::Support,
            _ => Role::Operator,
        }
    }

    /// Scope of the service keys that have it; `None`: no key has.
    pub const fn scope(self) -> Option<KeyScope> {
        match self {
            Self::ReadUsers => Some(KeyScope::ReadUsers),
            Self::ReadEvents => Some(KeyScope::ReadEvents),
            Self::WriteUsers | Self::DeleteUsers => Some(KeyScope::WriteUsers),
            Self::ManageClients | Self::ManageSigningKeys => Some(KeyScope::WriteClients),
            Self::ChangeAddress
            | Self::MergeUsers
            | Self::GiveRoles
            | Self::ReadKeys
            | Self::WriteKeys
            | Self::AskForRecovery
            | Self::ApproveRecovery => None,
        }
    }

    /// True if a person must have signed in within [`FRESHNESS`](super::session::FRESHNESS).
    pub const fn needs_fresh_session(self) -> bool {
        matches!(
            self,
            Self::DeleteUsers
                | Self::ChangeAddress
                | Self::MergeUsers
                | Self::GiveRoles
                | Self::WriteKeys
                | Self::ManageSigningKeys
                | Self::ApproveRecovery
        )
    }
}
