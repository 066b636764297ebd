//! Second factor: setup, check of a code, and the challenge of a deferred sign-in.

mod challenge;
mod check;
mod setup;

pub use challenge::CHALLENGE_LIFETIME;
pub(super) use challenge::{DeferredSignIn, defer};
pub(super) use check::{RequestCode, look_at, look_at_code, tell_if_backup_code};
pub use setup::{FactorSetup, disable, enable, renew_backup_codes, verify};
