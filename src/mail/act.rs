//! Mails that tell an account's owner what an operator, a service key or the command line did.

use super::compose::new_address;
use super::copy::{MailCopy, NoticeCopy};
use super::letter::Letter;
use super::remedy::Remedy;
use crate::domain::{Role, UnixTime};
use crate::facts::{Fact, moment, when};

/// Act on an account.
#[derive(Clone, Debug)]
pub enum ToldAct {
    Disabled {
        /// `None`: until it is enabled.
        until: Option<UnixTime>,
    },
    Enabled,
    SecondFactorReset,
    PasskeyRemoved,
    IdentityUnlinked,
    PasswordRemoved,
    /// An operator vouched for the account's address.
    EmailVouched,
    /// Name, image or username.
    ProfileChanged,
    /// External id or metadata alone.
    DetailsChanged,
    RoleGiven(Role),
    RoleRemoved,
    /// To the present address: an operator entered another.
    AddressChanged {
        new_email: String,
        /// Link that keeps the present one, if it is proven.
        undo: Option<String>,
    },
    /// To the addresses of both accounts.
    Merged,
    RecoveryLinkMade,
    /// To the old mailbox, with the link that refuses.
    RecoveryAsked {
        link: String,
    },
    /// Link that removes the second factor, shown to the operator who approved the recovery.
    RecoveryShown,
    /// Recovery link to the person alone.
    RecoveryLinkMailed {
        link: String,
    },
    /// To the old mailbox, with the link that refuses.
    RecoveryApproved {
        link: String,
    },
    SessionEnded,
    SessionsEnded,
    /// To the address that the account had.
    Deleted,
}

/// Origin of an act, for the account's owner: actor, time and reason, without the actor's IP address.
#[derive(Clone, Debug)]
pub struct Attribution {
    pub by: By,
    pub at: UnixTime,
    /// City and country, if the edge provided them.
    pub place: Option<String>,
    pub reason: Option<String>,
}

#[derive(Clone, Debug)]
pub enum By {
    Role(Role),
    /// Name of a service key.
    Key(String),
    CommandLine,
}

impl ToldAct {
    /// Remedy that the owner has at once.
    pub const fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::SecondFactorReset => Some(Remedy::SecondFactor),
            Self::PasskeyRemoved => Some(Remedy::Passkeys),
            Self::IdentityUnlinked => Some(Remedy::Identities),
            Self::PasswordRemoved => Some(Remedy::NewPassword),
            Self::Merged | Self::SessionEnded | Self::SessionsEnded => Some(Remedy::Devices),
            Self::Disabled { .. }
            | Self::Enabled
            | Self::EmailVouched
            | Self::ProfileChanged
            | Self::DetailsChanged
            | Self::RoleGiven(_)
            | Self::RoleRemoved
            | Self::AddressChanged { .. }
            | Self::RecoveryLinkMade
            | Self::RecoveryAsked { .. }
            | Self::RecoveryShown
            | Self::RecoveryLinkMailed { .. }
            | Self::RecoveryApproved { .. }
            | Self::Deleted => None,
        }
    }

    /// Link that the mail is about, in place of a remedy's.
    pub fn own_link(&self) -> Option<&str> {
        match self {
            Self::RecoveryLinkMailed { link }
            | Self::RecoveryAsked { link }
            | Self::RecoveryApproved { link }
            | Self::AddressChanged { undo: Some(link), .. } => Some(link),
            _ => None,
        }
    }

    /// Label of the mail's button.
    fn label(&self, copy: &MailCopy) -> Option<&'static str> {
        match self {
            Self::RecoveryAsked { .. } | Self::RecoveryApproved { .. } => Some(copy.letters.refuse_recovery),
            Self::RecoveryLinkMailed { .. } => Some(copy.letters.recover_account),
            Self::AddressChanged { undo: Some(_), .. } => Some(copy.letters.keep_address),
            _ => self.remedy().map(copy.remedy),
        }
    }

    fn notice<'a>(&self, copy: &'a MailCopy) -> &'a NoticeCopy {
        match self {
            Self::Disabled { .. } => &copy.acts.disabled,
            Self::Enabled => &copy.acts.enabled,
            Self::SecondFactorReset => &copy.acts.second_factor_reset,
            Self::PasskeyRemoved => &copy.acts.passkey_reset,
            Self::IdentityUnlinked => &copy.acts.identity_reset,
            Self::PasswordRemoved => &copy.acts.password_reset,
            Self::EmailVouched => &copy.acts.email_vouched,
            Self::ProfileChanged => &copy.acts.profile_changed,
            Self::DetailsChanged => &copy.acts.details_changed,
            Self::RoleGiven(_) => &copy.acts.role_given,
            Self::RoleRemoved => &copy.acts.role_removed,
            Self::AddressChanged { undo: Some(_), .. } => &copy.acts.address_entered,
            Self::AddressChanged { undo: None, .. } => &copy.acts.address_replaced,
            Self::Merged => &copy.acts.merged,
            Self::RecoveryLinkMade => &copy.acts.recovery_link_made,
            Self::RecoveryAsked { .. } => &copy.acts.recovery_asked,
            Self::RecoveryShown => &copy.acts.recovery_shown,
            Self::RecoveryApproved { .. } => &copy.acts.recovery_approved,
            Self::RecoveryLinkMailed { .. } => &copy.acts.recovery_link_mailed,
            Self::SessionEnded => &copy.acts.session_ended,
            Self::SessionsEnded => &copy.acts.sessions_ended,
            Self::Deleted => &copy.acts.deleted,
        }
    }

    /// Details of the act itself.
    fn facts(&self, copy: &MailCopy) -> Vec<Fact> {
        let known = |label, text| vec![Fact::known(label, text)];
        match self {
            Self::Disabled { until: Some(until) } => known(copy.labels.until, moment(*until, copy.language)),
            Self::RoleGiven(role) => known(copy.labels.role, (copy.role)(*role).to_owned()),
            Self::AddressChanged { new_email, .. } => vec![new_address(new_email, copy)],
            _ => Vec::new(),
        }
    }
}

fn actor(by: &By, copy: &MailCopy) -> Fact {
    let label = copy.labels.by;
    match by {
        By::Role(role) => Fact::known(label, (copy.role)(*role).to_owned()),
        By::Key(name) => {
            let kind = copy.labels.another_system;
            Fact::stated(label, &format!("{kind} ({name})"))
        }
        By::CommandLine => Fact::known(label, copy.labels.command_line.to_owned()),
    }
}

impl Attribution {
    fn facts(&self, copy: &MailCopy) -> Vec<Fact> {
        let stated = |label, text: &Option<String>| text.as_deref().map(|text| Fact::stated(label, text));
        [
            Some(when(self.at, copy.language)),
            Some(actor(&self.by, copy)),
            stated(copy.labels.place, &self.place),
            stated(copy.labels.reason, &self.reason),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

pub(super) fn letter(copy: &MailCopy, act: &ToldAct, attribution: &Attribution, link: Option<&str>) -> Letter {
    let facts = [act.facts(copy), attribution.facts(copy)].concat();
    act.notice(copy).letter(facts, act.label(copy).zip(link))
}
