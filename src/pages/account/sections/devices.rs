//! Section of sessions: browsers, apps and paired devices.

use crate::domain::Session;
use crate::facts::{Fact, moment, one_line};
use crate::pages::account::standing::Standing;
use crate::pages::ui::{Badge, Button, Form, Item, Link, Section};

pub fn section(of: &Standing<'_>) -> Section {
    let sessions = &of.overview.sessions;
    let end_others = of.pick("Sign out everywhere else", "Se déconnecter partout ailleurs");
    let end_others = || Form::new("/account/sessions/end-others", Button::danger(end_others));
    Section::new("devices", of.pick("Devices", "Appareils"))
        .lead(of.pick(
            "Your account is signed in on these devices. If you do not recognise one, sign it out, then change your password.",
            "Votre compte est connecté sur ces appareils. Si vous n’en reconnaissez pas un, déconnectez-le, puis changez de mot de passe.",
        ))
        .items(sessions.iter().map(|session| item(of, session)))
        .forms((sessions.len() > 1).then(end_others))
        .links([Link::new("/pair", of.pick("Pair a device", "Associer un appareil"))])
}

fn item(of: &Standing<'_>, session: &Session) -> Item {
    let at = |time| moment(time, of.copy.language);
    let is_current = session.id == *of.session;
    let is_paired = of.overview.paired.contains(&session.id);
    let badge = match (is_current, is_paired) {
        (true, _) => Some(Badge::good(of.pick("This device", "Cet appareil"))),
        (false, true) => Some(Badge::plain(of.pick("Paired", "Associé"))),
        (false, false) => None,
    };
    let end = || {
        let action = format!("/account/sessions/{}/end", session.id.0);
        Form::new(action, Button::danger(of.pick("Sign out", "Déconnecter")))
    };
    let unknown = of.pick("unknown", "inconnu");
    Item {
        title: one_line(&session.platform),
        badge,
        facts: vec![
            Fact::stated(of.pick("Place", "Lieu"), session.place.as_deref().unwrap_or(unknown)),
            Fact::known(of.pick("Signed in on", "Connecté le"), at(session.created_at)),
            Fact::known(of.pick("Last used", "Dernière utilisation"), at(session.last_used_at)),
        ],
        forms: if is_current { Vec::new() } else { vec![end()] },
    }
}
