//! Section of recent events, newest first.

use crate::domain::Role;
use crate::domain::event::Event;
use crate::facts::{Fact, moment, one_line};
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Badge, Item, Section};

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.activity;
    Section::new("activity", copy.title).lead(copy.lead).items(of.overview.events.iter().map(|event| item(of, event)))
}

fn item(of: &AccountStanding<'_>, event: &Event) -> Item {
    let copy = &of.copy.account.activity;
    let language = of.copy.language;
    let from_here = event.session_id.as_ref() == Some(of.session);
    let detail = event.detail.as_deref().map(|text| match (of.copy.method)(text) {
        Some(method) => Fact::known(copy.method, method.to_owned()),
        None => Fact::stated(copy.details, text),
    });
    let stated = |label, text: Option<&str>| text.map(|text| Fact::stated(label, text));
    let act = event.act.as_ref();
    let by = act.map(|act| match act.role.as_deref().and_then(Role::parse) {
        Some(role) => (of.copy.role)(role),
        None => copy.another_system,
    });
    let facts = [
        Some(Fact::known(copy.at, moment(event.at, language))),
        by.map(|by| Fact::known(copy.by, by.to_owned())),
        stated(copy.reason, act.and_then(|act| act.reason.as_deref())),
        detail,
        stated(copy.device, event.platform.as_deref()),
        stated(copy.place, event.place.as_deref()),
        stated(copy.address, event.address.as_deref()),
    ];
    Item {
        title: one_line((of.copy.event)(event.kind)),
        badge: from_here.then(|| Badge::good(copy.this_device)),
        facts: facts.into_iter().flatten().collect(),
        forms: Vec::new(),
    }
}
