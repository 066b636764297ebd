//! Page that asks for a code of the second factor, with what remains to people without their phone.

use super::{refusal, sign_in};
use crate::config::SupportContact;
use crate::pages::copy::Copy;
use crate::pages::page::FactorStep;
use crate::pages::ui::{Button, Field, Form, Input, Link, Problem, Stance, Text};
use crate::pages::view::{Help, View};

/// Error of the code that was sent.
#[derive(Clone, Copy)]
pub struct WrongCode {
    pub problem: Option<Problem>,
    /// True if it was a backup code.
    pub by_backup_code: bool,
}

pub fn view(copy: &Copy, step: &FactorStep, wrong: WrongCode, contact: Option<&SupportContact>) -> View {
    let refused = |is_its: bool| refusal(copy, wrong.problem.filter(|_| is_its));
    let code = Field::new("totp_code", Input::OneTimeCode, copy.common.code).hint(copy.approvals.one_time_code_hint);
    let is_over = matches!(wrong.problem, Some(Problem::TooManyAttempts(_)));
    let backup = Field::new("totp_code", Input::BackupCode, copy.approvals.backup_code);
    View {
        title: copy.approvals.second_factor_title,
        lead: copy.approvals.second_factor_lead.into(),
        forms: vec![
            of_step(step, Form::alone, copy.approvals.go_on)
                .field(code.focused(!wrong.by_backup_code))
                .refused(refused(!wrong.by_backup_code)),
            of_step(step, Form::new, copy.approvals.go_on)
                .fold(copy.approvals.use_backup_code)
                .field(backup.hint(copy.approvals.backup_code_hint))
                .refused(refused(wrong.by_backup_code)),
        ],
        help: Some(if is_over { remains(copy, contact) } else { lost_phone(copy, contact) }),
        ..View::default()
    }
}

/// Form that sends a code with what the previous page sent.
fn of_step(step: &FactorStep, form: fn(String, Button) -> Form, label: &'static str) -> Form {
    let FactorStep { path, name, token, decision } = step;
    form(format!("/{path}"), Button::main(label)).hidden(name, token).decision(decision, Stance::Confirm)
}

fn lost_phone(copy: &Copy, contact: Option<&SupportContact>) -> Help {
    let texts = &copy.approvals;
    help(copy, texts.lost_phone, &[texts.lost_use_backup_code, texts.lost_use_passkey, texts.lost_ask], contact)
}

/// Help past the limit, which holds for backup codes too.
fn remains(copy: &Copy, contact: Option<&SupportContact>) -> Help {
    let texts = &copy.approvals;
    let answers = [texts.over_wait, texts.lost_use_passkey, texts.lost_ask];
    Help { is_open: true, ..help(copy, texts.over_question, &answers, contact) }
}

fn help(copy: &Copy, question: &'static str, answers: &[&'static str], contact: Option<&SupportContact>) -> Help {
    let ask = contact.map(|contact| Link::new(contact.href.clone(), copy.outcomes.ask_for_help));
    Help {
        question,
        answers: answers.iter().copied().map(Text::from).collect(),
        ways: ask.into_iter().chain([sign_in(copy)]).collect(),
        is_open: false,
    }
}
