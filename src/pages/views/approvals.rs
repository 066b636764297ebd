//! Pages that approve a client or a device.

use super::refusal;
use crate::domain::AccountOrigin;
use crate::facts::{Asker, Fact, age, of_account, of_asker};
use crate::pages::copy::Copy;
use crate::pages::page::{APPROVE_LOGIN, PAIR};
use crate::pages::ui::{Button, Field, Form, Input, Problem, Stance};
use crate::pages::view::{Group, View};

pub fn login(copy: &Copy, token: &str, username: &str, asker: Asker<'_>) -> View {
    let mut facts = vec![Fact::stated(copy.approvals.username, username)];
    facts.extend(of_asker(asker, copy.language));
    let approve = Button::main(copy.approvals.approve_login);
    View {
        title: copy.approvals.login_title,
        lead: copy.approvals.login_lead.into(),
        warning: Some(copy.approvals.own_doing),
        groups: vec![Group { heading: None, facts }],
        forms: vec![of_login(token, approve).decision("confirm", Stance::Confirm), refusing(copy, token)],
        ..View::default()
    }
}

/// Approval that is also the first proof of the mailbox: the account may be a stranger's.
pub fn first_login(copy: &Copy, mut view: View, token: &str, account: &AccountOrigin) -> View {
    view.lead = copy.approvals.first_login_lead.into();
    if let Some(group) = view.groups.first_mut() {
        group.heading = Some(copy.approvals.the_login);
    }
    view.groups.push(Group { heading: Some(copy.approvals.the_account), facts: of_account(account, copy.language) });
    let mine = Button::main(copy.approvals.both_mine);
    let not_mine = Button::danger(copy.approvals.account_not_mine);
    view.forms = vec![
        of_login(token, mine).decision("mine", Stance::Confirm),
        refusing(copy, token),
        of_login(token, not_mine).decision("not_mine", Stance::Refuse),
    ];
    view
}

fn of_login(token: &str, button: Button) -> Form {
    Form::alone(format!("/{APPROVE_LOGIN}"), button).hidden("token", token)
}

fn refusing(copy: &Copy, token: &str) -> Form {
    let refuse = Button::danger(copy.approvals.refuse_login);
    of_login(token, refuse).decision("refuse", Stance::Refuse)
}

pub fn enter_code(copy: &Copy, problem: Option<Problem>) -> View {
    let code = Field::new("code", Input::PairingCode, copy.common.code).hint(copy.approvals.code_hint).focused(true);
    View {
        title: copy.approvals.pair_title,
        lead: copy.approvals.pair_lead.into(),
        warning: Some(copy.approvals.pair_warning),
        forms: vec![
            Form::alone(format!("/{PAIR}"), Button::main(copy.approvals.go_on))
                .field(code)
                .refused(refusal(copy, problem)),
        ],
        ..View::default()
    }
}

/// Device to decide on.
pub struct ShownDevice<'a> {
    pub code: &'a str,
    /// Id of its authorization.
    pub id: &'a str,
    /// Seconds since its request.
    pub waited: i64,
}

pub fn pairing(copy: &Copy, shown: &ShownDevice<'_>, asker: Asker<'_>) -> View {
    let mut facts = vec![Fact::stated(copy.common.code, shown.code)];
    facts.extend(of_asker(asker, copy.language));
    facts.push(Fact::known(copy.approvals.waiting_for, age(shown.waited, copy.language)));
    let form = |button| Form::alone(format!("/{PAIR}"), button).hidden("code", shown.code).hidden("id", shown.id);
    let approve = Button::main(copy.approvals.pair);
    let refuse = Button::danger(copy.approvals.refuse);
    View {
        title: copy.approvals.device_title,
        lead: copy.approvals.device_lead.into(),
        warning: Some(copy.approvals.own_doing),
        groups: vec![Group { heading: None, facts }],
        forms: vec![
            form(approve).decision("approve", Stance::Confirm),
            form(refuse).decision("refuse", Stance::Refuse),
        ],
        ..View::default()
    }
}
