//! Remedies: what an owner can do about a change that was not theirs.

use crate::domain::Language;

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
}

impl Remedy {
    pub const ALL: [Self; 5] = [Self::NewPassword, Self::Passkeys, Self::Identities, Self::SecondFactor, Self::Devices];

    /// Path and fragment of the page.
    pub const fn path(self) -> &'static str {
        match self {
            Self::NewPassword => "/forgot-password",
            Self::Passkeys => "/account#passkeys",
            Self::Identities => "/account#identities",
            Self::SecondFactor => "/account#two-factor",
            Self::Devices => "/account#devices",
        }
    }

    /// Label of the button.
    pub(super) const fn label(self, language: Language) -> &'static str {
        let (english, french) = match self {
            Self::NewPassword => ("Set a new password", "Choisir un nouveau mot de passe"),
            Self::Passkeys => ("Review your passkeys", "Voir vos clés d’accès"),
            Self::Identities => ("Review your linked accounts", "Voir vos comptes associés"),
            Self::SecondFactor => ("Review two-step verification", "Voir la validation en deux étapes"),
            Self::Devices => ("Review your devices", "Voir vos appareils"),
        };
        match language {
            Language::English => english,
            Language::French => french,
        }
    }
}
