//! Pages that approve a client or a device.

use crate::domain::{AccountOrigin, Language};
use crate::facts::{Asker, Fact, age, of_account, of_asker};
use crate::pages::field::{Field, FieldKind};
use crate::pages::page::{APPROVE_LOGIN, PAIR, Problem};
use crate::pages::view::{Choice, Form, Group, View};

pub fn login<'a>(language: Language, token: &'a str, username: &str, asker: Asker<'_>) -> View<'a> {
    let mut facts = vec![Fact::stated(language.pick("Username", "Identifiant"), username)];
    facts.extend(of_asker(asker, language));
    View {
        title: language.pick("Approve this sign-in?", "Approuver cette connexion\u{a0}?"),
        lead: language.pick(
            "This client asks to be signed in to your account.",
            "Ce client demande à être connecté à votre compte.",
        ),
        alert: None,
        warning: Some(own_doing(language)),
        groups: vec![Group { heading: None, facts }],
        form: Some(Form {
            path: APPROVE_LOGIN,
            username: None,
            hidden: vec![("token", token)],
            fields: Vec::new(),
            choices: vec![
                Choice::confirm("confirm", language.pick("Approve the sign-in", "Approuver la connexion")),
                Choice::refuse("refuse", language.pick("Refuse the sign-in", "Refuser la connexion")),
            ],
        }),
        note: None,
        ways: Vec::new(),
    }
}

/// Approval that is also the first proof of the mailbox: the account may be a stranger's.
pub fn first_login<'a>(
    language: Language,
    token: &'a str,
    username: &str,
    asker: Asker<'_>,
    account: &AccountOrigin,
) -> View<'a> {
    let mut view = login(language, token, username, asker);
    view.lead = language.pick(
        "This client asks to be signed in to an account that was made with your address, which you have not confirmed yet.",
        "Ce client demande à être connecté à un compte créé avec votre adresse, que vous n’avez pas encore confirmée.",
    );
    if let Some(group) = view.groups.first_mut() {
        group.heading = Some(language.pick("The sign-in", "La connexion"));
    }
    view.groups
        .push(Group { heading: Some(language.pick("The account", "Le compte")), facts: of_account(account, language) });
    if let Some(form) = &mut view.form {
        form.choices = vec![
            Choice::confirm("mine", language.pick("Both are mine: approve", "Les deux sont à moi\u{a0}: approuver")),
            Choice::refuse("refuse", language.pick("Refuse the sign-in", "Refuser la connexion")),
            Choice::refuse("not_mine", language.pick("The account is not mine", "Le compte n’est pas à moi")),
        ];
    }
    view
}

pub fn enter_code(language: Language, problem: Option<Problem>) -> View<'static> {
    View {
        title: language.pick("Pair a device", "Associer un appareil"),
        lead: language.pick(
            "The device shows a code. Type it here; you will see what the device is before anything happens.",
            "L’appareil affiche un code. Saisissez-le ici\u{a0}; vous verrez de quel appareil il s’agit avant de décider.",
        ),
        alert: None,
        warning: Some(language.pick(
            "Never type a code that somebody sent or told you: they would be signed in as you.",
            "Ne saisissez jamais un code que l’on vous a envoyé ou dicté\u{a0}: on serait connecté à votre place.",
        )),
        groups: Vec::new(),
        form: Some(Form {
            path: PAIR,
            username: None,
            hidden: Vec::new(),
            fields: vec![
                Field::new("code", language.pick("Code", "Code"), FieldKind::Code)
                    .hint(language.pick("As the device shows it.", "Tel que l’appareil l’affiche."))
                    .problem(problem.map(|problem| super::problem(language, problem))),
            ],
            choices: vec![Choice::go_on(language.pick("Continue", "Continuer"))],
        }),
        note: None,
        ways: Vec::new(),
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

pub fn pairing<'a>(language: Language, shown: &Shown<'a>, asker: Asker<'_>) -> View<'a> {
    let mut facts = vec![Fact::stated(language.pick("Code", "Code"), shown.code)];
    facts.extend(of_asker(asker, language));
    facts.push(Fact::known(language.pick("Waiting for", "En attente depuis"), age(shown.waited, language)));
    View {
        title: language.pick("Pair this device?", "Associer cet appareil\u{a0}?"),
        lead: language.pick(
            "It will be signed in to your account until you end its session.",
            "Il sera connecté à votre compte jusqu’à ce que vous mettiez fin à sa session.",
        ),
        alert: None,
        warning: Some(own_doing(language)),
        groups: vec![Group { heading: None, facts }],
        form: Some(Form {
            path: PAIR,
            username: None,
            hidden: vec![("code", shown.code), ("id", shown.id)],
            fields: Vec::new(),
            choices: vec![
                Choice::confirm("approve", language.pick("Pair the device", "Associer l’appareil")),
                Choice::refuse("refuse", language.pick("Refuse", "Refuser")),
            ],
        }),
        note: None,
        ways: Vec::new(),
    }
}

fn own_doing(language: Language) -> &'static str {
    language.pick(
        "Approve only what you have just started yourself, on a device in front of you. If somebody asked you to, refuse.",
        "N’approuvez que ce que vous venez de lancer vous-même, sur un appareil devant vous. Si quelqu’un vous l’a demandé, refusez.",
    )
}

pub fn second_factor<'a>(
    language: Language,
    path: &'static str,
    hidden: (&'static str, &'a str),
    decision: &'static str,
    problem: Option<Problem>,
) -> View<'a> {
    View {
        title: language.pick("One more step", "Encore une étape"),
        lead: language.pick(
            "This account asks for a code of its authenticator app.",
            "Saisissez un code de votre application d’authentification.",
        ),
        alert: None,
        warning: None,
        groups: Vec::new(),
        form: Some(Form {
            path,
            username: None,
            hidden: vec![hidden],
            fields: vec![
                Field::new("totp_code", language.pick("Code", "Code"), FieldKind::SecondFactor)
                    .hint(language.pick("Six digits, or a backup code.", "Six chiffres, ou un code de secours."))
                    .problem(problem.map(|problem| super::problem(language, problem))),
            ],
            choices: vec![Choice::confirm(decision, language.pick("Continue", "Continuer"))],
        }),
        note: None,
        ways: Vec::new(),
    }
}
