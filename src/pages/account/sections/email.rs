//! Section of the email address: its state, and a change.

use crate::facts::Fact;
use crate::flows::account::overview::PendingAddress;
use crate::pages::account::standing::Standing;
use crate::pages::ui::{Badge, Button, Field, Form, Input, Section};

pub fn section(of: &Standing<'_>) -> Section {
    let account = of.account;
    let section = Section::new("email", of.pick("Email", "E-mail"));
    let Some(email) = account.shown_email() else {
        let section = section.facts(pending(of));
        return if of.sends_mail { with_none(of, section) } else { without_mail(of, section) };
    };
    let badge = if account.email_verified {
        Badge::good(of.pick("Confirmed", "Confirmée"))
    } else {
        Badge::plain(of.pick("Not confirmed", "Non confirmée"))
    };
    let address = Fact::address(of.pick("Address", "Adresse"), email);
    let section = section.badge(badge).facts([address]).facts(pending(of));
    if !of.sends_mail {
        return without_mail(of, section);
    }
    let change = change(of, Button::quiet(of.pick("Change the address", "Changer l’adresse")));
    section
        .forms((!account.email_proven).then(|| verification(of)))
        .forms([change.fold(of.pick("Use another address", "Utiliser une autre adresse"))])
}

/// Section of an account without an address.
fn with_none(of: &Standing<'_>, section: Section) -> Section {
    section
        .lead(of.pick(
            "You have no email address yet. With one, you can get back in if you lose every other way to sign in.",
            "Vous n’avez pas encore d’adresse e-mail. Elle vous permettra de retrouver l’accès à votre compte si vous perdez vos autres moyens de connexion.",
        ))
        .forms([change(of, Button::main(of.pick("Add the address", "Ajouter l’adresse")))])
}

fn without_mail(of: &Standing<'_>, section: Section) -> Section {
    section.lead(of.pick(
        "This service sends no email, so no address can be confirmed or changed.",
        "Ce service n’envoie pas d’e-mails\u{a0}: aucune adresse ne peut être confirmée ni changée.",
    ))
}

/// New address that waits for its mailbox.
fn pending(of: &Standing<'_>) -> Option<Fact> {
    let PendingAddress { address, awaits_approval } = of.overview.pending_address.as_ref()?;
    let label = if *awaits_approval {
        of.pick(
            "New address, waiting for your approval by email",
            "Nouvelle adresse, en attente de votre accord par e-mail",
        )
    } else {
        of.pick("New address, waiting to be confirmed", "Nouvelle adresse, en attente de confirmation")
    };
    Some(Fact::address(label, address))
}

fn verification(of: &Standing<'_>) -> Form {
    let button = of.pick("Send the email again", "Renvoyer l’e-mail");
    Form::new("/account/email/verification", Button::main(button)).lead(of.pick(
        "Open the link that we emailed you. It is valid for 24 hours.",
        "Ouvrez le lien que nous vous avons envoyé. Il est valable 24 heures.",
    ))
}

/// Form for a new address. Without a credential, a proven address is replaced with the approval of its mailbox.
fn change(of: &Standing<'_>, button: Button) -> Form {
    let field = Field::new("email", Input::Email, of.pick("New address", "Nouvelle adresse"));
    let field = field.hint(of.pick(
        "It takes effect once you open the link that we will email there.",
        "Elle prendra effet quand vous aurez ouvert le lien que nous y enverrons.",
    ));
    let form = Form::new("/account/email", button).field(field);
    match (of.is_fresh || !of.account.email_proven, of.overview.has_password) {
        (true, _) => form,
        (false, true) => form.field(of.password().optional().hint(of.pick(
            "Without it, you will first have to approve the change by email.",
            "Sans lui, vous devrez d’abord approuver le changement par e-mail.",
        ))),
        (false, false) => form.lead(of.pick(
            "You will first have to approve the change by email.",
            "Vous devrez d’abord approuver le changement par e-mail.",
        )),
    }
}
