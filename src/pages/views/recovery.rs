//! Pages of links that give somebody their account back.

use super::refusal;
use crate::domain::TokenKind;
use crate::facts::Fact;
use crate::pages::copy::Copy;
use crate::pages::page::{KEEP_ADDRESS, REFUSE_RECOVERY, RecoveryForm};
use crate::pages::ui::form::Ceremony;
use crate::pages::ui::{Button, Field, Form, Icon, Input, Problem, Stance};
use crate::pages::view::{Group, View};

/// Account of a recovery link, and the error of the form that was sent.
#[derive(Clone, Copy)]
pub struct Recovering<'a> {
    pub token: &'a str,
    /// Address or username.
    pub name: &'a str,
    /// True if a code is asked for.
    pub second_factor: bool,
    pub refused: Option<(RecoveryForm, Problem)>,
}

impl Recovering<'_> {
    /// Form to a path of the link, which asks for a code first if there is a second factor.
    fn form(&self, copy: &Copy, path: &str, button: Button) -> Form {
        let form = Form::new(path, button).hidden("token", self.token).decision("confirm", Stance::Confirm);
        if !self.second_factor {
            return form;
        }
        let code = Field::new("totp_code", Input::SecondFactor, copy.common.code);
        form.field(code.hint(copy.common.second_factor_hint))
    }

    fn problem(&self, of: RecoveryForm) -> Option<Problem> {
        self.refused.filter(|(sent, _)| *sent == of).map(|(_, problem)| problem)
    }

    fn password(&self, copy: &Copy) -> Form {
        let button = Button::main(copy.links.save_password);
        let new = Field::new("newPassword", Input::NewPassword, copy.links.new_password);
        self.form(copy, &format!("/{}", TokenKind::Recovery.as_str()), button)
            .username(self.name)
            .field(new.hint(copy.common.password_rule))
            .refused(refusal(copy, self.problem(RecoveryForm::Password)))
    }

    fn passkey(&self, copy: &Copy) -> Form {
        let button = Button::quiet(copy.recovery.add_passkey).icon(Icon::Passkey);
        self.form(copy, "/recovery/passkey", button)
            .ceremony(Ceremony {
                method: "create",
                options: "/recovery/options",
                failed: copy.recovery.no_passkey,
                refusals: Vec::new(),
                needs_script: None,
            })
            .refused(refusal(copy, self.problem(RecoveryForm::Passkey)))
    }
}

pub fn recovery(copy: &Copy, of: Recovering<'_>) -> View {
    View {
        title: copy.recovery.title,
        lead: copy.recovery.lead.into(),
        groups: vec![Group { heading: None, facts: vec![Fact::stated(copy.recovery.account, of.name)] }],
        forms: vec![of.password(copy), of.passkey(copy)],
        ..View::default()
    }
}

pub fn refuse_recovery(copy: &Copy, token: &str, email: &str) -> View {
    let form = Form::alone(format!("/{REFUSE_RECOVERY}"), Button::danger(copy.recovery.refuse));
    View {
        title: copy.recovery.refuse_title,
        lead: copy.recovery.refuse_lead.into(),
        groups: vec![Group { heading: None, facts: vec![Fact::address(copy.links.email, email)] }],
        forms: vec![form.hidden("token", token).decision("refuse", Stance::Refuse)],
        note: Some(copy.recovery.refuse_note),
        ..View::default()
    }
}

pub fn keep_address(copy: &Copy, token: &str, email: &str) -> View {
    let button = Button::main(copy.recovery.keep);
    View {
        title: copy.recovery.keep_title,
        lead: copy.recovery.keep_lead.into(),
        warning: Some(copy.recovery.keep_warning),
        groups: vec![Group { heading: None, facts: vec![Fact::address(copy.links.email, email)] }],
        forms: vec![
            Form::alone(format!("/{}", KEEP_ADDRESS), button)
                .hidden("token", token)
                .decision("confirm", Stance::Confirm),
        ],
        ..View::default()
    }
}
