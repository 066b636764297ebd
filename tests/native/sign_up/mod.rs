//! Who may sign up: every way of it under every policy.

mod by_operators;
mod domain_bound;
mod invitations;
mod policies;
pub mod ways;
