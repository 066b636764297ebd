//! Content of each page, from what it shows and the texts of a language.

pub mod approvals;
pub mod authorization;
pub mod entrances;
pub mod links;
pub mod outcomes;
pub mod recovery;
pub mod second_factor;

use super::copy::Copy;
use super::page::{ACCOUNT, SIGN_IN};
use super::ui::{Ceremony, Link, Problem, Text};

/// Link to the sign-in page.
fn sign_in(copy: &Copy) -> Link {
    Link::new(format!("/{SIGN_IN}"), copy.common.to_sign_in)
}

/// Link to the account.
fn account(copy: &Copy) -> Link {
    Link::new(ACCOUNT, copy.common.to_account)
}

/// Ceremony that adds a passkey to the account of a session, with the text for a browser that gave none.
pub fn passkey_creation(copy: &Copy, failed: &'static str) -> Ceremony {
    let said = copy.problem;
    Ceremony {
        method: "create",
        options: "/api/auth/passkey/register",
        failed,
        refusals: vec![
            ("reauthentication_required", said(Problem::NotFresh)),
            ("too_many_attempts", copy.common.too_often),
            ("too_many_passkeys", said(Problem::TooManyPasskeys)),
        ],
        needs_script: Some(copy.account.passkeys.needs_script),
    }
}

/// Error with its text, if there is one.
pub fn refusal(copy: &Copy, problem: Option<Problem>) -> Option<(Problem, Text)> {
    problem.map(|problem| (problem, copy.explain(problem)))
}
