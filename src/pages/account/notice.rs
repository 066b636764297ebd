//! Notices of the account page. The redirect after a form carries the notice's name and nothing else.

use crate::pages::ui::listed::listed;

listed! {
    /// Successful action.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AccountNotice {
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
        ApplicationRemoved,
        /// Every session except this one.
        OtherSessionsEnded,
    }
}

impl AccountNotice {
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
            Self::ApplicationRemoved => "application-removed",
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
            Self::ApplicationRemoved => "applications",
            Self::SessionEnded | Self::OtherSessionsEnded => "devices",
        }
    }
}
