//! Pages that report success or failure.

use crate::config::SupportContact;
use crate::domain::TokenKind;
use crate::facts::Fact;
use crate::pages::DonePage;
use crate::pages::copy::{Copy, MessagePage};
use crate::pages::ui::{Emblem, FailurePage, Link};
use crate::pages::view::{Group, View};

pub fn done(copy: &Copy, done: DonePage) -> View {
    let ways = match done {
        DonePage::PasswordReset | DonePage::SecondFactorRemoved | DonePage::Recovered | DonePage::AddressKept => {
            vec![super::sign_in(copy)]
        }
        DonePage::EmailVerified
        | DonePage::AddressConfirmed
        | DonePage::ChangeApproved
        | DonePage::ChangeRefused
        | DonePage::LoginRefused
        | DonePage::DevicePaired
        | DonePage::DeviceRefused => vec![super::account(copy)],
        DonePage::SignedOut
        | DonePage::RecoveryRefused
        | DonePage::NotMine
        | DonePage::LoginApproved
        | DonePage::AccountDeleted => Vec::new(),
    };
    let note = done.is_the_end().then_some(copy.outcomes.can_close);
    View { note, ..notice(done.emblem(), (copy.done)(done), ways) }
}

pub fn failed(copy: &Copy, failed: FailurePage) -> View {
    let ways = match failed {
        FailurePage::NotAllowed | FailurePage::NeedsSecondFactor => vec![super::account(copy)],
        FailurePage::UnknownApplication | FailurePage::ApplicationRequestOver => Vec::new(),
        _ => vec![super::sign_in(copy)],
    };
    View { lead: copy.explain_failure(failed), ..notice(Emblem::Trouble, (copy.failed)(failed), ways) }
}

/// A disabled account: why, and whom to ask.
pub fn disabled(copy: &Copy, reason: Option<&str>, contact: Option<&SupportContact>) -> View {
    let reason = reason.map(|reason| Fact::stated(copy.outcomes.reason, reason));
    let known = contact.map(|contact| Fact::known(copy.outcomes.contact, contact.text.clone()));
    let facts: Vec<Fact> = reason.into_iter().chain(known).collect();
    let groups = if facts.is_empty() { Vec::new() } else { vec![Group { heading: None, facts }] };
    let help = contact.map(|contact| Link::new(contact.href.clone(), copy.outcomes.ask_for_help));
    let ways = help.into_iter().chain([super::sign_in(copy)]).collect();
    View { groups, ..notice(Emblem::Refused, (copy.failed)(FailurePage::AccountDisabled), ways) }
}

fn notice(emblem: Emblem, MessagePage { title, lead }: MessagePage, ways: Vec<Link>) -> View {
    View { emblem: Some(emblem), ..View::notice(title, lead, ways) }
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
    let emblem = Some(Emblem::Mailed);
    View { emblem, groups: vec![Group { heading: None, facts }], note: Some(note), ..View::notice(title, lead, ways) }
}

pub fn other_address(copy: &Copy, url: &str) -> View {
    let title = copy.outcomes.other_address_title;
    let lead = copy.outcomes.other_address_lead;
    let facts = vec![Fact::known(copy.outcomes.address, url.to_owned())];
    let ways = vec![Link::new(url, copy.outcomes.open_there)];
    View { groups: vec![Group { heading: None, facts }], ..View::notice(title, lead, ways) }
}
