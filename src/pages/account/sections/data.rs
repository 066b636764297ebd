//! Section of export and deletion.

use crate::pages::account::standing::Standing;
use crate::pages::ui::{Button, Field, Form, Input, Link, Section};

const ID: &str = "data";

pub fn section(of: &Standing<'_>) -> Section {
    let export = of.pick("Download your data (JSON)", "Télécharger vos données (JSON)");
    Section::new(ID, of.pick("Your data", "Vos données"))
        .forms([deletion(of)])
        .links([Link::new("/account/export", export)])
}

fn deletion(of: &Standing<'_>) -> Form {
    let consent = Field::new(
        "confirm",
        Input::Consent,
        of.pick("Yes, delete my account and all its data", "Oui, supprimer mon compte et toutes ses données"),
    );
    let form = Form::new("/account/delete", Button::danger(of.pick("Delete permanently", "Supprimer définitivement")))
        .fold(of.pick("Delete your account", "Supprimer votre compte"))
        .lead(of.pick(
            "Your account and all its data are deleted at once and cannot be restored. Every device is signed out.",
            "Votre compte et toutes ses données sont supprimés immédiatement, sans retour possible. Tous vos appareils sont déconnectés.",
        ))
        .field(consent);
    of.sensitive(form, ID)
}
