//! Content of the steps.

use crate::domain::{Language, RedirectUrl};
use crate::facts::Fact;
use crate::look::Look;
use crate::markup::write_out;
use crate::pages::copy::Copy;
use crate::pages::copy::rooms::Welcome;
use crate::pages::page::{ACCOUNT, with_redirect};
use crate::pages::render::Html;
use crate::pages::ui::paths::{ADD_PASSKEY, CHECK_EMAIL, PASSKEYS};
use crate::pages::ui::{Button, Emblem, Field, Form, Frame, Icon, Input, Link, Switch};
use crate::pages::view::{DecisionPage, Group, View};
use crate::pages::views::passkey_creation;

/// Seconds before the button offers another mail, so that the first can arrive.
const PAUSE: i64 = 30;

/// One step after a sign-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WelcomeStep {
    /// Type the mailed code.
    Code(CodeMail),
    /// Open the link that was mailed to another address.
    NewAddress,
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
    /// Path and query of the page.
    shown_by: String,
}

impl WelcomeView {
    pub fn render(&self, language: Language, look: &Look) -> Html {
        let switch = Some(Switch::to(self.shown_by.clone()));
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
            Self::NewAddress => (steps.new_address(), CHECK_EMAIL),
            Self::Proven => (steps.proven(), CHECK_EMAIL),
            Self::Passkey => (steps.passkey(), ADD_PASSKEY),
        };
        WelcomeView { page, shown_by: with_redirect(path, steps.target) }
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
        View {
            title: self.copy.outcomes.mailed_title,
            emblem: Some(Emblem::Mailed),
            lead: self.words.new_lead.into(),
            forms: vec![self.onward(), self.other_address()],
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
        let later = Link::new(self.target.unwrap_or(ACCOUNT).to_owned(), words.later);
        View {
            title: words.passkey_title,
            lead: words.passkey_lead.into(),
            forms: vec![self.form("/add-passkey", create).ceremony(passkey_creation(self.copy, words.not_created))],
            ways: vec![later],
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
