//! Pages on the way of an application's sign-in, and of its sign-out.

use super::account;
use crate::domain::Scopes;
use crate::facts::Fact;
use crate::pages::account::AccountSection;
use crate::pages::authorization::{AuthorizationPage, CONSENT, ConsentPage, SIGN_OUT};
use crate::pages::copy::Copy;
use crate::pages::ui::{Button, Emblem, Form, Link, Stance};
use crate::pages::view::{Group, View};

pub fn view(copy: &Copy, page: &AuthorizationPage) -> View {
    match page {
        AuthorizationPage::Consent(asked) => consent(copy, asked),
        AuthorizationPage::Factor { application, onward, again } => factor(copy, application, [onward, again]),
        AuthorizationPage::Elsewhere { application } => {
            let texts = &copy.authorization;
            View {
                emblem: Some(Emblem::Done),
                groups: vec![of_application(copy, application)],
                ..View::notice(texts.back_title, texts.back_lead, Vec::new())
            }
        }
        AuthorizationPage::Onward { action, fields } => onward(copy, action, fields),
        AuthorizationPage::SignOut { request, .. } => sign_out(copy, request),
    }
}

fn of_application(copy: &Copy, application: &str) -> Group {
    Group { heading: None, facts: vec![Fact::stated(copy.authorization.application, application)] }
}

fn consent(copy: &Copy, asked: &ConsentPage) -> View {
    let texts = &copy.authorization;
    let form = |button| Form::new(CONSENT, button).hidden("request", &asked.request);
    let who = vec![
        Fact::stated(texts.application, &asked.application),
        Fact::stated(texts.returns_to, &asked.returns_to),
        Fact::stated(texts.account, &asked.account),
    ];
    View {
        title: texts.consent_title,
        lead: texts.consent_lead.into(),
        warning: asked.is_anybody_here.then_some(texts.loopback_warning),
        groups: vec![
            Group { heading: None, facts: who },
            Group { heading: Some(texts.it_gets), facts: scope_facts(copy, &asked.scope, asked.api.as_deref()) },
        ],
        forms: vec![
            form(Button::main(texts.allow)).decision("allow", Stance::Confirm),
            form(Button::quiet(texts.cancel)).decision("cancel", Stance::Refuse),
            form(Button::quiet(texts.other_account)).hidden("decision", "other"),
        ],
        ..View::default()
    }
}

/// Scopes in words. Those of an API are its own.
pub fn scope_facts(copy: &Copy, scope: &Scopes, api: Option<&str>) -> Vec<Fact> {
    let texts = &copy.authorization;
    let own = [
        ("openid", texts.identity, texts.identity_value),
        ("profile", texts.profile, texts.profile_value),
        ("email", texts.email, texts.email_value),
        ("offline_access", texts.offline, texts.offline_value),
    ];
    let named = own.iter().filter(|(name, ..)| scope.contains(name));
    let mut facts: Vec<Fact> = named.map(|(_, label, value)| Fact::known(label, (*value).to_owned())).collect();
    let of_api = scope.only(|name| own.iter().all(|(known, ..)| *known != name));
    if !of_api.is_empty() {
        let names = of_api.iter().collect::<Vec<_>>().join(", ");
        facts.push(Fact::stated(texts.api, &format!("{}: {names}", api.unwrap_or_default())));
    }
    facts
}

fn factor(copy: &Copy, application: &str, [onward, again]: [&String; 2]) -> View {
    let texts = &copy.authorization;
    let ways = vec![
        Link::new(AccountSection::TwoFactor.url(Some(onward)), texts.set_up),
        Link::new(onward, texts.go_on),
        Link::new(again, texts.sign_in_again),
    ];
    View {
        groups: vec![of_application(copy, application)],
        ..View::notice(texts.factor_title, texts.factor_lead, ways)
    }
}

fn onward(copy: &Copy, action: &str, fields: &[(&'static str, String)]) -> View {
    let texts = &copy.authorization;
    let form = Form::alone(action, Button::main(texts.go_on)).automatic();
    let form = fields.iter().fold(form, |form, (name, value)| form.hidden(name, value));
    View { title: texts.onward_title, lead: texts.onward_lead.into(), forms: vec![form], ..View::default() }
}

fn sign_out(copy: &Copy, request: &str) -> View {
    let texts = &copy.authorization;
    let form = Form::alone(SIGN_OUT, Button::main(texts.sign_out)).hidden("request", request);
    let forms = vec![form.decision("confirm", Stance::Confirm)];
    let ways = vec![account(copy)];
    View { forms, ..View::notice(texts.sign_out_title, texts.sign_out_lead, ways) }
}
