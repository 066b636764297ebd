//! Mails that tell an account's owner what was done from a session, or through a mailed link.

use super::compose::new_address;
use super::copy::{MailCopy, NoticeCopy};
use super::letter::Letter;
use super::remedy::Remedy;
use crate::facts::{Circumstances, Fact};

/// Change of an account, or of the ways to sign in to it.
#[derive(Clone, Debug)]
pub enum Change {
    PasswordChanged,
    TwoFactorEnabled {
        /// Link that removes the factor, if there is one.
        undo: Option<String>,
    },
    TwoFactorDisabled,
    /// Factor removed by the link of the mail about it, with what was added since.
    TwoFactorUndone {
        /// Passkeys removed with it.
        passkeys: usize,
        /// Linked accounts removed with it.
        identities: usize,
    },
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
    /// Consent to an application, or to more than it had.
    ApplicationAllowed {
        name: String,
    },
    RecoveryLinkUsed,
    /// Sign-in from a device that the account has never been used on.
    NewDevice,
    /// To the former address.
    AddressChanged {
        new_email: String,
        /// Link that takes the former address back, if there is one.
        undo: Option<String>,
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
            | Self::TwoFactorUndone { .. }
            | Self::BackupCodeUsed { .. }
            | Self::RecoveryLinkUsed
            | Self::NewDevice => Some(Remedy::NewPassword),
            Self::BackupCodesRenewed => Some(Remedy::SecondFactor),
            Self::PasskeyAdded { .. } | Self::PasskeyRemoved => Some(Remedy::Passkeys),
            Self::IdentityLinked | Self::IdentityUnlinked => Some(Remedy::Identities),
            Self::DevicePaired => Some(Remedy::Devices),
            Self::ApplicationAllowed { .. } => Some(Remedy::Applications),
            Self::TwoFactorEnabled { .. } | Self::AddressChanged { .. } | Self::AccountDeleted => None,
        }
    }

    /// Link that the mail is about, in place of a remedy's.
    pub fn own_link(&self) -> Option<&str> {
        match self {
            Self::TwoFactorEnabled { undo } | Self::AddressChanged { undo, .. } => undo.as_deref(),
            _ => None,
        }
    }

    /// Label of the mail's button.
    fn label(&self, copy: &MailCopy) -> Option<&'static str> {
        match self {
            Self::TwoFactorEnabled { undo: Some(_) } => Some(copy.letters.remove_second_factor),
            Self::AddressChanged { undo: Some(_), .. } => Some(copy.letters.keep_address),
            _ => self.remedy().map(copy.remedy),
        }
    }

    /// Details of the change itself.
    fn facts(&self, copy: &MailCopy) -> Vec<Fact> {
        match self {
            Self::BackupCodeUsed { left } => {
                vec![Fact::known(copy.labels.codes_left, left.to_string())]
            }
            Self::PasskeyAdded { name } => vec![Fact::stated(copy.labels.passkey, name)],
            Self::ApplicationAllowed { name } => vec![Fact::stated(copy.labels.application, name)],
            Self::AddressChanged { new_email, .. } => vec![new_address(new_email, copy)],
            Self::TwoFactorUndone { passkeys, identities } => {
                let removed = [(copy.labels.passkeys_removed, passkeys), (copy.labels.identities_removed, identities)];
                let counted = removed.into_iter().filter(|(_, count)| **count > 0);
                counted.map(|(label, count)| Fact::known(label, count.to_string())).collect()
            }
            _ => Vec::new(),
        }
    }

    fn notice<'a>(&self, copy: &'a MailCopy) -> &'a NoticeCopy {
        match self {
            Self::PasswordChanged => &copy.changes.password_changed,
            Self::TwoFactorEnabled { undo: Some(_) } => &copy.changes.two_factor_undoable,
            Self::TwoFactorEnabled { undo: None } => &copy.changes.two_factor_enabled,
            Self::TwoFactorDisabled | Self::TwoFactorUndone { passkeys: 0, identities: 0 } => {
                &copy.changes.two_factor_disabled
            }
            Self::TwoFactorUndone { .. } => &copy.changes.two_factor_undone,
            Self::BackupCodesRenewed => &copy.changes.backup_codes_renewed,
            Self::BackupCodeUsed { .. } => &copy.changes.backup_code_used,
            Self::PasskeyAdded { .. } => &copy.changes.passkey_added,
            Self::PasskeyRemoved => &copy.changes.passkey_removed,
            Self::IdentityLinked => &copy.changes.identity_linked,
            Self::IdentityUnlinked => &copy.changes.identity_unlinked,
            Self::DevicePaired => &copy.changes.device_paired,
            Self::ApplicationAllowed { .. } => &copy.changes.application_allowed,
            Self::RecoveryLinkUsed => &copy.changes.recovery_link_used,
            Self::NewDevice => &copy.changes.new_device,
            Self::AddressChanged { undo: Some(_), .. } => &copy.changes.address_undoable,
            Self::AddressChanged { undo: None, .. } => &copy.changes.address_changed,
            Self::AccountDeleted => &copy.changes.account_deleted,
        }
    }
}

pub(super) fn letter(copy: &MailCopy, change: &Change, circumstances: &Circumstances, link: Option<&str>) -> Letter {
    let mut facts = change.facts(copy);
    facts.extend(circumstances.facts(copy.language));
    change.notice(copy).letter(facts, change.label(copy).zip(link))
}
