//! Pages of mailed links.

use super::refusal;
use crate::domain::AccountOrigin;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::one_time_token::TokenKind;
use crate::facts::{Fact, of_account, of_setup};
use crate::pages::copy::Copy;
use crate::pages::page::{CodeEntry, FORGOT_PASSWORD, FirstCodeProof, SIGN_IN, SIGN_IN_CODE, with_redirect};
use crate::pages::ui::{Button, Captcha, Field, Form, Input, Link, Problem, Stance};
use crate::pages::view::{Group, View};

pub fn magic_link(copy: &Copy, token: &str, email: &str) -> View {
    View {
        title: copy.links.sign_in_title,
        lead: copy.links.sign_in_lead.into(),
        groups: vec![Group { heading: None, facts: vec![address(copy, email)] }],
        forms: vec![
            of_token(TokenKind::MagicLink, token, Button::main(copy.links.sign_in))
                .decision("confirm", Stance::Confirm),
        ],
        ..View::default()
    }
}

/// Page for the code in a sign-in mail, which may be sent again.
pub fn enter_sign_in_code(copy: &Copy, entry: &CodeEntry, captcha: Option<Captcha>) -> View {
    let CodeEntry { request, email, redirect_url, problem } = entry;
    let redirect_url = redirect_url.as_deref();
    let addressed = |form: Form| form.hidden("login", email).returning(redirect_url);
    let enter = Form::alone(format!("/{SIGN_IN_CODE}"), Button::main(copy.links.sign_in)).hidden("request", &request.0);
    let code = Field::new("code", Input::MailedCode, copy.common.code).focused(true);
    let again = Form::new("/sign-in/link", Button::quiet(copy.outcomes.send_again)).captcha(captcha);
    View {
        title: copy.outcomes.mailed_title,
        lead: copy.outcomes.link_mailed.into(),
        groups: vec![Group { heading: None, facts: vec![address(copy, email)] }],
        forms: vec![addressed(enter).field(code).refused(refusal(copy, *problem)), addressed(again)],
        note: Some(copy.outcomes.no_mail),
        ways: vec![Link::new(with_redirect(SIGN_IN, redirect_url), copy.outcomes.use_another)],
        ..View::default()
    }
}

/// Page of a link that is also the first proof of the mailbox: the account may be a stranger's.
pub fn first_magic_link(copy: &Copy, token: &str, email: &str, whose: (&AccountOrigin, &EarlierSetup)) -> View {
    first_sign_in(copy, |button| of_token(TokenKind::MagicLink, token, button), email, whose)
}

/// As [`first_magic_link`], of a mailed code.
pub fn first_proof_by_code(copy: &Copy, proof: &FirstCodeProof) -> View {
    let FirstCodeProof { token, email, account, setup } = proof;
    let form = |button| Form::alone(format!("/{SIGN_IN_CODE}"), button).hidden("token", token);
    first_sign_in(copy, form, email, (account, setup))
}

fn first_sign_in(
    copy: &Copy,
    form: impl Fn(Button) -> Form,
    email: &str,
    (account, setup): (&AccountOrigin, &EarlierSetup),
) -> View {
    let mut facts = vec![address(copy, email)];
    facts.extend(of_account(account, copy.language));
    let mut groups = vec![Group { heading: None, facts }];
    let facts = of_setup(setup, copy.language);
    if !facts.is_empty() {
        groups.push(Group { heading: Some(copy.links.set_up_before), facts });
    }
    View {
        title: copy.links.first_sign_in_title,
        lead: copy.links.first_sign_in_lead.into(),
        warning: Some(copy.links.first_sign_in_warning),
        groups,
        forms: vec![
            form(Button::main(copy.links.mine)).decision("mine", Stance::Confirm),
            form(Button::danger(copy.links.not_mine)).decision("not_mine", Stance::Refuse),
        ],
        ..View::default()
    }
}

pub fn verify_email(copy: &Copy, token: &str, email: &str, account: &AccountOrigin) -> View {
    View {
        title: copy.links.verify_title,
        lead: copy.links.verify_lead.into(),
        groups: whose(copy, email, account),
        ..mine_or_not(copy, TokenKind::VerifyEmail, token)
    }
}

pub fn confirm_address(copy: &Copy, token: &str, email: &str, account: &AccountOrigin) -> View {
    View {
        title: copy.links.confirm_title,
        lead: copy.links.confirm_lead.into(),
        groups: whose(copy, email, account),
        ..mine_or_not(copy, TokenKind::ConfirmAddress, token)
    }
}

/// Address and account of a link.
fn whose(copy: &Copy, email: &str, account: &AccountOrigin) -> Vec<Group> {
    let mut facts = vec![address(copy, email)];
    facts.extend(of_account(account, copy.language));
    vec![Group { heading: None, facts }]
}

fn mine_or_not(copy: &Copy, kind: TokenKind, token: &str) -> View {
    View {
        warning: Some(copy.links.whose_warning),
        forms: vec![
            of_token(kind, token, Button::main(copy.links.mine)).decision("mine", Stance::Confirm),
            of_token(kind, token, Button::danger(copy.links.not_mine)).decision("not_mine", Stance::Refuse),
        ],
        ..View::default()
    }
}

pub fn approve_address_change(copy: &Copy, token: &str, new_email: &str) -> View {
    View {
        title: copy.links.change_title,
        lead: copy.links.change_lead.into(),
        warning: Some(copy.links.change_warning),
        groups: vec![Group { heading: None, facts: vec![Fact::address(copy.links.new_address, new_email)] }],
        forms: vec![
            of_token(TokenKind::ApproveAddressChange, token, Button::main(copy.links.approve))
                .decision("approve", Stance::Confirm),
            of_token(TokenKind::ApproveAddressChange, token, Button::danger(copy.links.refuse))
                .decision("refuse", Stance::Refuse),
        ],
        ..View::default()
    }
}

pub fn remove_second_factor(copy: &Copy, token: &str, email: &str, problem: Option<Problem>) -> View {
    let form = of_token(TokenKind::RemoveSecondFactor, token, Button::danger(copy.links.remove_factor))
        .decision("confirm", Stance::Confirm)
        .username(email)
        .field(Field::new("password", Input::CurrentPassword, copy.links.password))
        .refused(refusal(copy, problem));
    let (title, lead) = (copy.links.remove_factor_title, copy.links.remove_factor_lead.into());
    View { title, lead, forms: vec![form], ..View::default() }
}

pub fn reset_password(copy: &Copy, token: &str, email: &str, problem: Option<Problem>) -> View {
    let label = copy.links.save_password;
    let new = Field::new("newPassword", Input::NewPassword, copy.links.new_password);
    let form = of_token(TokenKind::ResetPassword, token, Button::main(label))
        .decision("confirm", Stance::Confirm)
        .username(email)
        .field(new.hint(copy.common.password_rule))
        .refused(refusal(copy, problem));
    View { title: copy.links.reset_title, lead: copy.links.reset_lead.into(), forms: vec![form], ..View::default() }
}

pub fn forgot_password(copy: &Copy, email: &str, problem: Option<Problem>, captcha: Option<Captcha>) -> View {
    let field = Field::new("email", Input::Email, copy.links.email).value(email);
    let button = Button::main(copy.links.mail_link);
    let form = Form::alone(format!("/{FORGOT_PASSWORD}"), button).field(field).captcha(captcha);
    View {
        title: copy.links.forgot_title,
        lead: copy.links.forgot_lead.into(),
        forms: vec![form.refused(refusal(copy, problem))],
        ways: vec![super::sign_in(copy)],
        ..View::default()
    }
}

fn of_token(kind: TokenKind, token: &str, button: Button) -> Form {
    Form::alone(format!("/{}", kind.as_str()), button).hidden("token", token)
}

fn address(copy: &Copy, email: &str) -> Fact {
    Fact::address(copy.links.email, email)
}
