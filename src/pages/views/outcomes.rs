//! Pages that report success or failure.

use crate::config::SupportContact;
use crate::domain::TokenKind;
use crate::facts::Fact;
use crate::pages::copy::{Copy, Message};
use crate::pages::page::Done;
use crate::pages::ui::{Failed, Link};
use crate::pages::view::{Group, View};

pub fn done(copy: &Copy, done: Done) -> View {
    let ways = match done {
        Done::SignedUpUnproven
        | Done::PasswordReset
        | Done::SecondFactorRemoved
        | Done::Recovered
        | Done::AddressKept => {
            vec![super::sign_in(copy)]
        }
        Done::EmailVerified
        | Done::AddressConfirmed
        | Done::ChangeApproved
        | Done::ChangeRefused
        | Done::LoginRefused
        | Done::DevicePaired
        | Done::DeviceRefused => vec![super::account(copy)],
        Done::SignedOut | Done::RecoveryRefused | Done::NotMine | Done::LoginApproved | Done::AccountDeleted => {
            Vec::new()
        }
    };
    notice((copy.done)(done), ways)
}

pub fn failed(copy: &Copy, failed: Failed) -> View {
    let ways = match failed {
        Failed::NotAllowed | Failed::NeedsSecondFactor => vec![super::account(copy)],
        Failed::UnknownApplication | Failed::ApplicationRequestOver => Vec::new(),
        _ => vec![super::sign_in(copy)],
    };
    notice((copy.failed)(failed), ways)
}

/// A disabled account: why, and whom to ask.
pub fn disabled(copy: &Copy, reason: Option<&str>, contact: Option<&SupportContact>) -> View {
    let reason = reason.map(|reason| Fact::stated(copy.outcomes.reason, reason));
    let known = contact.map(|contact| Fact::known(copy.outcomes.contact, contact.text.clone()));
    let facts: Vec<Fact> = reason.into_iter().chain(known).collect();
    let groups = if facts.is_empty() { Vec::new() } else { vec![Group { heading: None, facts }] };
    let help = contact.map(|contact| Link::new(contact.href.clone(), copy.outcomes.ask_for_help));
    let ways = help.into_iter().chain([super::sign_in(copy)]).collect();
    View { groups, ..notice((copy.failed)(Failed::AccountDisabled), ways) }
}

fn notice(Message { title, lead }: Message, ways: Vec<Link>) -> View {
    View::notice(title, lead, ways)
}

pub fn mail_sent(copy: &Copy, kind: TokenKind, email: &str) -> View {
    let facts = vec![Fact::address(copy.outcomes.email, email)];
    let lead = match kind {
        TokenKind::ResetPassword => copy.outcomes.reset_mailed,
        TokenKind::VerifyEmail => copy.outcomes.verification_mailed,
        _ => copy.outcomes.link_mailed,
    };
    let note = copy.outcomes.no_mail;
    let title = copy.outcomes.mailed_title;
    let ways = vec![super::sign_in(copy)];
    View { groups: vec![Group { heading: None, facts }], note: Some(note), ..View::notice(title, lead, ways) }
}

pub fn other_address(copy: &Copy, url: &str) -> View {
    let title = copy.outcomes.other_address_title;
    let lead = copy.outcomes.other_address_lead;
    let facts = vec![Fact::known(copy.outcomes.address, url.to_owned())];
    let ways = vec![Link::new(url, copy.outcomes.open_there)];
    View { groups: vec![Group { heading: None, facts }], ..View::notice(title, lead, ways) }
}
