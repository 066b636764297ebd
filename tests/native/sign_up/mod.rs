//! Sign-up policy: every way to sign up under every policy.

mod by_code;
mod by_operators;
mod by_provider;
mod domain_bound;
mod invitations;
mod policies;
mod steps;
pub mod ways;
