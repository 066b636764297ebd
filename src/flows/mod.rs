//! Use cases, one file each. A flow knows neither HTTP nor SQL. Every way to sign in ends in [`sign_in::complete`].

pub mod account_overview;
pub mod address_change;
pub mod authenticate;
pub mod captcha;
pub mod change_password;
mod credentials;
pub mod delete_account;
pub mod events;
pub mod expiry;
pub mod federation;
pub mod health;
pub mod login;
pub mod magic_link;
pub mod mailing;
mod new_password;
pub mod operators;
pub mod pairing;
pub mod passkeys;
pub mod password_check;
pub mod password_reset;
pub mod press;
pub mod profile;
pub mod refresh;
pub mod requests;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
pub mod verification;

pub use crate::domain::principal::{SessionToken, SignedIn};
