//! Section of the password, or of setting a first one.

use super::CHANGE_PASSWORD;
use crate::pages::account::standing::Standing;
use crate::pages::account::view::{Badge, Field, Form, Kind, Section, Weight};

pub fn section(of: &Standing<'_>) -> Section {
    let has_password = of.overview.has_password;
    let badge = if has_password {
        Badge { text: of.pick("Set", "Défini"), good: true }
    } else {
        Badge { text: of.pick("None", "Aucun"), good: false }
    };
    let mut section = Section {
        id: "password",
        title: of.pick("Password", "Mot de passe"),
        badge: Some(badge),
        ..Section::default()
    };
    if has_password {
        section.forms.push(change(of));
    }
    if !of.sends_mail {
        section.lead = (!has_password).then(|| without_mail(of));
    } else if of.account.email_proven {
        section.forms.push(by_mail(of));
    } else if !has_password {
        section.lead = Some(
            of.pick(
                "Confirm an email address first. We can then email you a link to set a password.",
                "Confirmez d’abord une adresse e-mail. Nous pourrons ensuite vous envoyer un lien pour définir un mot de passe.",
            )
            .to_owned(),
        );
    }
    section
}

fn without_mail(of: &Standing<'_>) -> String {
    of.pick(
        "This service sends no email, so it cannot send you a link to set a password.",
        "Ce service n’envoie pas d’e-mails\u{a0}: il ne peut pas vous envoyer de lien pour définir un mot de passe.",
    )
    .to_owned()
}

fn change(of: &Standing<'_>) -> Form {
    let new = Field::required("newPassword", Kind::NewPassword, of.pick("New password", "Nouveau mot de passe"))
        .hinting(of.pick("At least 8 characters.", "Au moins 8 caractères."));
    Form::new("/account/password", of.pick("Change the password", "Changer le mot de passe"), Weight::Main)
        .anchored(CHANGE_PASSWORD)
        .folded(of.pick("Change the password", "Changer le mot de passe"))
        .saying(of.pick("Your other devices are signed out.", "Vos autres appareils seront déconnectés."))
        .with(of.password())
        .with(new)
}

/// Form that mails a link, for a proven address only: for another, the link would be its first proof and remove the
/// passkeys.
fn by_mail(of: &Standing<'_>) -> Form {
    let button = of.pick("Email me a link", "M’envoyer un lien");
    let form = Form::new("/account/password/link", button, Weight::Quiet);
    if of.overview.has_password {
        form.folded(of.pick("I forgot it", "Je l’ai oublié")).saying(of.pick(
            "We will email you a link to set a new one. Every device is then signed out, including this one.",
            "Nous vous enverrons un lien pour en définir un nouveau. Tous vos appareils seront alors déconnectés, y compris celui-ci.",
        ))
    } else {
        form.anchored(CHANGE_PASSWORD).saying(of.pick(
            "You have no password. We can email you a link to set one; every device is then signed out.",
            "Vous n’avez pas de mot de passe. Nous pouvons vous envoyer un lien pour en définir un\u{a0}; tous vos appareils seront alors déconnectés.",
        ))
    }
}
