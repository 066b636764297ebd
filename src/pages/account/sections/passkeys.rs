//! Section of passkeys.

use crate::domain::passkey::{MOST_PASSKEYS, Passkey};
use crate::facts::{Fact, moment, one_line};
use crate::pages::account::standing::Standing;
use crate::pages::ui::{Button, Ceremony, Field, Form, Input, Item, Problem, Section};

const ID: &str = "passkeys";

pub fn section(of: &Standing<'_>) -> Section {
    let is_full = i64::try_from(of.overview.passkeys.len()).is_ok_and(|there| there >= MOST_PASSKEYS);
    let lead = if is_full {
        (of.copy.problem)(Problem::TooManyPasskeys)
    } else {
        of.pick(
            "Sign in with your fingerprint, your face or your screen lock. No code is needed.",
            "Connectez-vous avec votre empreinte, votre visage ou le verrouillage de votre appareil. Aucun code n’est demandé.",
        )
    };
    Section::new(ID, of.pick("Passkeys", "Clés d’accès"))
        .lead(lead)
        .items(of.overview.passkeys.iter().map(|passkey| item(of, passkey)))
        .forms((!is_full).then(|| creation(of)))
}

fn item(of: &Standing<'_>, passkey: &Passkey) -> Item {
    let never = || of.pick("never", "jamais").to_owned();
    let path = format!("/account/passkeys/{}", passkey.id);
    let name = Field::new("name", Input::Label, of.pick("Name", "Nom")).value(&passkey.name);
    let rename = Form::new(format!("{path}/rename"), Button::quiet(of.pick("Rename", "Renommer")))
        .fold(of.pick("Rename", "Renommer"))
        .field(name);
    let remove =
        Form::new(format!("{path}/remove"), Button::danger(of.pick("Remove the passkey", "Supprimer la clé d’accès")))
            .fold(of.pick("Remove", "Supprimer"))
            .lead(of.pick(
                "You can no longer sign in with it, and your other devices are signed out.",
                "Vous ne pourrez plus vous connecter avec elle, et vos autres appareils seront déconnectés.",
            ));
    Item {
        title: one_line(&passkey.name),
        badge: None,
        facts: vec![
            Fact::known(of.pick("Added on", "Ajoutée le"), moment(passkey.created_at, of.copy.language)),
            Fact::known(
                of.pick("Last used", "Dernière utilisation"),
                passkey.last_used_at.map_or_else(never, |time| moment(time, of.copy.language)),
            ),
        ],
        forms: vec![rename, of.sensitive(remove, ID)],
    }
}

/// Form for a new passkey, the only one that needs a script.
fn creation(of: &Standing<'_>) -> Form {
    let name = Field::new("name", Input::Label, of.pick("Name", "Nom")).optional().hint(of.pick(
        "A name to recognise it by, such as “My phone”.",
        "Un nom pour la reconnaître, par exemple «\u{a0}Mon téléphone\u{a0}».",
    ));
    let form = Form::new("/account/passkeys", Button::main(of.pick("Create the passkey", "Créer la clé d’accès")))
        .fold(of.pick("Add a passkey", "Ajouter une clé d’accès"))
        .field(name)
        .ceremony(ceremony(of));
    of.sensitive(form, ID)
}

fn ceremony(of: &Standing<'_>) -> Ceremony {
    let said = of.copy.problem;
    Ceremony {
        method: "create",
        options: "/api/auth/passkey/register",
        failed: of.pick(
            "No passkey was created. This device may already have one.",
            "Aucune clé d’accès n’a été créée. Cet appareil en a peut-être déjà une.",
        ),
        refusals: vec![
            ("invalid_credentials", said(Problem::WrongPassword)),
            ("reauthentication_required", said(Problem::NotFresh)),
            ("too_many_attempts", said(Problem::TooManyAttempts)),
            ("too_many_passkeys", said(Problem::TooManyPasskeys)),
        ],
        needs_script: Some(of.pick(
            "This needs JavaScript and a browser that supports passkeys.",
            "Il faut activer JavaScript et un navigateur compatible avec les clés d’accès.",
        )),
    }
}
