//! Text of every page, English and French side by side.

pub mod approvals;
pub mod entrances;
pub mod events;
pub mod links;
pub mod outcomes;

use super::page::{ACCOUNT, Problem, SIGN_IN};
use super::view::Way;
use crate::domain::Language;

/// Link to the sign-in page.
fn sign_in(language: Language) -> Way {
    Way::new(format!("/{SIGN_IN}"), language.pick("Go to sign-in", "Retour à la connexion"))
}

/// Link to the account.
fn account(language: Language) -> Way {
    Way::new(ACCOUNT, language.pick("Go to your account", "Accéder à votre compte"))
}

fn password_rule(language: Language) -> &'static str {
    language.pick("8 to 256 characters.", "De 8 à 256 caractères.")
}

/// Places of an error's message: beside the field of this name if the page has it, above the form otherwise.
fn places(
    language: Language,
    problem: Option<Problem>,
    fields: &[&str],
) -> (impl Fn(&str) -> Option<&'static str> + use<>, Option<&'static str>) {
    let field = problem.and_then(field_of).filter(|field| fields.contains(field));
    let text = problem.map(|problem| self::problem(language, problem));
    (move |name: &str| text.filter(|_| field == Some(name)), text.filter(|_| field.is_none()))
}

/// Field that an error concerns, if any.
fn field_of(problem: Problem) -> Option<&'static str> {
    match problem {
        Problem::PasswordTooShort
        | Problem::PasswordTooLong
        | Problem::PasswordTooCommon
        | Problem::PasswordBreached
        | Problem::WrongCredentials => Some("password"),
        Problem::NoEmail | Problem::EmailTaken => Some("email"),
        Problem::NoEmailForLink | Problem::NoEmailForVerification => Some("login"),
        Problem::NoName => Some("name"),
        Problem::CodeUnknown | Problem::TooManyCodes => Some("code"),
        Problem::WrongSecondFactor => Some("totp_code"),
        Problem::TooManyAttempts
        | Problem::EmailNotVerified
        | Problem::PasskeyRefused
        | Problem::TooManyIdentities
        | Problem::AccountDisabled
        | Problem::FederationCancelled
        | Problem::FederationFailed
        | Problem::CaptchaFailed => None,
    }
}

/// Text of an error.
fn problem(language: Language, problem: Problem) -> &'static str {
    match problem {
        Problem::PasswordTooShort => {
            language.pick("Too short: at least 8 characters.", "Trop court\u{a0}: au moins 8 caractères.")
        }
        Problem::PasswordTooLong => {
            language.pick("Too long: at most 256 characters.", "Trop long\u{a0}: au plus 256 caractères.")
        }
        Problem::PasswordTooCommon => language.pick(
            "This password is too common. Choose another.",
            "Ce mot de passe est trop courant. Choisissez-en un autre.",
        ),
        Problem::PasswordBreached => language.pick(
            "This password is known from a data breach. Choose another.",
            "Ce mot de passe figure dans une fuite de données. Choisissez-en un autre.",
        ),
        Problem::CaptchaFailed => language.pick(
            "The anti-bot check failed or expired. Please try again.",
            "La vérification anti-robot a échoué ou expiré. Veuillez réessayer.",
        ),
        Problem::CodeUnknown => language.pick(
            "No device is showing this code. It may have expired: get a new one on the device.",
            "Aucun appareil n’affiche ce code. Il a peut-être expiré\u{a0}: demandez-en un autre sur l’appareil.",
        ),
        Problem::WrongSecondFactor => {
            language.pick("That code is wrong or has expired.", "Ce code est incorrect ou a expiré.")
        }
        Problem::TooManyCodes => language.pick(
            "Too many wrong codes. Wait a while, then try again.",
            "Trop de codes incorrects. Attendez un peu, puis réessayez.",
        ),
        Problem::TooManyAttempts => language.pick(
            "Too many attempts. Wait a while, then try again.",
            "Trop de tentatives. Attendez un peu, puis réessayez.",
        ),
        Problem::WrongCredentials => language.pick(
            "Incorrect email, username or password.",
            "Adresse e-mail, identifiant ou mot de passe incorrect.",
        ),
        Problem::EmailNotVerified => language.pick(
            "Confirm your email address first: open the link we emailed you, or have it sent again. A sign-in link works too, and keeps your password if you confirm that the account is yours.",
            "Confirmez d’abord votre adresse e-mail\u{a0}: ouvrez le lien que nous vous avons envoyé, ou faites-le renvoyer. Un lien de connexion convient aussi, et votre mot de passe est conservé si vous confirmez que le compte est à vous.",
        ),
        Problem::NoEmail => language.pick("Enter a valid email address.", "Saisissez une adresse e-mail valide."),
        Problem::NoEmailForLink => language.pick(
            "Enter your email address to get a link.",
            "Saisissez votre adresse e-mail pour recevoir un lien.",
        ),
        Problem::NoEmailForVerification => language.pick(
            "Enter your email address, then send the email again.",
            "Saisissez votre adresse e-mail, puis demandez un nouvel envoi.",
        ),
        Problem::EmailTaken => {
            language.pick("An account with this address already exists.", "Un compte existe déjà avec cette adresse.")
        }
        Problem::NoName => language.pick(
            "Use at most 200 characters, on one line.",
            "200 caractères au plus, sur une seule ligne.",
        ),
        Problem::PasskeyRefused => language.pick(
            "This passkey did not work. Try again, or sign in another way.",
            "Cette clé d’accès n’a pas fonctionné. Réessayez, ou connectez-vous autrement.",
        ),
        Problem::TooManyIdentities => language.pick(
            "You already have 20 linked accounts, the maximum. Sign in another way, then unlink one.",
            "Vous avez déjà 20 comptes associés, le maximum. Connectez-vous autrement, puis dissociez-en un.",
        ),
        Problem::AccountDisabled => language.pick(
            "This account is disabled. Ask the people who run this service.",
            "Ce compte est désactivé. Adressez-vous aux responsables de ce service.",
        ),
        Problem::FederationCancelled => language.pick(
            "You cancelled the sign-in at the provider. Try again, or sign in another way.",
            "Vous avez annulé la connexion chez le fournisseur. Réessayez, ou connectez-vous autrement.",
        ),
        Problem::FederationFailed => language.pick(
            "The provider did not confirm the sign-in. Try again, or sign in another way.",
            "Le fournisseur n’a pas confirmé la connexion. Réessayez, ou connectez-vous autrement.",
        ),
    }
}
