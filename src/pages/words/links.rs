//! Pages of mailed links.

use crate::domain::first_proof::EarlierSetup;
use crate::domain::one_time_token::TokenKind;
use crate::domain::{AccountOrigin, Language};
use crate::facts::{Fact, of_account, of_setup};
use crate::pages::field::{Field, FieldKind};
use crate::pages::page::{FORGOT_PASSWORD, Problem};
use crate::pages::view::{Choice, Form, Group, View};

pub fn magic_link<'a>(language: Language, token: &'a str, email: &str) -> View<'a> {
    View {
        title: language.pick("Sign in?", "Se connecter\u{a0}?"),
        lead: language.pick(
            "Press the button to sign in with this browser. Nothing happens until you do.",
            "Appuyez sur le bouton pour vous connecter avec ce navigateur. D’ici là, rien ne se passe.",
        ),
        alert: None,
        warning: None,
        groups: vec![Group { heading: None, facts: vec![address(email, language)] }],
        form: Some(of_token(
            TokenKind::MagicLink,
            token,
            vec![Choice::confirm("confirm", language.pick("Sign in", "Se connecter"))],
        )),
        note: None,
        ways: Vec::new(),
    }
}

/// Page of a link that is also the first proof of the mailbox: the account may be a stranger's.
pub fn first_magic_link<'a>(
    language: Language,
    token: &'a str,
    email: &str,
    (account, setup): (&AccountOrigin, &EarlierSetup),
) -> View<'a> {
    let mut facts = vec![address(email, language)];
    facts.extend(of_account(account, language));
    let mut groups = vec![Group { heading: None, facts }];
    let facts = of_setup(setup, language);
    if !facts.is_empty() {
        groups.push(Group { heading: Some(language.pick("Already set up", "Déjà configuré")), facts });
    }
    View {
        title: language.pick("Did you create this account?", "Avez-vous créé ce compte\u{a0}?"),
        lead: language.pick(
            "It uses your email address, which nobody has confirmed yet. Either button confirms it and signs you in, in this browser.",
            "Il utilise votre adresse e-mail, que personne n’a encore confirmée. Chacun des boutons la confirme et vous connecte, dans ce navigateur.",
        ),
        alert: None,
        warning: Some(language.pick(
            "If you created it, everything stays as it is and other devices are signed out. If you did not, what somebody else set up is removed.",
            "Si c’est vous, tout reste en place et les autres appareils sont déconnectés. Sinon, ce que quelqu’un d’autre a configuré est supprimé.",
        )),
        groups,
        form: Some(of_token(
            TokenKind::MagicLink,
            token,
            vec![
                Choice::confirm("mine", language.pick("Yes, it is mine", "Oui, il est à moi")),
                Choice::refuse("not_mine", language.pick("No, it is not mine", "Non, il n’est pas à moi")),
            ],
        )),
        note: None,
        ways: Vec::new(),
    }
}

pub fn verify_email<'a>(language: Language, token: &'a str, email: &str, account: &AccountOrigin) -> View<'a> {
    View {
        title: language.pick("Is this account yours?", "Ce compte est-il à vous\u{a0}?"),
        lead: language.pick(
            "It was created with your email address. Tell us whether you created it.",
            "Il a été créé avec votre adresse e-mail. Dites-nous si c’est vous qui l’avez créé.",
        ),
        ..mine_or_not(language, TokenKind::VerifyEmail, token, email, account)
    }
}

pub fn confirm_address<'a>(language: Language, token: &'a str, email: &str, account: &AccountOrigin) -> View<'a> {
    View {
        title: language.pick("Use this address?", "Utiliser cette adresse\u{a0}?"),
        lead: language.pick(
            "Your email address was entered for the account below. Tell us whether that account is yours.",
            "Votre adresse e-mail a été saisie pour le compte ci-dessous. Dites-nous si ce compte est à vous.",
        ),
        ..mine_or_not(language, TokenKind::ConfirmAddress, token, email, account)
    }
}

fn mine_or_not<'a>(
    language: Language,
    kind: TokenKind,
    token: &'a str,
    email: &str,
    account: &AccountOrigin,
) -> View<'a> {
    let mut facts = vec![address(email, language)];
    facts.extend(of_account(account, language));
    View {
        title: "",
        lead: "",
        alert: None,
        warning: Some(language.pick(
            "Whoever created the account can use it. If you do not recognise it, it is not yours.",
            "La personne qui a créé ce compte peut s’en servir. Si vous ne le reconnaissez pas, il n’est pas à vous.",
        )),
        groups: vec![Group { heading: None, facts }],
        form: Some(of_token(
            kind,
            token,
            vec![
                Choice::confirm("mine", language.pick("Yes, it is mine", "Oui, il est à moi")),
                Choice::refuse("not_mine", language.pick("No, it is not mine", "Non, il n’est pas à moi")),
            ],
        )),
        note: None,
        ways: Vec::new(),
    }
}

pub fn approve_address_change<'a>(language: Language, token: &'a str, new_email: &str) -> View<'a> {
    View {
        title: language.pick("Change your email address?", "Changer d’adresse e-mail\u{a0}?"),
        lead: language.pick(
            "Someone asked to replace the email address of your account with the one below.",
            "Quelqu’un a demandé à remplacer l’adresse e-mail de votre compte par celle-ci.",
        ),
        alert: None,
        warning: Some(language.pick(
            "Approve only if you asked for this yourself: whoever has the new address can take over your account.",
            "N’approuvez que si vous l’avez demandé vous-même\u{a0}: la personne qui a cette adresse peut prendre le contrôle de votre compte.",
        )),
        groups: vec![Group {
            heading: None,
            facts: vec![Fact::address(language.pick("New address", "Nouvelle adresse"), new_email)],
        }],
        form: Some(of_token(
            TokenKind::ApproveAddressChange,
            token,
            vec![
                Choice::confirm("approve", language.pick("Approve", "Approuver")),
                Choice::refuse("refuse", language.pick("Refuse", "Refuser")),
            ],
        )),
        note: None,
        ways: Vec::new(),
    }
}

pub fn reset_password<'a>(language: Language, token: &'a str, email: &'a str, problem: Option<Problem>) -> View<'a> {
    let label = language.pick("Save the password", "Enregistrer le mot de passe");
    let mut form = of_token(TokenKind::ResetPassword, token, vec![Choice::confirm("confirm", label)]);
    form.username = Some(email);
    form.fields.push(
        Field::new("newPassword", language.pick("New password", "Nouveau mot de passe"), FieldKind::NewPassword)
            .hint(super::password_rule(language))
            .problem(problem.map(|problem| super::problem(language, problem))),
    );
    View {
        title: language.pick("Set a new password", "Choisissez un nouveau mot de passe"),
        lead: language.pick("You will be signed out on every device.", "Vous serez déconnecté de tous vos appareils."),
        alert: None,
        warning: None,
        groups: Vec::new(),
        form: Some(form),
        note: None,
        ways: Vec::new(),
    }
}

pub fn forgot_password<'a>(language: Language, email: &'a str, problem: Option<Problem>) -> View<'a> {
    let (beside, alert) = super::places(language, problem, &["email"]);
    View {
        title: language.pick("Forgot your password?", "Mot de passe oublié\u{a0}?"),
        lead: language.pick(
            "Enter the email address of your account. We will email you a link to set a new password.",
            "Saisissez l’adresse e-mail de votre compte. Nous vous enverrons un lien pour choisir un nouveau mot de passe.",
        ),
        alert,
        warning: None,
        groups: Vec::new(),
        form: Some(Form {
            path: FORGOT_PASSWORD,
            username: None,
            hidden: Vec::new(),
            fields: vec![
                Field::new("email", language.pick("Email address", "Adresse e-mail"), FieldKind::Email)
                    .value(email)
                    .problem(beside("email")),
            ],
            choices: vec![Choice::go_on(language.pick("Email me a link", "M’envoyer un lien"))],
        }),
        note: None,
        ways: vec![super::sign_in(language)],
    }
}

fn of_token(kind: TokenKind, token: &str, choices: Vec<Choice>) -> Form<'_> {
    Form { path: kind.as_str(), username: None, hidden: vec![("token", token)], fields: Vec::new(), choices }
}

fn address(email: &str, language: Language) -> Fact {
    Fact::address(language.pick("Email address", "Adresse e-mail"), email)
}
