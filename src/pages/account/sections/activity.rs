//! Sections of events, newest first.

use url::form_urlencoded;

use crate::domain::event::{Event, EventKind};
use crate::domain::texts::filled;
use crate::domain::time::{DAY, MINUTE};
use crate::domain::{EventId, Role};
use crate::facts::{Fact, one_line, platform_name, span};
use crate::pages::account::BEFORE;
use crate::pages::account::site::{AccountPage, AccountSection};
use crate::pages::account::standing::AccountStanding;
use crate::pages::ui::{Badge, Link, RecordLine, Section, Text};

pub fn section(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.activity;
    let overview = of.overview;
    let is_empty = overview.events.is_empty() && of.before.is_none();
    let last = overview.events.last().filter(|_| overview.has_older_events);
    let older = last.map(|event| Link::new(activity_before(&event.id), copy.older));
    let newest = of.before.map(|_| Link::new(AccountPage::Activity.path(), copy.newest));
    let lines = of.overview.events.iter().map(|event| {
        let mut line = line(of, event);
        line.details.extend(event.address.as_deref().map(one_line));
        line
    });
    Section::new(AccountSection::Activity.id(), copy.title)
        .lead(if is_empty { copy.none_lead } else { copy.lead })
        .lines(lines)
        .foot((!is_empty && older.is_none()).then(|| end(of)))
        .links(older.into_iter().chain(newest))
}

/// Path of the activity before an event.
pub fn activity_before(event: &EventId) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair(BEFORE, &event.0).finish();
    format!("{}?{query}", AccountPage::Activity.path())
}

/// Text below the oldest event.
fn end(of: &AccountStanding<'_>) -> Text {
    let kept = span(of.config.event_retention_days * DAY / MINUTE, of.copy.language);
    filled(of.copy.account.activity.end, &[("span", &kept)]).into()
}

/// The newest events on the overview.
pub fn latest(of: &AccountStanding<'_>) -> Section {
    let copy = &of.copy.account.activity;
    let events = of.overview.events.as_slice();
    let section = Section::new(AccountSection::Latest.id(), copy.latest_title)
        .lines(events.iter().map(|event| line(of, event)))
        .links([Link::new(AccountPage::Activity.path(), copy.all)]);
    if events.is_empty() { section.lead(copy.none_lead) } else { section }
}

fn line(of: &AccountStanding<'_>, event: &Event) -> RecordLine {
    let copy = &of.copy.account.activity;
    let title = (of.copy.event)(event.kind);
    let method = event.detail.as_deref().and_then(|detail| (of.copy.method)(detail));
    let platform = event.platform.as_deref().map(|label| one_line(&platform_name(label, of.copy.language)));
    let place = event.place.as_deref().map(one_line);
    RecordLine {
        title: method.map_or(title.into(), |method| format!("{title} {method}").into()),
        badge: (event.session_id.as_ref() == Some(of.session)).then(|| Badge::good(copy.this_device)),
        quote: event
            .detail
            .as_deref()
            .filter(|_| method.is_none())
            .map(|detail| one_line(&quoted(of, event.kind, detail))),
        details: platform.into_iter().chain(place).collect(),
        time: of.ago(event.at),
        facts: act_facts(of, event),
    }
}

/// Detail of an event as people know it.
fn quoted(of: &AccountStanding<'_>, kind: EventKind, detail: &str) -> String {
    match kind {
        EventKind::SignUp | EventKind::IdentityLinked | EventKind::IdentityUnlinked => of.config.provider_label(detail),
        EventKind::SessionEnded
        | EventKind::SessionDisplaced
        | EventKind::LoginApproved
        | EventKind::LoginRefused
        | EventKind::DevicePaired
        | EventKind::DeviceRefused => platform_name(detail, of.copy.language),
        _ => detail.to_owned(),
    }
}

/// Role and reason of an act that was not the owner's.
fn act_facts(of: &AccountStanding<'_>, event: &Event) -> Vec<Fact> {
    let copy = &of.copy.account.activity;
    let Some(act) = event.act.as_ref() else {
        return Vec::new();
    };
    let by = act.role.as_deref().and_then(Role::parse).map_or(copy.another_system, |role| (of.copy.role)(role));
    let reason = act.reason.as_deref().map(|reason| Fact::stated(copy.reason, reason));
    [Fact::known(copy.by, by.to_owned())].into_iter().chain(reason).collect()
}
