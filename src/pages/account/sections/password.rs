//! Section of the password, or of setting a first one.

use super::CHANGE_PASSWORD;
use crate::pages::account::standing::Standing;
use crate::pages::ui::{Badge, Button, Field, Form, Input, Section};

pub fn section(of: &Standing<'_>) -> Section {
    let has_password = of.overview.has_password;
    let badge =
        if has_password { Badge::good(of.pick("Set", "Défini")) } else { Badge::plain(of.pick("None", "Aucun")) };
    let section = Section::new("password", of.pick("Password", "Mot de passe"))
        .badge(badge)
        .forms(has_password.then(|| change(of)));
    if of.sends_mail && of.account.email_proven {
        return section.forms([by_mail(of)]);
    }
    if has_password { section } else { section.lead(needs_mail(of)) }
}

/// Condition of a first password.
fn needs_mail(of: &Standing<'_>) -> &'static str {
    if of.sends_mail {
        of.pick(
            "Confirm an email address first. We can then email you a link to set a password.",
            "Confirmez d’abord une adresse e-mail. Nous pourrons ensuite vous envoyer un lien pour définir un mot de passe.",
        )
    } else {
        of.pick(
            "This service sends no email, so it cannot send you a link to set a password.",
            "Ce service n’envoie pas d’e-mails\u{a0}: il ne peut pas vous envoyer de lien pour définir un mot de passe.",
        )
    }
}

fn change(of: &Standing<'_>) -> Form {
    let new = Field::new("newPassword", Input::NewPassword, of.pick("New password", "Nouveau mot de passe"))
        .hint(of.pick("At least 8 characters.", "Au moins 8 caractères."));
    Form::new("/account/password", Button::main(of.pick("Change the password", "Changer le mot de passe")))
        .anchor(CHANGE_PASSWORD)
        .fold(of.pick("Change the password", "Changer le mot de passe"))
        .lead(of.pick("Your other devices are signed out.", "Vos autres appareils seront déconnectés."))
        .field(of.password())
        .field(new)
}

/// Form that mails a link, for a proven address only: for another, the link would be its first proof and remove the
/// passkeys.
fn by_mail(of: &Standing<'_>) -> Form {
    let button = of.pick("Email me a link", "M’envoyer un lien");
    let form = Form::new("/account/password/link", Button::quiet(button));
    if of.overview.has_password {
        form.fold(of.pick("I forgot it", "Je l’ai oublié")).lead(of.pick(
            "We will email you a link to set a new one. Every device is then signed out, including this one.",
            "Nous vous enverrons un lien pour en définir un nouveau. Tous vos appareils seront alors déconnectés, y compris celui-ci.",
        ))
    } else {
        form.anchor(CHANGE_PASSWORD).lead(of.pick(
            "You have no password. We can email you a link to set one; every device is then signed out.",
            "Vous n’avez pas de mot de passe. Nous pouvons vous envoyer un lien pour en définir un\u{a0}; tous vos appareils seront alors déconnectés.",
        ))
    }
}
