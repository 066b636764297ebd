//! Rendering of pages to HTML.

use super::entrance::EntrancePage;
use super::mailbox::{MailboxPage, MailboxWords};
use super::page::Page;
use super::ui::{Captcha, Frame, Switch};
use super::view::DecisionPage;
use super::words::approvals::Shown;
use super::words::entrances::Typed;
use super::words::{approvals, captcha_needs_script, entrances, links, outcomes};
use crate::config::CaptchaConfig;
use crate::domain::Language;
use crate::facts::Asker;
use crate::look::Look;
use crate::markup::write_out;
use crate::outbound::mailbox::ReceivedMail;

/// Complete HTML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html(pub String);

/// Renders a page, with its captcha if one is configured.
pub fn render(page: &Page, language: Language, look: &Look, captcha: Option<&CaptchaConfig>) -> Html {
    let needs_script = captcha_needs_script(language);
    let captcha = captcha.zip(page.captcha()).map(|(config, action)| Captcha::new(config, action.name(), needs_script));
    let provider = captcha.as_ref().map(|captcha| captcha.provider);
    let frame = &Frame { language, look, switch: page.switch(), scripted: page.is_scripted(), captcha: provider };
    Html(write_page(page, frame, captcha))
}

/// Renders the development mailbox, with mails in the given order.
pub fn render_mailbox(mails: &[ReceivedMail], language: Language, look: &Look) -> Html {
    let words = MailboxWords::new(language);
    let frame = Frame { language, look, switch: Some(Switch::to("/dev/mailbox")), scripted: false, captcha: None };
    Html(write_out(&MailboxPage { frame: &frame, words, mails }))
}

fn write_page(page: &Page, frame: &Frame<'_>, captcha: Option<Captcha>) -> String {
    let language = frame.language;
    let entrance = |view| write_out(&EntrancePage { frame, view: &view });
    let view = match page {
        Page::SignIn { entrance: about, login, problem } => {
            let typed = Typed { login, name: "", problem: *problem, captcha };
            return entrance(entrances::sign_in(language, about, typed));
        }
        Page::SignUp { nonce, entrance: about, name, email, problem } => {
            let typed = Typed { login: email, name, problem: *problem, captcha };
            return entrance(entrances::sign_up(language, about, nonce, typed));
        }
        Page::MagicLink { token, email, first_proof: None } => links::magic_link(language, token, email),
        Page::MagicLink { token, email, first_proof: Some((account, setup)) } => {
            links::first_magic_link(language, token, email, (account, setup))
        }
        Page::VerifyEmail { token, email, account } => links::verify_email(language, token, email, account),
        Page::ConfirmAddress { token, email, account } => links::confirm_address(language, token, email, account),
        Page::ApproveAddressChange { token, new_email } => links::approve_address_change(language, token, new_email),
        Page::ResetPassword { token, email, problem } => links::reset_password(language, token, email, *problem),
        Page::ApproveLogin { token, username, platform, place, address, asked_at, first_proof } => {
            let (place, address) = (place.as_deref(), address.as_deref());
            let asker = Asker { platform, place, address, asked_at: *asked_at };
            match first_proof {
                None => approvals::login(language, token, username, asker),
                Some(account) => approvals::first_login(language, token, username, asker, account),
            }
        }
        Page::PairEnterCode { problem } => approvals::enter_code(language, *problem),
        Page::PairConfirm { code, id, name, place, address, asked_at, waited, .. } => {
            let (place, address) = (place.as_deref(), address.as_deref());
            let asker = Asker { platform: name, place, address, asked_at: *asked_at };
            approvals::pairing(language, &Shown { code, id, waited: *waited }, asker)
        }
        Page::SecondFactor { path, name, token, decision, problem, .. } => {
            approvals::second_factor(language, path, (name, token), decision, *problem)
        }
        Page::ForgotPassword { email, problem } => links::forgot_password(language, email, *problem, captcha),
        Page::MailSent { kind, email } => outcomes::mail_sent(language, *kind, email),
        Page::OtherAddress { url } => outcomes::other_address(language, url),
        Page::Done(done) => outcomes::done(language, *done),
        Page::Failed(failed) => outcomes::failed(language, *failed),
    };
    write_out(&DecisionPage { frame, view: &view })
}
