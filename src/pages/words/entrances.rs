//! Sign-in and sign-up pages.

use crate::domain::Language;
use crate::pages::entrance::{EntranceView, PasskeyButton, ProviderButton};
use crate::pages::field::{Field, FieldKind};
use crate::pages::page::{Entrance, FORGOT_PASSWORD, Problem, SIGN_IN, SIGN_UP, with_redirect};
use crate::pages::view::Way;

pub fn sign_in<'a>(
    language: Language,
    entrance: &'a Entrance,
    login: &'a str,
    problem: Option<Problem>,
) -> EntranceView<'a> {
    let (beside, alert) = super::places(language, problem, &["login", "password"]);
    let label = language.pick("Email address or username", "Adresse e-mail ou identifiant");
    let password = language.pick("Password", "Mot de passe");
    EntranceView {
        title: language.pick("Sign in", "Connexion"),
        alert,
        path: SIGN_IN,
        redirect_url: entrance.redirect_url.as_deref(),
        nonce: None,
        fields: vec![
            Field::new("login", label, FieldKind::Login).value(login).problem(beside("login")),
            Field {
                aside: forgotten(language, entrance),
                ..Field::new("password", password, FieldKind::Password).problem(beside("password"))
            },
        ],
        submit: language.pick("Sign in", "Se connecter"),
        link: (!entrance.without_mail)
            .then_some(language.pick("Email me a sign-in link", "M’envoyer un lien de connexion")),
        verification: matches!(problem, Some(Problem::EmailNotVerified | Problem::NoEmailForVerification))
            .then_some(language.pick("Send the confirmation email again", "Renvoyer l’e-mail de confirmation")),
        passkey: Some(PasskeyButton {
            label: language.pick("Use a passkey", "Utiliser une clé d’accès"),
            failed: language.pick(
                "No passkey was used. Try again, or sign in another way.",
                "Aucune clé d’accès n’a été utilisée. Réessayez, ou connectez-vous autrement.",
            ),
        }),
        providers: providers(language, entrance),
        question: language.pick("No account yet?", "Pas encore de compte\u{a0}?"),
        other: Way::new(
            with_redirect(SIGN_UP, entrance.redirect_url.as_deref()),
            language.pick("Sign up", "S’inscrire"),
        ),
    }
}

pub fn sign_up<'a>(
    language: Language,
    entrance: &'a Entrance,
    name: &'a str,
    email: &'a str,
    problem: Option<Problem>,
) -> EntranceView<'a> {
    let (beside, alert) = super::places(language, problem, &["name", "email", "password"]);
    let to_sign_in = with_redirect(SIGN_IN, entrance.redirect_url.as_deref());
    let to_it = Way::new(to_sign_in.clone(), language.pick("Sign in", "Se connecter"));
    let ways = [to_it].into_iter().chain(forgotten(language, entrance)).collect();
    let address = language.pick("Email address", "Adresse e-mail");
    let password = language.pick("Password", "Mot de passe");
    EntranceView {
        title: language.pick("Create an account", "Créer un compte"),
        alert,
        path: SIGN_UP,
        redirect_url: entrance.redirect_url.as_deref(),
        nonce: None,
        fields: vec![
            Field {
                required: false,
                ..Field::new("name", language.pick("Name", "Nom"), FieldKind::Name).value(name).problem(beside("name"))
            },
            Field {
                ways: if problem == Some(Problem::EmailTaken) { ways } else { Vec::new() },
                ..Field::new("email", address, FieldKind::Email).value(email).problem(beside("email"))
            },
            Field::new("password", password, FieldKind::NewPassword)
                .hint(super::password_rule(language))
                .problem(beside("password")),
        ],
        submit: language.pick("Create account", "Créer le compte"),
        link: None,
        verification: None,
        passkey: None,
        providers: providers(language, entrance),
        question: language.pick("Already have an account?", "Vous avez déjà un compte\u{a0}?"),
        other: Way::new(to_sign_in, language.pick("Sign in", "Se connecter")),
    }
}

/// Link to the password reset, which needs a mail.
fn forgotten(language: Language, entrance: &Entrance) -> Option<Way> {
    let label = language.pick("Forgot your password?", "Mot de passe oublié\u{a0}?");
    (!entrance.without_mail).then(|| Way::new(format!("/{FORGOT_PASSWORD}"), label))
}

fn providers(language: Language, entrance: &Entrance) -> Vec<ProviderButton<'_>> {
    let continue_with = language.pick("Continue with", "Continuer avec");
    entrance.providers.iter().map(|provider| ProviderButton::new(provider, continue_with)).collect()
}
