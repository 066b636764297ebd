//! Remedies: what an owner can do about a change that was not theirs.

/// Page of this service where an owner undoes, or makes up for, a change that was not theirs. Each works while whoever
/// made the change is still signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// New password through the mailbox, which ends every session.
    NewPassword,
    /// List of passkeys. Removing one ends the other sessions.
    Passkeys,
    /// List of identities. Removing one ends the other sessions.
    Identities,
    /// Two-step verification, with its backup codes.
    SecondFactor,
    /// List of signed-in devices.
    Devices,
    /// Applications that the owner allowed. Removing one ends its grants.
    Applications,
}

impl Remedy {
    pub const ALL: [Self; 6] =
        [Self::NewPassword, Self::Passkeys, Self::Identities, Self::SecondFactor, Self::Devices, Self::Applications];

    /// Path and fragment of the page.
    pub const fn path(self) -> &'static str {
        match self {
            Self::NewPassword => "/forgot-password",
            Self::Passkeys => "/account/security#passkeys",
            Self::Identities => "/account/security#identities",
            Self::SecondFactor => "/account/security#two-factor",
            Self::Devices => "/account/devices",
            Self::Applications => "/account/applications",
        }
    }
}
