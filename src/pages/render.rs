//! From a page to its HTML.

use super::mailbox::{MailboxPage, MailboxWords};
use super::page::Page;
use super::view::{DecisionPage, View};
use super::words::{approvals, links, outcomes};
use crate::domain::Language;
use crate::facts::{Asker, one_line};
use crate::mailbox::ReceivedMail;
use crate::markup::write_out;

/// A whole HTML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html(pub String);

/// Writes a page. `app_name` is what the service calls itself.
pub fn render(page: &Page, language: Language, app_name: &str) -> Html {
    Html(write_out(&DecisionPage { language, app_name: &one_line(app_name), view: &view(page, language) }))
}

/// Writes the page of the development mailbox, the mails in the order given.
pub fn render_mailbox(mails: &[ReceivedMail], language: Language, app_name: &str) -> Html {
    let words = MailboxWords::new(language);
    Html(write_out(&MailboxPage { language, app_name: &one_line(app_name), words, mails }))
}

fn view(page: &Page, language: Language) -> View<'_> {
    match page {
        Page::MagicLink { token, email } => links::magic_link(language, token, email),
        Page::VerifyEmail { token, email, account } => links::verify_email(language, token, email, account),
        Page::ConfirmAddress { token, email, account } => links::confirm_address(language, token, email, account),
        Page::ApproveAddressChange { token, new_email } => links::approve_address_change(language, token, new_email),
        Page::ResetPassword { token, problem } => links::reset_password(language, token, *problem),
        Page::ApproveLogin { token, username, platform, place, address, asked_at, first_proof } => {
            let (place, address) = (place.as_deref(), address.as_deref());
            let asker = Asker { platform, place, address, asked_at: *asked_at };
            match first_proof {
                None => approvals::login(language, token, username, asker),
                Some(account) => approvals::first_login(language, token, username, asker, account),
            }
        }
        Page::PairEnterCode { problem } => approvals::enter_code(language, *problem),
        Page::PairConfirm { code, name, place, address, asked_at } => {
            let (place, address) = (place.as_deref(), address.as_deref());
            let asker = Asker { platform: name, place, address, asked_at: *asked_at };
            approvals::pairing(language, code, asker)
        }
        Page::SecondFactor { path, name, token, decision, problem } => {
            approvals::second_factor(language, path, (name, token), decision, *problem)
        }
        Page::PairSignInFirst => approvals::sign_in_first(language),
        Page::Done(done) => outcomes::done(language, *done),
        Page::Failed(failed) => outcomes::failed(language, *failed),
    }
}
