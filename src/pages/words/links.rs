//! Pages of mailed links.

use super::refusal;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::one_time_token::TokenKind;
use crate::domain::{AccountOrigin, Language};
use crate::facts::{Fact, of_account, of_setup};
use crate::pages::page::FORGOT_PASSWORD;
use crate::pages::ui::{Button, Captcha, Field, Form, Input, Problem, Stance};
use crate::pages::view::{Group, View};

pub fn magic_link(language: Language, token: &str, email: &str) -> View {
    View {
        title: language.pick("Sign in?", "Se connecter\u{a0}?"),
        lead: language
            .pick(
                "Press the button to sign in with this browser. Nothing happens until you do.",
                "Appuyez sur le bouton pour vous connecter avec ce navigateur. D’ici là, rien ne se passe.",
            )
            .into(),
        groups: vec![Group { heading: None, facts: vec![address(email, language)] }],
        forms: vec![
            of_token(TokenKind::MagicLink, token, Button::main(language.pick("Sign in", "Se connecter")))
                .decision("confirm", Stance::Confirm),
        ],
        ..View::default()
    }
}

/// Page of a link that is also the first proof of the mailbox: the account may be a stranger's.
pub fn first_magic_link(
    language: Language,
    token: &str,
    email: &str,
    (account, setup): (&AccountOrigin, &EarlierSetup),
) -> View {
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
        ).into(),
        warning: Some(language.pick(
            "If you created it, everything stays as it is and other devices are signed out. If you did not, what somebody else set up is removed.",
            "Si c’est vous, tout reste en place et les autres appareils sont déconnectés. Sinon, ce que quelqu’un d’autre a configuré est supprimé.",
        )),
        groups,
        forms: vec![
                of_token(TokenKind::MagicLink, token, Button::main(language.pick("Yes, it is mine", "Oui, il est à moi"))).decision("mine", Stance::Confirm),
                of_token(TokenKind::MagicLink, token, Button::danger(language.pick("No, it is not mine", "Non, il n’est pas à moi"))).decision("not_mine", Stance::Refuse),
            ],
        ..View::default()
    }
}

pub fn verify_email(language: Language, token: &str, email: &str, account: &AccountOrigin) -> View {
    View {
        title: language.pick("Is this account yours?", "Ce compte est-il à vous\u{a0}?"),
        lead: language
            .pick(
                "It was created with your email address. Tell us whether you created it.",
                "Il a été créé avec votre adresse e-mail. Dites-nous si c’est vous qui l’avez créé.",
            )
            .into(),
        ..mine_or_not(language, TokenKind::VerifyEmail, token, email, account)
    }
}

pub fn confirm_address(language: Language, token: &str, email: &str, account: &AccountOrigin) -> View {
    View {
        title: language.pick("Use this address?", "Utiliser cette adresse\u{a0}?"),
        lead: language
            .pick(
                "Your email address was entered for the account below. Tell us whether that account is yours.",
                "Votre adresse e-mail a été saisie pour le compte ci-dessous. Dites-nous si ce compte est à vous.",
            )
            .into(),
        ..mine_or_not(language, TokenKind::ConfirmAddress, token, email, account)
    }
}

fn mine_or_not(language: Language, kind: TokenKind, token: &str, email: &str, account: &AccountOrigin) -> View {
    let mut facts = vec![address(email, language)];
    facts.extend(of_account(account, language));
    View {
        warning: Some(language.pick(
            "Whoever created the account can use it. If you do not recognise it, it is not yours.",
            "La personne qui a créé ce compte peut s’en servir. Si vous ne le reconnaissez pas, il n’est pas à vous.",
        )),
        groups: vec![Group { heading: None, facts }],
        forms: vec![
            of_token(kind, token, Button::main(language.pick("Yes, it is mine", "Oui, il est à moi")))
                .decision("mine", Stance::Confirm),
            of_token(kind, token, Button::danger(language.pick("No, it is not mine", "Non, il n’est pas à moi")))
                .decision("not_mine", Stance::Refuse),
        ],
        ..View::default()
    }
}

pub fn approve_address_change(language: Language, token: &str, new_email: &str) -> View {
    View {
        title: language.pick("Change your email address?", "Changer d’adresse e-mail\u{a0}?"),
        lead: language.pick(
            "Someone asked to replace the email address of your account with the one below.",
            "Quelqu’un a demandé à remplacer l’adresse e-mail de votre compte par celle-ci.",
        ).into(),
        warning: Some(language.pick(
            "Approve only if you asked for this yourself: whoever has the new address can take over your account.",
            "N’approuvez que si vous l’avez demandé vous-même\u{a0}: la personne qui a cette adresse peut prendre le contrôle de votre compte.",
        )),
        groups: vec![Group {
            heading: None,
            facts: vec![Fact::address(language.pick("New address", "Nouvelle adresse"), new_email)],
        }],
        forms: vec![
                of_token(TokenKind::ApproveAddressChange, token, Button::main(language.pick("Approve", "Approuver"))).decision("approve", Stance::Confirm),
                of_token(TokenKind::ApproveAddressChange, token, Button::danger(language.pick("Refuse", "Refuser"))).decision("refuse", Stance::Refuse),
            ],
        ..View::default()
    }
}

pub fn reset_password(language: Language, token: &str, email: &str, problem: Option<Problem>) -> View {
    let label = language.pick("Save the password", "Enregistrer le mot de passe");
    let new = Field::new("newPassword", Input::NewPassword, language.pick("New password", "Nouveau mot de passe"));
    let form = of_token(TokenKind::ResetPassword, token, Button::main(label))
        .decision("confirm", Stance::Confirm)
        .username(email)
        .field(new.hint(super::password_rule(language)))
        .refused(refusal(language, problem));
    View {
        title: language.pick("Set a new password", "Choisissez un nouveau mot de passe"),
        lead: language
            .pick("You will be signed out on every device.", "Vous serez déconnecté de tous vos appareils.")
            .into(),
        forms: vec![form],
        ..View::default()
    }
}

pub fn forgot_password(language: Language, email: &str, problem: Option<Problem>, captcha: Option<Captcha>) -> View {
    let field = Field::new("email", Input::Email, language.pick("Email address", "Adresse e-mail")).value(email);
    let button = Button::main(language.pick("Email me a link", "M’envoyer un lien"));
    let form = Form::alone(format!("/{FORGOT_PASSWORD}"), button).field(field).captcha(captcha);
    View {
        title: language.pick("Forgot your password?", "Mot de passe oublié\u{a0}?"),
        lead: language.pick(
            "Enter the email address of your account. We will email you a link to set a new password.",
            "Saisissez l’adresse e-mail de votre compte. Nous vous enverrons un lien pour choisir un nouveau mot de passe.",
        ).into(),
        forms: vec![form.refused(refusal(language, problem))],
        ways: vec![super::sign_in(language)],
        ..View::default()
    }
}

fn of_token(kind: TokenKind, token: &str, button: Button) -> Form {
    Form::alone(format!("/{}", kind.as_str()), button).hidden("token", token)
}

fn address(email: &str, language: Language) -> Fact {
    Fact::address(language.pick("Email address", "Adresse e-mail"), email)
}
