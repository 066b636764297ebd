//! Text of every page, English and French side by side.

pub mod approvals;
pub mod entrances;
pub mod events;
pub mod links;
pub mod outcomes;
pub mod problems;

use super::page::{ACCOUNT, SIGN_IN};
use super::ui::{Link, Problem, Text};
use crate::domain::Language;

/// Link to the sign-in page.
fn sign_in(language: Language) -> Link {
    Link::new(format!("/{SIGN_IN}"), language.pick("Go to sign-in", "Retour à la connexion"))
}

/// Link to the account.
fn account(language: Language) -> Link {
    Link::new(ACCOUNT, language.pick("Go to your account", "Accéder à votre compte"))
}

fn password_rule(language: Language) -> &'static str {
    language.pick("8 to 256 characters.", "De 8 à 256 caractères.")
}

/// Error with its text, if there is one.
pub fn refusal(language: Language, problem: Option<Problem>) -> Option<(Problem, Text)> {
    problem.map(|problem| (problem, problems::problem(problem, language).into()))
}

/// Remark in place of a captcha, without script.
pub fn captcha_needs_script(language: Language) -> &'static str {
    language.pick(
        "Enable JavaScript to pass the anti-bot check.",
        "Activez JavaScript pour passer la vérification anti-robot.",
    )
}
