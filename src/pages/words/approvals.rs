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
            "A device or app is asking to sign in to your account.",
            "Un appareil ou une application demande à se connecter à votre compte.",
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
        "A device or app is asking to sign in to an account created with your email address, which you have not confirmed yet.",
        "Un appareil ou une application demande à se connecter à un compte créé avec votre adresse e-mail, que vous n’avez pas encore confirmée.",
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
            "Enter the code shown on the device. You can check which device it is before you pair it.",
            "Saisissez le code affiché sur l’appareil. Vous pourrez vérifier de quel appareil il s’agit avant de l’associer.",
        ),
        alert: None,
        warning: Some(language.pick(
            "Never enter a code that someone sent you or read out to you: they would be signed in as you.",
            "Ne saisissez jamais un code que quelqu’un vous a envoyé ou dicté\u{a0}: vous lui donneriez accès à votre compte.",
        )),
        groups: Vec::new(),
        form: Some(Form {
            path: PAIR,
            username: None,
            hidden: Vec::new(),
            fields: vec![
                Field::new("code", language.pick("Code", "Code"), FieldKind::Code)
                    .hint(language.pick("Exactly as shown on the device.", "Tel qu’il apparaît sur l’appareil."))
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
            "It will stay signed in to your account until you sign it out.",
            "Il restera connecté à votre compte jusqu’à ce que vous le déconnectiez.",
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
        "Approve only if you just started this yourself, on a device in front of you. If someone asked you to approve it, refuse.",
        "N’approuvez que si vous venez de lancer cette demande vous-même, sur un appareil devant vous. Si quelqu’un vous a demandé de l’approuver, refusez.",
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
            "Enter the code from your authenticator app.",
            "Saisissez le code de votre application d’authentification.",
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
