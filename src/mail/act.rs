//! Mails that tell an account's owner what an operator, a service key or the command line did.

use super::act_notices as notices;
use super::compose::new_address;
use super::letter::Letter;
use super::notices::Notice;
use super::remedy::Remedy;
use crate::domain::{Language, Role, UnixTime};
use crate::facts::{Fact, moment, when};

/// Act on an account.
#[derive(Clone, Debug)]
pub enum Act {
    Disabled {
        /// `None`: until it is enabled.
        until: Option<UnixTime>,
    },
    Enabled,
    SecondFactorReset,
    PasskeyRemoved,
    IdentityUnlinked,
    PasswordRemoved,
    /// Name, image or username.
    ProfileChanged,
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

impl Act {
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
            | Self::ProfileChanged
            | Self::RoleGiven(_)
            | Self::RoleRemoved
            | Self::AddressChanged { .. }
            | Self::RecoveryLinkMade
            | Self::RecoveryLinkMailed { .. }
            | Self::RecoveryApproved { .. }
            | Self::Deleted => None,
        }
    }

    /// Link that the mail is about, in place of a remedy's.
    pub fn own_link(&self) -> Option<&str> {
        match self {
            Self::RecoveryLinkMailed { link }
            | Self::RecoveryApproved { link }
            | Self::AddressChanged { undo: Some(link), .. } => Some(link),
            _ => None,
        }
    }

    /// Label of the mail's button.
    fn label(&self, language: Language) -> Option<&'static str> {
        match self {
            Self::RecoveryApproved { .. } => Some(language.pick("Refuse the recovery", "Refuser la récupération")),
            Self::RecoveryLinkMailed { .. } => Some(language.pick("Recover your account", "Récupérer votre compte")),
            Self::AddressChanged { undo: Some(_), .. } => {
                Some(language.pick("Keep this address", "Garder cette adresse"))
            }
            _ => self.remedy().map(|remedy| remedy.label(language)),
        }
    }

    const fn notice(&self) -> &'static Notice {
        match self {
            Self::Disabled { .. } => &notices::DISABLED,
            Self::Enabled => &notices::ENABLED,
            Self::SecondFactorReset => &notices::SECOND_FACTOR_RESET,
            Self::PasskeyRemoved => &notices::PASSKEY_RESET,
            Self::IdentityUnlinked => &notices::IDENTITY_RESET,
            Self::PasswordRemoved => &notices::PASSWORD_RESET,
            Self::ProfileChanged => &notices::PROFILE_CHANGED,
            Self::RoleGiven(_) => &notices::ROLE_GIVEN,
            Self::RoleRemoved => &notices::ROLE_REMOVED,
            Self::AddressChanged { undo: Some(_), .. } => &notices::ADDRESS_ENTERED,
            Self::AddressChanged { undo: None, .. } => &notices::ADDRESS_REPLACED,
            Self::Merged => &notices::MERGED,
            Self::RecoveryLinkMade => &notices::RECOVERY_LINK_MADE,
            Self::RecoveryApproved { .. } => &notices::RECOVERY_APPROVED,
            Self::RecoveryLinkMailed { .. } => &notices::RECOVERY_LINK_MAILED,
            Self::SessionEnded => &notices::SESSION_ENDED,
            Self::SessionsEnded => &notices::SESSIONS_ENDED,
            Self::Deleted => &notices::DELETED,
        }
    }

    /// Details of the act itself.
    fn facts(&self, language: Language) -> Vec<Fact> {
        let known = |label, text| vec![Fact::known(label, text)];
        match self {
            Self::Disabled { until: Some(until) } => {
                known(language.pick("Until", "Jusqu’au"), moment(*until, language))
            }
            Self::RoleGiven(role) => known(language.pick("Role", "Rôle"), role_name(*role, language).to_owned()),
            Self::AddressChanged { new_email, .. } => vec![new_address(new_email, language)],
            _ => Vec::new(),
        }
    }
}

fn role_name(role: Role, language: Language) -> &'static str {
    match role {
        Role::Reader => language.pick("reader", "lecteur"),
        Role::Support => language.pick("support", "assistance"),
        Role::Operator => language.pick("operator", "opérateur"),
    }
}

fn actor(by: &By, language: Language) -> Fact {
    let label = language.pick("By", "Par");
    match by {
        By::Role(role) => Fact::known(label, role_name(*role, language).to_owned()),
        By::Key(name) => {
            let kind = language.pick("another system", "un autre système");
            Fact::stated(label, &format!("{kind} ({name})"))
        }
        By::CommandLine => Fact::known(label, language.pick("command line", "ligne de commande").to_owned()),
    }
}

impl Attribution {
    fn facts(&self, language: Language) -> Vec<Fact> {
        let stated = |label, text: &Option<String>| text.as_deref().map(|text| Fact::stated(label, text));
        [
            Some(when(self.at, language)),
            Some(actor(&self.by, language)),
            stated(language.pick("Place", "Lieu"), &self.place),
            stated(language.pick("Reason", "Motif"), &self.reason),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

pub(super) fn letter(language: Language, act: &Act, attribution: &Attribution, link: Option<&str>) -> Letter {
    let facts = [act.facts(language), attribution.facts(language)].concat();
    act.notice().letter(language, facts, act.label(language).zip(link))
}
