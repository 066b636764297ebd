//! Who may sign up: every way of it under every policy.

mod domain_bound;
mod policies;
pub mod ways;
