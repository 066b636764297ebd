//! Section of the profile.

use crate::facts::{Fact, moment};
use crate::pages::account::standing::Standing;
use crate::pages::ui::{Button, Field, Form, Input, Section};

pub fn section(of: &Standing<'_>) -> Section {
    let account = of.account;
    let name = Field::new("name", Input::Name, of.pick("Name", "Nom"))
        .optional()
        .value(account.name.as_deref().unwrap_or_default());
    let username = Field::new("username", Input::Username, of.pick("Username", "Identifiant"))
        .optional()
        .value(account.username.as_deref().unwrap_or_default())
        .hint(of.pick(
            "You can sign in with it. Letters, digits, dots, hyphens and underscores.",
            "Il permet de se connecter. Lettres, chiffres, points, tirets et tirets bas.",
        ));
    let image = Field::new("image", Input::Image, of.pick("Picture", "Photo"))
        .optional()
        .value(account.image.as_deref().unwrap_or_default())
        .hint(of.pick("The web address of a picture of you.", "L’adresse web d’une photo de vous."));
    let form = Form::new("/account/profile", Button::main(of.pick("Save", "Enregistrer")));
    let made =
        Fact::known(of.pick("Account created on", "Compte créé le"), moment(account.created_at, of.copy.language));
    Section::new("profile", of.pick("Profile", "Profil"))
        .facts([made])
        .forms([form.field(name).field(username).field(image)])
}
