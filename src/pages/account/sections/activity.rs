//! Section of recent events, newest first.

use crate::domain::event::Event;
use crate::facts::{Fact, moment, one_line};
use crate::pages::account::standing::Standing;
use crate::pages::ui::{Badge, Item, Section};

pub fn section(of: &Standing<'_>) -> Section {
    Section::new("activity", of.pick("Recent activity", "Activité récente"))
        .lead(of.pick(
            "If you do not recognise something here, change your password and sign out everywhere else.",
            "Si vous ne reconnaissez pas quelque chose ici, changez de mot de passe et déconnectez-vous partout ailleurs.",
        ))
        .items(of.overview.events.iter().map(|event| item(of, event)))
}

fn item(of: &Standing<'_>, event: &Event) -> Item {
    let language = of.copy.language;
    let from_here = event.session_id.as_ref() == Some(of.session);
    let detail = event.detail.as_deref().map(|text| match (of.copy.method)(text) {
        Some(method) => Fact::known(of.pick("How", "Comment"), method.to_owned()),
        None => Fact::stated(of.pick("Details", "Détails"), text),
    });
    let stated = |label, text: Option<&str>| text.map(|text| Fact::stated(label, text));
    let facts = [
        Some(Fact::known(of.pick("When", "Quand"), moment(event.at, language))),
        detail,
        stated(of.pick("Device or app", "Appareil ou application"), event.platform.as_deref()),
        stated(of.pick("Place", "Lieu"), event.place.as_deref()),
        stated(of.pick("IP address", "Adresse IP"), event.address.as_deref()),
    ];
    Item {
        title: one_line((of.copy.event)(event.kind)),
        badge: from_here.then(|| Badge::good(of.pick("This device", "Cet appareil"))),
        facts: facts.into_iter().flatten().collect(),
        forms: Vec::new(),
    }
}
