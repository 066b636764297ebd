//! Letters of every mail, from its message and the texts of a language.

use super::copy::MailCopy;
use super::letter::{Composed, Letter};
use super::message::{AddressProof, Message};
use super::{act, change};
use crate::domain::Language;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::one_time_token::CODE_LIFETIME;
use crate::domain::texts::filled;
use crate::domain::time::MINUTE;
use crate::facts::{Asker, Circumstances, Fact, of_account, of_asker, of_setup, span};
use crate::look::Look;

/// Renders a message in the service's theme.
pub fn compose(message: &Message, language: Language, look: &Look) -> Composed {
    let copy = MailCopy::of(language);
    let letter = match message {
        Message::VerifyEmail(proof) => verify_email(copy, proof),
        Message::ConfirmAddress(proof) => confirm_address(copy, proof),
        Message::ApproveAddressChange { link, new_email, minutes } => {
            approve_address_change(copy, link, new_email, *minutes)
        }
        Message::Invitation { link, reason, minutes } => invitation(copy, link, reason.as_deref(), *minutes),
        Message::AccountDisabled { reason, contact } => account_disabled(copy, reason.as_deref(), contact.as_deref()),
        Message::MagicLink { link, code, minutes, circumstances } => {
            magic_link(copy, (link, code), *minutes, circumstances)
        }
        Message::ResetPassword { link, minutes } => reset_password(copy, link, *minutes),
        Message::Changed { change, circumstances, link } => {
            change::letter(copy, change, circumstances, link.as_deref())
        }
        Message::Acted { act, attribution, link } => act::letter(copy, act, attribution, link.as_deref()),
        Message::EarlierSetupRemoved { setup, circumstances } => earlier_setup_removed(copy, setup, circumstances),
        Message::ApproveLogin { link, username, platform, place, address, asked_at, minutes } => {
            let (place, address) = (place.as_deref(), address.as_deref());
            let asker = Asker { platform, place, address, asked_at: *asked_at };
            approve_login(copy, link, username, asker, *minutes)
        }
        Message::AddressInUse { circumstances } => address_in_use(copy, circumstances),
    };
    letter.set(copy, look)
}

fn verify_email(copy: &MailCopy, proof: &AddressProof) -> Letter {
    let MailCopy { letters, .. } = copy;
    prove_address(copy, proof, (letters.verify_title, letters.verify_opening, letters.code_label))
}

fn confirm_address(copy: &MailCopy, proof: &AddressProof) -> Letter {
    let MailCopy { letters, .. } = copy;
    prove_address(copy, proof, (letters.confirm_title, letters.confirm_opening, letters.address_code_label))
}

fn prove_address(
    copy: &MailCopy,
    proof: &AddressProof,
    (title, opening, code_label): (&'static str, &'static str, &'static str),
) -> Letter {
    Letter {
        title,
        opening,
        facts: of_account(&proof.account, copy.language),
        link: Some((copy.letters.review_and_confirm, proof.link.clone())),
        code: proof.code.clone().map(|code| (code_label, code)),
        closing: vec![validity(copy, proof), not_your_account(copy)],
    }
}

fn earlier_setup_removed(copy: &MailCopy, setup: &EarlierSetup, circumstances: &Circumstances) -> Letter {
    let mut facts = of_setup(setup, copy.language);
    facts.extend(circumstances.facts(copy.language));
    Letter {
        title: copy.letters.removed_title,
        opening: copy.letters.removed_opening,
        facts,
        link: None,
        code: None,
        closing: vec![copy.letters.removed_advice.to_owned()],
    }
}

/// Lifetime of the link, and of the code if there is one.
fn validity(copy: &MailCopy, AddressProof { minutes, code, .. }: &AddressProof) -> String {
    if code.is_none() {
        return good_for(*minutes, copy);
    }
    let [link_span, code_span] = [*minutes, CODE_LIFETIME / MINUTE].map(|minutes| span(minutes, copy.language));
    filled(copy.letters.link_and_code_validity, &[("link_span", &link_span), ("code_span", &code_span)])
}

fn approve_address_change(copy: &MailCopy, link: &str, new_email: &str, minutes: i64) -> Letter {
    Letter {
        title: copy.letters.change_title,
        opening: copy.letters.change_opening,
        facts: vec![new_address(new_email, copy)],
        link: Some((copy.letters.review_and_decide, link.to_owned())),
        code: None,
        closing: vec![good_for(minutes, copy), copy.letters.change_advice.to_owned()],
    }
}

fn invitation(copy: &MailCopy, link: &str, reason: Option<&str>, minutes: i64) -> Letter {
    let label = copy.labels.message;
    Letter {
        title: copy.letters.invitation_title,
        opening: copy.letters.invitation_opening,
        facts: reason.map(|reason| Fact::stated(label, reason)).into_iter().collect(),
        link: Some((copy.letters.accept_invitation, link.to_owned())),
        code: None,
        closing: vec![good_for(minutes, copy), copy.letters.invitation_advice.to_owned()],
    }
}

fn account_disabled(copy: &MailCopy, reason: Option<&str>, contact: Option<&str>) -> Letter {
    let stated = |label, text: Option<&str>| text.map(|text| Fact::stated(label, text));
    let reason = stated(copy.labels.reason, reason);
    let contact = contact.map(|text| Fact::known(copy.labels.support, text.to_owned()));
    Letter {
        title: copy.letters.disabled_title,
        opening: copy.letters.disabled_opening,
        facts: reason.into_iter().chain(contact).collect(),
        link: None,
        code: None,
        closing: vec![copy.letters.disabled_advice.to_owned()],
    }
}

fn magic_link(copy: &MailCopy, (link, code): (&str, &str), minutes: i64, circumstances: &Circumstances) -> Letter {
    let validity = filled(copy.letters.sign_in_validity, &[("span", &span(minutes, copy.language))]);
    Letter {
        title: copy.letters.sign_in_title,
        opening: copy.letters.sign_in_opening,
        facts: circumstances.facts(copy.language),
        link: Some((copy.letters.sign_in, link.to_owned())),
        code: Some((copy.letters.sign_in_code, code.to_owned())),
        closing: vec![validity, copy.letters.sign_in_advice.to_owned()],
    }
}

fn reset_password(copy: &MailCopy, link: &str, minutes: i64) -> Letter {
    Letter {
        title: copy.letters.new_password_title,
        opening: copy.letters.new_password_opening,
        facts: Vec::new(),
        link: Some((copy.letters.new_password, link.to_owned())),
        code: None,
        closing: vec![good_for(minutes, copy), copy.letters.new_password_advice.to_owned()],
    }
}

fn approve_login(copy: &MailCopy, link: &str, username: &str, asker: Asker<'_>, minutes: i64) -> Letter {
    let mut facts = vec![Fact::stated(copy.labels.username, username)];
    facts.extend(of_asker(asker, copy.language));
    Letter {
        title: copy.letters.login_title,
        opening: copy.letters.login_opening,
        facts,
        link: Some((copy.letters.review_and_decide, link.to_owned())),
        code: None,
        closing: vec![good_for(minutes, copy), copy.letters.login_advice.to_owned()],
    }
}

fn address_in_use(copy: &MailCopy, circumstances: &Circumstances) -> Letter {
    Letter {
        title: copy.letters.address_in_use_title,
        opening: copy.letters.address_in_use_opening,
        facts: circumstances.facts(copy.language),
        link: None,
        code: None,
        closing: vec![copy.letters.address_in_use_advice.to_owned()],
    }
}

pub(super) fn new_address(new_email: &str, copy: &MailCopy) -> Fact {
    Fact::address(copy.labels.new_address, new_email)
}

fn good_for(minutes: i64, copy: &MailCopy) -> String {
    let span = span(minutes, copy.language);
    filled(copy.letters.link_validity, &[("span", &span)])
}

fn not_your_account(copy: &MailCopy) -> String {
    copy.letters.not_your_account.to_owned()
}
