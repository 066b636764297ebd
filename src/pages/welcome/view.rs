//! Content of the steps.

use super::Unproven;
use crate::domain::{Language, RedirectUrl};
use crate::facts::Fact;
use crate::look::Look;
use crate::markup::write_out;
use crate::pages::copy::Copy;
use crate::pages::copy::rooms::Welcome;
use crate::pages::page::{ACCOUNT, SIGN_IN, with_redirect};
use crate::pages::render::Html;
use crate::pages::ui::paths::{ADD_PASSKEY, CHECK_EMAIL, PASSKEYS};
use crate::pages::ui::{Button, Emblem, Field, Form, Frame, Icon, Input, Link, Switch};
use crate::pages::view::{DecisionPage, Group, View};
use crate::pages::views::passkey_creation;

/// Target of the form for the code that was mailed to another address.
pub(super) const NEW_ADDRESS: &str = "/check-email/new-address";

/// Seconds before the button offers another mail, so that the first can arrive.
const PAUSE: i64 = 30;

/// One step after a sign-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WelcomeStep {
    /// Type the mailed code.
    Code(CodeMail),
    /// Type the code that was mailed to another address.
    NewAddress(CodeMail),
    /// Go on: the address is proven.
    Proven,
    /// Add a passkey.
    Passkey,
}

/// Mail with the code, as the page announces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeMail {
    First,
    Again,
    /// No new mail: a form was refused. Past a limit, with the seconds until the next try.
    Refused {
        retry_after: Option<i64>,
    },
}

impl CodeMail {
    /// Page for the code of somebody who has no session before the address is proven.
    pub fn without_session(self, copy: &Copy, of: &Unproven, target: Option<&RedirectUrl>) -> WelcomeView {
        let (words, email) = (&copy.welcome, of.email.as_str());
        let steps = Steps { copy, words, email, target: target.map(RedirectUrl::as_str) };
        let code = Field::new("code", Input::MailedCode, copy.common.code).focused(true);
        let confirm = steps.asking("/sign-up/code", Button::main(words.go_on)).field(code);
        let resend = Button::quiet(words.resend).icon(Icon::Mail).pause(self.pause());
        let forms = [confirm, steps.form("/sign-up/resend", resend)];
        let page = View {
            title: copy.outcomes.mailed_title,
            emblem: Some(Emblem::Mailed),
            lead: if self == Self::Again { words.again_lead } else { words.first_code_lead }.into(),
            groups: vec![steps.whose()],
            forms: forms.map(|form| form.hidden("signUp", of.sealed.as_str())).into(),
            note: Some(copy.outcomes.no_mail),
            ways: vec![Link::new(with_redirect(SIGN_IN, steps.target), copy.common.to_sign_in)],
            ..View::default()
        };
        WelcomeView { page, shown_by: None }
    }

    /// Seconds for which the button for another mail rests.
    fn pause(self) -> Option<i64> {
        match self {
            Self::First | Self::Again => Some(PAUSE),
            Self::Refused { retry_after } => retry_after,
        }
    }
}

/// Page of a step.
pub(super) struct WelcomeView {
    pub page: View,
    /// Path and query that show it again, if it can be.
    shown_by: Option<String>,
}

impl WelcomeView {
    pub fn render(&self, language: Language, look: &Look) -> Html {
        let switch = self.shown_by.clone().map(Switch::to);
        let frame = &Frame { language, look, switch, scripted: true, captcha: None };
        Html(write_out(&DecisionPage { frame, view: &self.page }))
    }
}

impl WelcomeStep {
    /// Content of the step, for the owner of this address on the way to a target.
    pub fn view(self, copy: &Copy, email: &str, target: Option<&RedirectUrl>) -> WelcomeView {
        let steps = Steps { copy, words: &copy.welcome, email, target: target.map(RedirectUrl::as_str) };
        let (page, path) = match self {
            Self::Code(mail) => (steps.code(mail), CHECK_EMAIL),
            Self::NewAddress(_) => (steps.new_address(), CHECK_EMAIL),
            Self::Proven => (steps.proven(), CHECK_EMAIL),
            Self::Passkey => (steps.passkey(), ADD_PASSKEY),
        };
        WelcomeView { page, shown_by: Some(with_redirect(path, steps.target)) }
    }
}

struct Steps<'a> {
    copy: &'a Copy,
    words: &'a Welcome,
    email: &'a str,
    target: Option<&'a str>,
}

impl Steps<'_> {
    fn code(&self, mail: CodeMail) -> View {
        let words = self.words;
        let code = Field::new("code", Input::MailedCode, self.copy.common.code).optional();
        let confirm = self.asking("/check-email", Button::main(words.go_on)).field(code);
        let resend = Button::quiet(words.resend).icon(Icon::Mail).pause(mail.pause());
        let lead = if mail == CodeMail::Again { words.again_lead } else { words.code_lead };
        View {
            title: self.copy.outcomes.mailed_title,
            emblem: Some(Emblem::Mailed),
            lead: lead.into(),
            groups: vec![self.whose()],
            forms: vec![
                confirm,
                self.asking("/check-email/continue", Button::quiet(words.skip)),
                self.form("/check-email/resend", resend),
                self.other_address(),
            ],
            note: Some(self.copy.outcomes.no_mail),
            ..View::default()
        }
    }

    fn new_address(&self) -> View {
        let code = Field::new("code", Input::MailedCode, self.copy.common.code).optional();
        View {
            title: self.copy.outcomes.mailed_title,
            emblem: Some(Emblem::Mailed),
            lead: self.words.new_lead.into(),
            groups: if self.email.is_empty() { Vec::new() } else { vec![self.whose()] },
            forms: vec![
                self.asking(NEW_ADDRESS, Button::main(self.words.go_on)).field(code),
                self.asking("/check-email/continue", Button::quiet(self.words.skip)),
                self.other_address(),
            ],
            note: Some(self.copy.outcomes.no_mail),
            ..View::default()
        }
    }

    fn proven(&self) -> View {
        View {
            title: self.words.proven_title,
            emblem: Some(Emblem::Done),
            lead: self.words.proven_lead.into(),
            groups: vec![self.whose()],
            forms: vec![self.onward()],
            ..View::default()
        }
    }

    fn passkey(&self) -> View {
        let words = self.words;
        let create = Button::main(words.create).icon(Icon::Passkey);
        let target = self.target.unwrap_or(ACCOUNT);
        let later = Link::new(target, words.later);
        View {
            title: words.passkey_title,
            lead: words.passkey_lead.into(),
            forms: vec![self.form("/add-passkey", create).ceremony(passkey_creation(self.copy, words.not_created))],
            ways: vec![later],
            // Without script there is no passkey to offer.
            unscripted: Some(target.to_owned()),
            ..View::default()
        }
    }

    fn whose(&self) -> Group {
        Group { heading: None, facts: vec![Fact::address(self.copy.outcomes.email, self.email)] }
    }

    fn onward(&self) -> Form {
        self.asking("/check-email/continue", Button::main(self.words.go_on))
    }

    /// Form for another address, in place of a mistyped one.
    fn other_address(&self) -> Form {
        let words = self.words;
        let email = Field::new("email", Input::Email, words.new_address).hint(words.new_address_hint);
        self.form("/check-email/address", Button::main(words.change)).fold(words.change_fold).field(email)
    }

    /// Form that leads past the code, and lets the script say whether the browser has passkeys.
    fn asking(&self, action: &'static str, button: Button) -> Form {
        self.form(action, button).hidden(PASSKEYS, "")
    }

    fn form(&self, action: &'static str, button: Button) -> Form {
        Form::new(action, button).returning(self.target)
    }
}
