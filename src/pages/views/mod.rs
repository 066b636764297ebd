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
use super::ui::{Link, Problem, Text};

/// Link to the sign-in page.
fn sign_in(copy: &Copy) -> Link {
    Link::new(format!("/{SIGN_IN}"), copy.common.to_sign_in)
}

/// Link to the account.
fn account(copy: &Copy) -> Link {
    Link::new(ACCOUNT, copy.common.to_account)
}

/// Error with its text, if there is one.
pub fn refusal(copy: &Copy, problem: Option<Problem>) -> Option<(Problem, Text)> {
    problem.map(|problem| (problem, copy.explain(problem)))
}
