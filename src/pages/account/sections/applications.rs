//! Section of applications that the account signs in to.

use crate::domain::Scopes;
use crate::facts::{Fact, one_line};
use crate::pages::account::site::AccountSection;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Button, Form, Item, Section};
use crate::pages::views::authorization::scope_facts;
use crate::store::batches::applications::Application;

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.applications;
    let applications = &of.overview.applications;
    let lead = if applications.is_empty() { copy.none_lead } else { copy.lead };
    Section::new(AccountSection::Applications.id(), copy.title)
        .lead(lead)
        .items(applications.iter().map(|one| item(of, one)))
}

fn item(of: &AccountStanding<'_>, application: &Application) -> Item {
    let copy = &of.copy.account.applications;
    let scopes = |(api, scope): &(Option<String>, Scopes)| scope_facts(of.copy, scope, api.as_deref());
    let mut facts: Vec<Fact> = Vec::new();
    for fact in application.allowed.iter().flat_map(scopes) {
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    facts.push(Fact::ago(copy.allowed_at, of.ago(application.allowed_at)));
    facts.push(Fact::ago(copy.last_used, of.ago(application.last_used_at)));
    let remove = Form::new("/account/applications/remove", Button::danger(copy.remove))
        .fold(copy.remove_fold)
        .lead(copy.remove_lead)
        .hidden("client", &application.client.0);
    let title = application.name.as_deref().unwrap_or(&application.client.0);
    Item { title: one_line(title), badge: None, facts, forms: vec![remove] }
}
