//! Section of sessions: browsers, apps and paired devices.

use crate::domain::Session;
use crate::facts::{Fact, one_line, platform_name};
use crate::pages::account::site::AccountSection;
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Badge, Button, Form, Item, Link, Section};

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.devices;
    let sessions = &of.overview.sessions;
    let end_others = copy.end_others;
    let end_others = || Form::new("/account/sessions/end-others", Button::danger(end_others));
    Section::new(AccountSection::Devices.id(), copy.title)
        .lead(copy.lead)
        .items(sessions.iter().map(|session| item(of, session)))
        .forms((sessions.len() > 1).then(end_others))
        .links([Link::new("/pair", copy.pair)])
}

fn item(of: &AccountStanding<'_>, session: &Session) -> Item {
    let copy = &of.copy.account.devices;
    let is_current = session.id == *of.session;
    let is_paired = of.overview.paired.contains(&session.id);
    let badge = match (is_current, is_paired) {
        (true, _) => Some(Badge::good(copy.this_device)),
        (false, true) => Some(Badge::plain(copy.paired)),
        (false, false) => None,
    };
    let end = || {
        let action = format!("/account/sessions/{}/end", session.id.0);
        Form::new(action, Button::danger(copy.end))
    };
    let unknown = copy.unknown;
    Item {
        title: one_line(&platform_name(&session.platform, of.copy.language)),
        badge,
        facts: vec![
            Fact::stated(copy.place, session.place.as_deref().unwrap_or(unknown)),
            Fact::ago(copy.signed_in_at, of.ago(session.created_at)),
            Fact::ago(copy.last_used, of.ago(session.last_used_at)),
        ],
        forms: if is_current { Vec::new() } else { vec![end()] },
    }
}
