//! Section of the email address: its state, and a change.

use crate::facts::Fact;
use crate::flows::account::overview::PendingAddress;
use crate::pages::account::standing::Standing;
use crate::pages::account::view::{Badge, Field, Form, Kind, Section, Weight};

pub fn section(of: &Standing<'_>) -> Section {
    let account = of.account;
    let mut section = Section { id: "email", title: of.pick("Email", "E-mail"), ..Section::default() };
    let Some(email) = account.shown_email() else {
        section.lead = Some(
            of.pick(
                "You have no email address yet. With one, you can get back in if you lose every other way to sign in.",
                "Vous n’avez pas encore d’adresse e-mail. Elle vous permettra de retrouver l’accès à votre compte si vous perdez vos autres moyens de connexion.",
            )
            .to_owned(),
        );
        section.facts.extend(pending(of));
        if of.sends_mail {
            section.forms.push(change(of, of.pick("Add the address", "Ajouter l’adresse"), Weight::Main));
        } else {
            section.lead = Some(without_mail(of));
        }
        return section;
    };
    section.badge = Some(if account.email_verified {
        Badge { text: of.pick("Confirmed", "Confirmée"), good: true }
    } else {
        Badge { text: of.pick("Not confirmed", "Non confirmée"), good: false }
    });
    section.facts.push(Fact::address(of.pick("Address", "Adresse"), email));
    section.facts.extend(pending(of));
    if !of.sends_mail {
        section.lead = Some(without_mail(of));
        return section;
    }
    if !account.email_proven {
        section.forms.push(verification(of));
    }
    let change = change(of, of.pick("Change the address", "Changer l’adresse"), Weight::Quiet);
    section.forms.push(change.folded(of.pick("Use another address", "Utiliser une autre adresse")));
    section
}

fn without_mail(of: &Standing<'_>) -> String {
    of.pick(
        "This service sends no email, so no address can be confirmed or changed.",
        "Ce service n’envoie pas d’e-mails\u{a0}: aucune adresse ne peut être confirmée ni changée.",
    )
    .to_owned()
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
    Form::new("/account/email/verification", button, Weight::Main).saying(of.pick(
        "Open the link that we emailed you. It is valid for 24 hours.",
        "Ouvrez le lien que nous vous avons envoyé. Il est valable 24 heures.",
    ))
}

/// Form for a new address. Without a credential, a proven address is replaced with the approval of its mailbox.
fn change(of: &Standing<'_>, button: &'static str, weight: Weight) -> Form {
    let field = Field::required("email", Kind::Email, of.pick("New address", "Nouvelle adresse"));
    let field = field.hinting(of.pick(
        "It takes effect once you open the link that we will email there.",
        "Elle prendra effet quand vous aurez ouvert le lien que nous y enverrons.",
    ));
    let form = Form::new("/account/email", button, weight).with(field);
    match (of.is_fresh || !of.account.email_proven, of.overview.has_password) {
        (true, _) => form,
        (false, true) => form.with(Field { required: false, ..of.password() }.hinting(of.pick(
            "Without it, you will first have to approve the change by email.",
            "Sans lui, vous devrez d’abord approuver le changement par e-mail.",
        ))),
        (false, false) => form.saying(of.pick(
            "You will first have to approve the change by email.",
            "Vous devrez d’abord approuver le changement par e-mail.",
        )),
    }
}
