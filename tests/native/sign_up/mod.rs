//! Sign-up policy: every way to sign up under every policy.

mod by_operators;
mod domain_bound;
mod invitations;
mod policies;
mod steps;
pub mod ways;
