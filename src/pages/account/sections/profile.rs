//! Section of the profile.

use crate::facts::{Fact, moment};
use crate::pages::account::standing::Standing;
use crate::pages::account::view::{Field, Form, Kind, Section, Weight};

pub fn section(of: &Standing<'_>) -> Section {
    let account = of.account;
    let name = Field::optional("name", Kind::Name, of.pick("Name", "Nom")).holding(account.name.as_deref());
    let username = Field::optional("username", Kind::Username, of.pick("Username", "Identifiant"))
        .holding(account.username.as_deref())
        .hinting(of.pick(
            "You can sign in with it. Letters, digits, dots, hyphens and underscores.",
            "Il permet de se connecter. Lettres, chiffres, points, tirets et tirets bas.",
        ));
    let image = Field::optional("image", Kind::Image, of.pick("Picture", "Photo"))
        .holding(account.image.as_deref())
        .hinting(of.pick("The web address of a picture of you.", "L’adresse web d’une photo de vous."));
    let form = Form::new("/account/profile", of.pick("Save", "Enregistrer"), Weight::Main);
    Section {
        id: "profile",
        title: of.pick("Profile", "Profil"),
        facts: vec![Fact::known(
            of.pick("Account created on", "Compte créé le"),
            moment(account.created_at, of.language),
        )],
        forms: vec![form.with(name).with(username).with(image)],
        ..Section::default()
    }
}
