//! Section of sessions: browsers, apps and paired devices.

use crate::domain::Session;
use crate::facts::{Fact, moment, one_line};
use crate::pages::account::standing::Standing;
use crate::pages::account::view::{Badge, Form, Item, Link, Section, Weight};

pub fn section(of: &Standing<'_>) -> Section {
    let sessions = &of.overview.sessions;
    let mut forms = Vec::new();
    if sessions.len() > 1 {
        let button = of.pick("Sign out everywhere else", "Se déconnecter partout ailleurs");
        forms.push(Form::new("/account/sessions/end-others", button, Weight::Danger));
    }
    Section {
        id: "devices",
        title: of.pick("Devices", "Appareils"),
        lead: Some(
            of.pick(
                "Your account is signed in on these devices. If you do not recognise one, sign it out, then change your password.",
                "Votre compte est connecté sur ces appareils. Si vous n’en reconnaissez pas un, déconnectez-le, puis changez de mot de passe.",
            )
            .to_owned(),
        ),
        items: sessions.iter().map(|session| item(of, session)).collect(),
        forms,
        links: vec![Link {
            href: "/pair".to_owned(),
            label: of.pick("Pair a device", "Associer un appareil").to_owned(),
        }],
        ..Section::default()
    }
}

fn item(of: &Standing<'_>, session: &Session) -> Item {
    let at = |time| moment(time, of.language);
    let is_current = session.id == *of.session;
    let is_paired = of.overview.paired.contains(&session.id);
    let badge = match (is_current, is_paired) {
        (true, _) => Some(Badge { text: of.pick("This device", "Cet appareil"), good: true }),
        (false, true) => Some(Badge { text: of.pick("Paired", "Associé"), good: false }),
        (false, false) => None,
    };
    let end = || {
        let action = format!("/account/sessions/{}/end", session.id.0);
        Form::new(action, of.pick("Sign out", "Déconnecter"), Weight::Danger)
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
