//! Notices of the account page. The redirect after a form carries the notice's name and nothing else.

use crate::domain::Language;
use crate::pages::ui::listed::listed;

listed! {
    /// Successful action.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) enum Notice {
        ProfileSaved,
        VerificationSent,
        /// Confirmation mailed to the new mailbox, or approval requested from the old one.
        AddressAsked,
        PasswordChanged,
        PasswordLinkSent,
        PasskeyAdded,
        PasskeyRenamed,
        PasskeyRemoved,
        TwoFactorEnabled,
        TwoFactorDisabled,
        IdentityLinked,
        IdentityUnlinked,
        SessionEnded,
        /// Every session except this one.
        OtherSessionsEnded,
    }
}

impl Notice {
    /// Parses a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|notice| notice.name() == name)
    }

    /// Path and query of the page with this notice, with the section's fragment.
    pub fn url(self) -> String {
        format!("/account?notice={}#{}", self.name(), self.section())
    }

    fn name(self) -> &'static str {
        match self {
            Self::ProfileSaved => "profile-saved",
            Self::VerificationSent => "verification-sent",
            Self::AddressAsked => "address-asked",
            Self::PasswordChanged => "password-changed",
            Self::PasswordLinkSent => "password-link-sent",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRenamed => "passkey-renamed",
            Self::PasskeyRemoved => "passkey-removed",
            Self::TwoFactorEnabled => "two-factor-enabled",
            Self::TwoFactorDisabled => "two-factor-disabled",
            Self::IdentityLinked => "identity-linked",
            Self::IdentityUnlinked => "identity-unlinked",
            Self::SessionEnded => "session-ended",
            Self::OtherSessionsEnded => "other-sessions-ended",
        }
    }

    /// Section that shows it.
    pub fn section(self) -> &'static str {
        match self {
            Self::ProfileSaved => "profile",
            Self::VerificationSent | Self::AddressAsked => "email",
            Self::PasswordChanged | Self::PasswordLinkSent => "password",
            Self::PasskeyAdded | Self::PasskeyRenamed | Self::PasskeyRemoved => "passkeys",
            Self::TwoFactorEnabled | Self::TwoFactorDisabled => "two-factor",
            Self::IdentityLinked | Self::IdentityUnlinked => "identities",
            Self::SessionEnded | Self::OtherSessionsEnded => "devices",
        }
    }

    /// Text in the reader's language.
    pub fn words(self, language: Language) -> &'static str {
        let (english, french) = match self {
            Self::ProfileSaved => ("Saved.", "Enregistré."),
            Self::VerificationSent => (
                "We emailed you a link. Open it to confirm your address.",
                "Nous vous avons envoyé un lien. Ouvrez-le pour confirmer votre adresse.",
            ),
            Self::AddressAsked => (
                "We emailed you a link. Your address changes once you have opened it.",
                "Nous vous avons envoyé un lien. Votre adresse changera quand vous l’aurez ouvert.",
            ),
            Self::PasswordChanged => (
                "Password changed. Your other devices were signed out.",
                "Mot de passe modifié. Vos autres appareils ont été déconnectés.",
            ),
            Self::PasswordLinkSent => (
                "We emailed you a link. It is valid for 1 hour.",
                "Nous vous avons envoyé un lien. Il est valable 1 heure.",
            ),
            Self::PasskeyAdded => ("Passkey added.", "Clé d’accès ajoutée."),
            Self::PasskeyRenamed => ("Passkey renamed.", "Clé d’accès renommée."),
            Self::PasskeyRemoved => ("Passkey removed.", "Clé d’accès supprimée."),
            Self::TwoFactorEnabled => ("Two-step verification is on.", "La validation en deux étapes est activée."),
            Self::TwoFactorDisabled => {
                ("Two-step verification is off.", "La validation en deux étapes est désactivée.")
            }
            Self::IdentityLinked => ("Account linked.", "Compte associé."),
            Self::IdentityUnlinked => ("Account unlinked.", "Compte dissocié."),
            Self::SessionEnded => ("Device signed out.", "Appareil déconnecté."),
            Self::OtherSessionsEnded => {
                ("All other devices are signed out.", "Tous les autres appareils sont déconnectés.")
            }
        };
        language.pick(english, french)
    }
}
