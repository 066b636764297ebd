//! Notices of the account page. The redirect after a form carries the notice's name and nothing else.

use super::site::AccountSection;
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
        let section = self.section();
        format!("{}?notice={}#{}", section.page().path(), self.name(), section.id())
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
    pub fn section(self) -> AccountSection {
        match self {
            Self::ProfileSaved => AccountSection::Profile,
            Self::VerificationSent => AccountSection::Confirm,
            Self::AddressAsked => AccountSection::Email,
            Self::PasswordChanged | Self::PasswordLinkSent => AccountSection::Password,
            Self::PasskeyAdded | Self::PasskeyRenamed | Self::PasskeyRemoved => AccountSection::Passkeys,
            Self::TwoFactorEnabled | Self::TwoFactorDisabled => AccountSection::TwoFactor,
            Self::IdentityLinked | Self::IdentityUnlinked => AccountSection::Identities,
            Self::ApplicationRemoved => AccountSection::Applications,
            Self::SessionEnded | Self::OtherSessionsEnded => AccountSection::Devices,
        }
    }
}
