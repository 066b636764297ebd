//! Sign-in and sign-up pages.

use super::refusal;
use crate::domain::Language;
use crate::pages::entrance::{ENTRANCE, EntranceView};
use crate::pages::page::{Entrance, FORGOT_PASSWORD, SIGN_IN, SIGN_UP, with_redirect};
use crate::pages::ui::{Button, Captcha, Ceremony, Field, Form, Icon, Input, Link, Problem};

/// What was typed into the form before, and what was wrong with it.
pub struct Typed<'a> {
    /// Address or username; on sign-up, the address.
    pub login: &'a str,
    pub name: &'a str,
    pub problem: Option<Problem>,
    pub captcha: Option<Captcha>,
}

pub fn sign_in(language: Language, entrance: &Entrance, typed: Typed<'_>) -> EntranceView {
    let Typed { login, problem, captcha, .. } = typed;
    let label = language.pick("Email address or username", "Adresse e-mail ou identifiant");
    let password = Field::new("password", Input::CurrentPassword, language.pick("Password", "Mot de passe"));
    EntranceView {
        title: language.pick("Sign in", "Connexion"),
        form: form(entrance, SIGN_IN, language.pick("Sign in", "Se connecter"))
            .field(Field::new("login", Input::Login, label).value(login))
            .field(password.aside(forgotten(language, entrance)))
            .captcha(captcha)
            .refused(refusal(language, problem)),
        or: or(language),
        buttons: mail_buttons(language, entrance, problem),
        passkey: Some(passkey(language, entrance)),
        providers: providers(language, entrance),
        question: language.pick("No account yet?", "Pas encore de compte\u{a0}?"),
        other: Link::new(
            with_redirect(SIGN_UP, entrance.redirect_url.as_deref()),
            language.pick("Sign up", "S’inscrire"),
        ),
    }
}

pub fn sign_up(language: Language, entrance: &Entrance, nonce: &str, typed: Typed<'_>) -> EntranceView {
    let Typed { login: email, name, problem, captcha } = typed;
    let to_sign_in = with_redirect(SIGN_IN, entrance.redirect_url.as_deref());
    let to_it = Link::new(to_sign_in, language.pick("Sign in", "Se connecter"));
    let remedies = [to_it.clone()].into_iter().chain(forgotten(language, entrance)).collect();
    let email = Field::new("email", Input::Email, language.pick("Email address", "Adresse e-mail")).value(email);
    EntranceView {
        title: language.pick("Create an account", "Créer un compte"),
        form: form(entrance, SIGN_UP, language.pick("Create account", "Créer le compte"))
            .hidden("formNonce", nonce)
            .field(
                Field::new("name", Input::Name, language.pick("Name", "Nom"))
                    .optional()
                    .remark(language.pick("(optional)", "(facultatif)"))
                    .value(name),
            )
            .field(email.remedies(if problem == Some(Problem::EmailTaken) { remedies } else { Vec::new() }))
            .field(
                Field::new("password", Input::NewPassword, language.pick("Password", "Mot de passe"))
                    .hint(super::password_rule(language)),
            )
            .captcha(captcha)
            .refused(refusal(language, problem)),
        or: or(language),
        buttons: Vec::new(),
        passkey: None,
        providers: providers(language, entrance),
        question: language.pick("Already have an account?", "Vous avez déjà un compte\u{a0}?"),
        other: to_it,
    }
}

fn form(entrance: &Entrance, path: &str, button: &'static str) -> Form {
    returning(Form::alone(format!("/{path}"), Button::main(button)).anchor(ENTRANCE), entrance)
}

/// Adds the redirect target to a form.
fn returning(form: Form, entrance: &Entrance) -> Form {
    match &entrance.redirect_url {
        Some(url) => form.hidden("redirectUrl", url),
        None => form,
    }
}

fn or(language: Language) -> &'static str {
    language.pick("or", "ou")
}

fn mail_buttons(language: Language, entrance: &Entrance, problem: Option<Problem>) -> Vec<Button> {
    let link = Button::quiet(language.pick("Email me a sign-in link", "M’envoyer un lien de connexion"))
        .icon(Icon::Mail)
        .diverting(ENTRANCE, "/sign-in/link");
    let verification =
        Button::quiet(language.pick("Send the confirmation email again", "Renvoyer l’e-mail de confirmation"))
            .diverting(ENTRANCE, "/sign-in/verification");
    let is_unproven = matches!(problem, Some(Problem::EmailNotVerified | Problem::NoEmailForVerification));
    [(!entrance.without_mail).then_some(link), is_unproven.then_some(verification)].into_iter().flatten().collect()
}

fn passkey(language: Language, entrance: &Entrance) -> Form {
    let button = Button::quiet(language.pick("Use a passkey", "Utiliser une clé d’accès")).icon(Icon::Passkey);
    returning(Form::new("/sign-in/passkey", button), entrance).ceremony(Ceremony {
        method: "get",
        options: "/api/auth/passkey/sign-in",
        failed: language.pick(
            "No passkey was used. Try again, or sign in another way.",
            "Aucune clé d’accès n’a été utilisée. Réessayez, ou connectez-vous autrement.",
        ),
        refusals: Vec::new(),
        needs_script: None,
    })
}

/// Link to the password reset, which needs a mail.
fn forgotten(language: Language, entrance: &Entrance) -> Option<Link> {
    let label = language.pick("Forgot your password?", "Mot de passe oublié\u{a0}?");
    (!entrance.without_mail).then(|| Link::new(format!("/{FORGOT_PASSWORD}"), label))
}

fn providers(language: Language, entrance: &Entrance) -> Vec<Link> {
    let continue_with = language.pick("Continue with", "Continuer avec");
    let link = |name: &str, href: &str| Link {
        icon: Icon::of_provider(name),
        ..Link::new(href, format!("{continue_with} {}", provider_name(name)))
    };
    entrance.providers.iter().map(|provider| link(&provider.name, &provider.href)).collect()
}

/// Name of a provider for people.
pub fn provider_name(provider: &str) -> &str {
    match provider {
        "github" => "GitHub",
        "google" => "Google",
        other => other,
    }
}
