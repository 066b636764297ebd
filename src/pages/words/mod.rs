//! The words of every page, English and French side by side.

pub mod approvals;
pub mod links;
pub mod outcomes;

use super::page::Problem;
use crate::domain::Language;

/// What is wrong, beside the field.
fn problem(language: Language, problem: Problem) -> &'static str {
    match problem {
        Problem::PasswordTooShort => {
            language.pick("Too short: at least 8 characters.", "Trop court\u{a0}: au moins 8 caractères.")
        }
        Problem::PasswordTooLong => {
            language.pick("Too long: at most 256 characters.", "Trop long\u{a0}: au plus 256 caractères.")
        }
        Problem::CodeUnknown => language.pick(
            "No device shows this code. It may be over: ask the device for another.",
            "Aucun appareil n’affiche ce code. Il a peut-être expiré\u{a0}: demandez-en un autre à l’appareil.",
        ),
        Problem::WrongSecondFactor => {
            language.pick("This code is not good, or no longer.", "Ce code n’est pas valable, ou ne l’est plus.")
        }
        Problem::TooManyAttempts => language.pick(
            "Too many wrong codes. Wait a while, then try again.",
            "Trop de codes faux. Attendez un peu, puis réessayez.",
        ),
    }
}
