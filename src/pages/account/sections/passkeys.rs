//! Section of passkeys.

use crate::domain::AuthError;
use crate::domain::passkey::{MOST_PASSKEYS, Passkey};
use crate::facts::{Fact, moment, one_line};
use crate::pages::account::problems;
use crate::pages::account::standing::Standing;
use crate::pages::account::view::{Field, Form, Item, Kind, Scripted, Section, Weight};

const ID: &str = "passkeys";

pub fn section(of: &Standing<'_>) -> Section {
    let is_full = i64::try_from(of.overview.passkeys.len()).is_ok_and(|there| there >= MOST_PASSKEYS);
    let lead = if is_full {
        said(of, AuthError::TooManyPasskeys)
    } else {
        of.pick(
            "Sign in with your fingerprint, your face or your screen lock. No code is needed.",
            "Connectez-vous avec votre empreinte, votre visage ou le verrouillage de votre appareil. Aucun code n’est demandé.",
        )
    };
    Section {
        id: ID,
        title: of.pick("Passkeys", "Clés d’accès"),
        lead: Some(lead.to_owned()),
        items: of.overview.passkeys.iter().map(|passkey| item(of, passkey)).collect(),
        forms: if is_full { Vec::new() } else { vec![creation(of)] },
        ..Section::default()
    }
}

fn item(of: &Standing<'_>, passkey: &Passkey) -> Item {
    let never = || of.pick("never", "jamais").to_owned();
    let path = format!("/account/passkeys/{}", passkey.id);
    let name = Field::required("name", Kind::Label, of.pick("Name", "Nom")).holding(Some(&passkey.name));
    let rename = Form::new(format!("{path}/rename"), of.pick("Rename", "Renommer"), Weight::Quiet)
        .folded(of.pick("Rename", "Renommer"))
        .with(name);
    let remove =
        Form::new(format!("{path}/remove"), of.pick("Remove the passkey", "Supprimer la clé d’accès"), Weight::Danger)
            .folded(of.pick("Remove", "Supprimer"))
            .saying(of.pick(
                "You can no longer sign in with it, and your other devices are signed out.",
                "Vous ne pourrez plus vous connecter avec elle, et vos autres appareils seront déconnectés.",
            ));
    Item {
        title: one_line(&passkey.name),
        badge: None,
        facts: vec![
            Fact::known(of.pick("Added on", "Ajoutée le"), moment(passkey.created_at, of.language)),
            Fact::known(
                of.pick("Last used", "Dernière utilisation"),
                passkey.last_used_at.map_or_else(never, |time| moment(time, of.language)),
            ),
        ],
        forms: vec![rename, of.sensitive(remove, ID)],
    }
}

/// Form for a new passkey, the only one that needs a script.
fn creation(of: &Standing<'_>) -> Form {
    let name = Field::optional("name", Kind::Label, of.pick("Name", "Nom")).hinting(of.pick(
        "A name to recognise it by, such as “My phone”.",
        "Un nom pour la reconnaître, par exemple «\u{a0}Mon téléphone\u{a0}».",
    ));
    let form = Form::new("/account/passkeys", of.pick("Create the passkey", "Créer la clé d’accès"), Weight::Main)
        .folded(of.pick("Add a passkey", "Ajouter une clé d’accès"))
        .with(name)
        .with(Field::hidden("credential", String::new()));
    of.sensitive(Form { scripted: Some(scripted(of)), ..form }, ID)
}

fn said(of: &Standing<'_>, error: AuthError) -> &'static str {
    problems::of(&error, of.language).map(|(_, problem)| problem).unwrap_or_default()
}

fn scripted(of: &Standing<'_>) -> Scripted {
    Scripted {
        needs_script: of.pick(
            "This needs JavaScript and a browser that supports passkeys.",
            "Il faut activer JavaScript et un navigateur compatible avec les clés d’accès.",
        ),
        failed: of.pick(
            "No passkey was created. This device may already have one.",
            "Aucune clé d’accès n’a été créée. Cet appareil en a peut-être déjà une.",
        ),
        wrong_password: said(of, AuthError::InvalidCredentials),
        not_fresh: said(of, AuthError::ReauthenticationRequired),
        too_many: said(of, AuthError::TooManyAttempts { retry_after: 0 }),
        full: said(of, AuthError::TooManyPasskeys),
    }
}
