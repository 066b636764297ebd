//! Pages that approve a client or a device.

use super::refusal;
use crate::domain::{AccountOrigin, Language};
use crate::facts::{Asker, Fact, age, of_account, of_asker};
use crate::pages::page::{APPROVE_LOGIN, PAIR};
use crate::pages::ui::{Button, Field, Form, Input, Problem, Stance};
use crate::pages::view::{Group, View};

pub fn login(language: Language, token: &str, username: &str, asker: Asker<'_>) -> View {
    let mut facts = vec![Fact::stated(language.pick("Username", "Identifiant"), username)];
    facts.extend(of_asker(asker, language));
    let approve = Button::main(language.pick("Approve the sign-in", "Approuver la connexion"));
    View {
        title: language.pick("Approve this sign-in?", "Approuver cette connexion\u{a0}?"),
        lead: language
            .pick(
                "A device or app is asking to sign in to your account.",
                "Un appareil ou une application demande à se connecter à votre compte.",
            )
            .into(),
        warning: Some(own_doing(language)),
        groups: vec![Group { heading: None, facts }],
        forms: vec![of_login(token, approve).decision("confirm", Stance::Confirm), refusing(language, token)],
        ..View::default()
    }
}

/// Approval that is also the first proof of the mailbox: the account may be a stranger's.
pub fn first_login(language: Language, token: &str, username: &str, asker: Asker<'_>, account: &AccountOrigin) -> View {
    let mut view = login(language, token, username, asker);
    view.lead = language.pick(
        "A device or app is asking to sign in to an account created with your email address, which you have not confirmed yet.",
        "Un appareil ou une application demande à se connecter à un compte créé avec votre adresse e-mail, que vous n’avez pas encore confirmée.",
    ).into();
    if let Some(group) = view.groups.first_mut() {
        group.heading = Some(language.pick("The sign-in", "La connexion"));
    }
    view.groups
        .push(Group { heading: Some(language.pick("The account", "Le compte")), facts: of_account(account, language) });
    let mine = Button::main(language.pick("Both are mine: approve", "Les deux sont à moi\u{a0}: approuver"));
    let not_mine = Button::danger(language.pick("The account is not mine", "Le compte n’est pas à moi"));
    view.forms = vec![
        of_login(token, mine).decision("mine", Stance::Confirm),
        refusing(language, token),
        of_login(token, not_mine).decision("not_mine", Stance::Refuse),
    ];
    view
}

fn of_login(token: &str, button: Button) -> Form {
    Form::alone(format!("/{APPROVE_LOGIN}"), button).hidden("token", token)
}

fn refusing(language: Language, token: &str) -> Form {
    let refuse = Button::danger(language.pick("Refuse the sign-in", "Refuser la connexion"));
    of_login(token, refuse).decision("refuse", Stance::Refuse)
}

pub fn enter_code(language: Language, problem: Option<Problem>) -> View {
    let code = Field::new("code", Input::PairingCode, language.pick("Code", "Code"))
        .hint(language.pick("Exactly as shown on the device.", "Tel qu’il apparaît sur l’appareil."));
    View {
        title: language.pick("Pair a device", "Associer un appareil"),
        lead: language.pick(
            "Enter the code shown on the device. You can check which device it is before you pair it.",
            "Saisissez le code affiché sur l’appareil. Vous pourrez vérifier de quel appareil il s’agit avant de l’associer.",
        ).into(),
        warning: Some(language.pick(
            "Never enter a code that someone sent you or read out to you: they would be signed in as you.",
            "Ne saisissez jamais un code que quelqu’un vous a envoyé ou dicté\u{a0}: vous lui donneriez accès à votre compte.",
        )),
        forms: vec![
            Form::alone(format!("/{PAIR}"), Button::main(language.pick("Continue", "Continuer")))
                .field(code)
                .refused(refusal(language, problem)),
        ],
        ..View::default()
    }
}

/// Device to decide on.
pub struct Shown<'a> {
    pub code: &'a str,
    /// Id of its authorization.
    pub id: &'a str,
    /// Seconds since its request.
    pub waited: i64,
}

pub fn pairing(language: Language, shown: &Shown<'_>, asker: Asker<'_>) -> View {
    let mut facts = vec![Fact::stated(language.pick("Code", "Code"), shown.code)];
    facts.extend(of_asker(asker, language));
    facts.push(Fact::known(language.pick("Waiting for", "En attente depuis"), age(shown.waited, language)));
    let form = |button| Form::alone(format!("/{PAIR}"), button).hidden("code", shown.code).hidden("id", shown.id);
    let approve = Button::main(language.pick("Pair the device", "Associer l’appareil"));
    let refuse = Button::danger(language.pick("Refuse", "Refuser"));
    View {
        title: language.pick("Pair this device?", "Associer cet appareil\u{a0}?"),
        lead: language
            .pick(
                "It will stay signed in to your account until you sign it out.",
                "Il restera connecté à votre compte jusqu’à ce que vous le déconnectiez.",
            )
            .into(),
        warning: Some(own_doing(language)),
        groups: vec![Group { heading: None, facts }],
        forms: vec![
            form(approve).decision("approve", Stance::Confirm),
            form(refuse).decision("refuse", Stance::Refuse),
        ],
        ..View::default()
    }
}

fn own_doing(language: Language) -> &'static str {
    language.pick(
        "Approve only if you just started this yourself, on a device in front of you. If someone asked you to approve it, refuse.",
        "N’approuvez que si vous venez de lancer cette demande vous-même, sur un appareil devant vous. Si quelqu’un vous a demandé de l’approuver, refusez.",
    )
}

/// Page that asks for a code of the second factor. Its form goes to `path` with a hidden value and the decision.
pub fn second_factor(
    language: Language,
    path: &str,
    (name, value): (&'static str, &str),
    decision: &'static str,
    problem: Option<Problem>,
) -> View {
    let code = Field::new("totp_code", Input::SecondFactor, language.pick("Code", "Code"))
        .hint(language.pick("Six digits, or a backup code.", "Six chiffres, ou un code de secours."));
    View {
        title: language.pick("One more step", "Encore une étape"),
        lead: language
            .pick(
                "Enter the code from your authenticator app.",
                "Saisissez le code de votre application d’authentification.",
            )
            .into(),
        forms: vec![
            Form::alone(format!("/{path}"), Button::main(language.pick("Continue", "Continuer")))
                .hidden(name, value)
                .decision(decision, Stance::Confirm)
                .field(code)
                .refused(refusal(language, problem)),
        ],
        ..View::default()
    }
}
