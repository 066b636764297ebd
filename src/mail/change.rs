//! Mails that tell an account's owner what was done from a session, or through a mailed link.

use super::compose::new_address;
use super::letter::Letter;
use super::notices::{self, Notice};
use super::remedy::Remedy;
use crate::domain::Language;
use crate::facts::{Circumstances, Fact};

/// Change of an account, or of the ways to sign in to it.
#[derive(Clone, Debug)]
pub enum Change {
    PasswordChanged,
    TwoFactorEnabled,
    TwoFactorDisabled,
    BackupCodesRenewed,
    BackupCodeUsed {
        /// Unused codes.
        left: i64,
    },
    PasskeyAdded {
        name: String,
    },
    PasskeyRemoved,
    IdentityLinked,
    IdentityUnlinked,
    /// The circumstances are the device's.
    DevicePaired,
    RecoveryLinkUsed,
    /// Sign-in from a device that the account has never been used on.
    NewDevice,
    /// To the former address.
    AddressChanged {
        new_email: String,
    },
    /// To the address that the account had.
    AccountDeleted,
}

impl Change {
    /// Remedy that works while whoever made the change is still signed in.
    pub const fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::PasswordChanged
            | Self::TwoFactorDisabled
            | Self::BackupCodeUsed { .. }
            | Self::RecoveryLinkUsed
            | Self::NewDevice => Some(Remedy::NewPassword),
            Self::BackupCodesRenewed => Some(Remedy::SecondFactor),
            Self::PasskeyAdded { .. } | Self::PasskeyRemoved => Some(Remedy::Passkeys),
            Self::IdentityLinked | Self::IdentityUnlinked => Some(Remedy::Identities),
            Self::DevicePaired => Some(Remedy::Devices),
            Self::TwoFactorEnabled | Self::AddressChanged { .. } | Self::AccountDeleted => None,
        }
    }

    /// Details of the change itself.
    fn facts(&self, language: Language) -> Vec<Fact> {
        match self {
            Self::BackupCodeUsed { left } => {
                vec![Fact::known(language.pick("Codes left", "Codes restants"), left.to_string())]
            }
            Self::PasskeyAdded { name } => vec![Fact::stated(language.pick("Passkey", "Clé d’accès"), name)],
            Self::AddressChanged { new_email } => vec![new_address(new_email, language)],
            _ => Vec::new(),
        }
    }

    const fn notice(&self) -> &'static Notice {
        match self {
            Self::PasswordChanged => &notices::PASSWORD_CHANGED,
            Self::TwoFactorEnabled => &notices::TWO_FACTOR_ENABLED,
            Self::TwoFactorDisabled => &notices::TWO_FACTOR_DISABLED,
            Self::BackupCodesRenewed => &notices::BACKUP_CODES_RENEWED,
            Self::BackupCodeUsed { .. } => &notices::BACKUP_CODE_USED,
            Self::PasskeyAdded { .. } => &notices::PASSKEY_ADDED,
            Self::PasskeyRemoved => &notices::PASSKEY_REMOVED,
            Self::IdentityLinked => &notices::IDENTITY_LINKED,
            Self::IdentityUnlinked => &notices::IDENTITY_UNLINKED,
            Self::DevicePaired => &notices::DEVICE_PAIRED,
            Self::RecoveryLinkUsed => &notices::RECOVERY_LINK_USED,
            Self::NewDevice => &notices::NEW_DEVICE,
            Self::AddressChanged { .. } => &notices::ADDRESS_CHANGED,
            Self::AccountDeleted => &notices::ACCOUNT_DELETED,
        }
    }
}

pub(super) fn letter(language: Language, change: &Change, circumstances: &Circumstances, link: Option<&str>) -> Letter {
    let mut facts = change.facts(language);
    facts.extend(circumstances.facts(language));
    let label = change.remedy().map(|remedy| remedy.label(language));
    change.notice().letter(language, facts, label.zip(link))
}
