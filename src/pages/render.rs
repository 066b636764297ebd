//! Rendering of pages to HTML.

use super::copy::Copy;
use super::entrance::EntrancePage;
use super::mailbox::MailboxPage;
use super::page::Page;
use super::ui::{Captcha, Frame, Switch};
use super::view::DecisionPage;
use super::views::approvals::ShownDevice;
use super::views::entrances::Typed;
use super::views::recovery::Recovering;
use super::views::second_factor::WrongCode;
use super::views::{approvals, authorization, entrances, links, outcomes, recovery, second_factor};
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
    let copy = Copy::of(language);
    let needs_script = copy.common.captcha_needs_script;
    let captcha = captcha.zip(page.captcha()).map(|(config, action)| Captcha::new(config, action.name(), needs_script));
    let provider = captcha.as_ref().map(|captcha| captcha.provider);
    let frame = &Frame { language, look, switch: page.switch(), scripted: page.is_scripted(), captcha: provider };
    Html(write_page(page, copy, frame, captcha))
}

/// Renders the development mailbox, with mails in the given order and the address that was asked for, if one was.
pub fn render_mailbox(mails: &[ReceivedMail], wanted: &str, language: Language, look: &Look) -> Html {
    let copy = &Copy::of(language).mailbox;
    let frame = Frame { language, look, switch: Some(Switch::to("/dev/mailbox")), scripted: false, captcha: None };
    Html(write_out(&MailboxPage { frame: &frame, copy, mails, wanted }))
}

fn write_page(page: &Page, copy: &Copy, frame: &Frame<'_>, captcha: Option<Captcha>) -> String {
    let app_name = frame.look.name.as_str();
    let entrance = |view| write_out(&EntrancePage { frame, view: &view });
    let view = match page {
        Page::SignIn { entrance: about, login, problem } => {
            let typed = Typed { app_name, login, name: "", problem: *problem, captcha };
            return entrance(entrances::sign_in(copy, about, typed));
        }
        Page::SignUp { nonce, invitation, entrance: about, name, email, problem } => {
            let typed = Typed { app_name, login: email, name, problem: *problem, captcha };
            return entrance(entrances::sign_up(copy, about, (nonce, invitation.as_deref()), typed));
        }
        Page::EnterSignInCode(entry) => links::enter_sign_in_code(copy, entry, captcha),
        Page::FirstProofByCode(proof) => links::first_proof_by_code(copy, proof),
        Page::MagicLink { token, email, first_proof: None } => links::magic_link(copy, token, email),
        Page::MagicLink { token, email, first_proof: Some((account, setup)) } => {
            links::first_magic_link(copy, token, email, (account, setup))
        }
        Page::VerifyEmail { token, email, account } => links::verify_email(copy, token, email, account),
        Page::ConfirmAddress { token, email, account } => links::confirm_address(copy, token, email, account),
        Page::ApproveAddressChange { token, new_email } => links::approve_address_change(copy, token, new_email),
        Page::RemoveSecondFactor { token, email, problem } => links::remove_second_factor(copy, token, email, *problem),
        Page::ResetPassword { token, email, problem } => links::reset_password(copy, token, email, *problem),
        Page::ApproveLogin { token, username, platform, place, address, asked_at, first_proof } => {
            let (place, address) = (place.as_deref(), address.as_deref());
            let asker = Asker { platform, place, address, asked_at: *asked_at };
            let login = approvals::login(copy, token, username, asker);
            match first_proof {
                None => login,
                Some(account) => approvals::first_login(copy, login, token, account),
            }
        }
        Page::PairEnterCode { problem } => approvals::enter_code(copy, *problem),
        Page::PairConfirm { code, id, name, place, address, asked_at, waited, .. } => {
            let (place, address) = (place.as_deref(), address.as_deref());
            let asker = Asker { platform: name, place, address, asked_at: *asked_at };
            approvals::pairing(copy, &ShownDevice { code, id, waited: *waited }, asker)
        }
        Page::SecondFactor { step, problem, by_backup_code, contact, .. } => {
            let wrong = WrongCode { problem: *problem, by_backup_code: *by_backup_code };
            second_factor::view(copy, step, wrong, contact.as_ref())
        }
        Page::Recovery { token, name, second_factor, refused } => {
            recovery::recovery(copy, Recovering { token, name, second_factor: *second_factor, refused: *refused })
        }
        Page::RefuseRecovery { token, email } => recovery::refuse_recovery(copy, token, email),
        Page::KeepAddress { token, email } => recovery::keep_address(copy, token, email),
        Page::ForgotPassword { email, problem } => links::forgot_password(copy, email, *problem, captcha),
        Page::MailSent { kind, email } => outcomes::mail_sent(copy, *kind, email),
        Page::Disabled { reason, contact } => outcomes::disabled(copy, reason.as_deref(), contact.as_ref()),
        Page::OtherAddress { url } => outcomes::other_address(copy, url),
        Page::Authorization(page) => authorization::view(copy, page),
        Page::Done(done) => outcomes::done(copy, *done),
        Page::Failed(failed) => outcomes::failed(copy, *failed),
    };
    write_out(&DecisionPage { frame, view: &view })
}
