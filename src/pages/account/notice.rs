//! Notices of the account page. The redirect after a form carries the notice's name and nothing else.

use crate::domain::Language;

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

impl Notice {
    pub const ALL: [Self; 14] = [
        Self::ProfileSaved,
        Self::VerificationSent,
        Self::AddressAsked,
        Self::PasswordChanged,
        Self::PasswordLinkSent,
        Self::PasskeyAdded,
        Self::PasskeyRenamed,
        Self::PasskeyRemoved,
        Self::TwoFactorEnabled,
        Self::TwoFactorDisabled,
        Self::IdentityLinked,
        Self::IdentityUnlinked,
        Self::SessionEnded,
        Self::OtherSessionsEnded,
    ];

    /// Parses a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.name() == name)
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
            Self::VerificationSent => {
                ("We emailed you. Open the link in the email.", "E-mail envoyé. Ouvrez le lien qu’il contient.")
            }
            Self::AddressAsked => (
                "We emailed you. The address changes once you have opened the link in the email.",
                "E-mail envoyé. L’adresse changera quand vous aurez ouvert le lien qu’il contient.",
            ),
            Self::PasswordChanged => (
                "Your password is changed. Your other devices are signed out.",
                "Votre mot de passe est changé. Vos autres appareils sont déconnectés.",
            ),
            Self::PasswordLinkSent => (
                "We emailed you a link. It is good for an hour.",
                "Nous vous avons envoyé un lien. Il est valable une heure.",
            ),
            Self::PasskeyAdded => ("The passkey is ready.", "La clé d’accès est prête."),
            Self::PasskeyRenamed => ("Renamed.", "Renommée."),
            Self::PasskeyRemoved => ("The passkey is removed.", "La clé d’accès est retirée."),
            Self::TwoFactorEnabled => {
                ("Two-step sign-in is on from now on.", "La connexion en deux étapes est désormais activée.")
            }
            Self::TwoFactorDisabled => ("Two-step sign-in is off.", "La connexion en deux étapes est désactivée."),
            Self::IdentityLinked => ("The account is linked.", "Le compte est lié."),
            Self::IdentityUnlinked => ("The account is unlinked.", "Le compte est délié."),
            Self::SessionEnded => ("That device is signed out.", "Cet appareil est déconnecté."),
            Self::OtherSessionsEnded => {
                ("All other devices are signed out.", "Tous les autres appareils sont déconnectés.")
            }
        };
        language.pick(english, french)
    }
}

/// Error of a failed link to a provider, by the code in the redirect.
pub(super) fn not_linked(language: Language, code: &str) -> &'static str {
    let (english, french) = match code {
        "REAUTHENTICATION_REQUIRED" | "INVALID_TOKEN" => (
            "Nothing was linked: it took too long. Sign in again, then link it.",
            "Rien n’a été lié\u{a0}: trop de temps a passé. Reconnectez-vous, puis liez le compte.",
        ),
        "IDENTITY_ALREADY_LINKED" => (
            "That account signs in to another account here. Unlink it there first.",
            "Ce compte est lié à un autre compte ici. Déliez-le d’abord là-bas.",
        ),
        "TOO_MANY_IDENTITIES" => (
            "Nothing was linked: you have 20 linked accounts, the most there can be. Unlink one first.",
            "Rien n’a été lié\u{a0}: vous avez déjà 20 comptes liés, le maximum. Déliez-en un d’abord.",
        ),
        "ACCESS_DENIED" => (
            "Nothing was linked: you cancelled at the provider.",
            "Rien n’a été lié\u{a0}: vous avez annulé chez le fournisseur.",
        ),
        "PROVIDER_FAILED" => (
            "Nothing was linked: the provider did not confirm who you are.",
            "Rien n’a été lié\u{a0}: le fournisseur n’a pas confirmé qui vous êtes.",
        ),
        _ => ("Nothing was linked. Please try again.", "Rien n’a été lié. Veuillez réessayer."),
    };
    language.pick(english, french)
}
