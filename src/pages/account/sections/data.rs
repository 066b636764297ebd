//! Section of export and deletion.

use crate::pages::account::standing::Standing;
use crate::pages::account::view::{Field, Form, Kind, Link, Section, Weight};

const ID: &str = "data";

pub fn section(of: &Standing<'_>) -> Section {
    Section {
        id: ID,
        title: of.pick("Your data", "Vos données"),
        forms: vec![deletion(of)],
        links: vec![Link {
            href: "/account/export".to_owned(),
            label: of.pick("Download your data (JSON)", "Télécharger vos données (JSON)").to_owned(),
        }],
        ..Section::default()
    }
}

fn deletion(of: &Standing<'_>) -> Form {
    let consent = Field::required(
        "confirm",
        Kind::Consent,
        of.pick("Yes, delete my account and all its data", "Oui, supprimer mon compte et toutes ses données"),
    );
    let form = Form::new("/account/delete", of.pick("Delete permanently", "Supprimer définitivement"), Weight::Danger)
        .folded(of.pick("Delete your account", "Supprimer votre compte"))
        .saying(of.pick(
            "Your account and all its data are deleted at once and cannot be restored. Every device is signed out.",
            "Votre compte et toutes ses données sont supprimés immédiatement, sans retour possible. Tous vos appareils sont déconnectés.",
        ))
        .with(consent);
    of.sensitive(form, ID)
}
