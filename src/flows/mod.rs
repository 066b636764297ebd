//! Use cases, one file each. A flow knows neither HTTP nor SQL. Every way to sign in ends in [`sign_in::complete`].

pub mod account;
pub mod authenticate;
pub mod captcha;
mod credentials;
pub mod events;
pub mod expiry;
pub mod federation;
pub mod health;
pub mod links;
pub mod login;
pub mod mailing;
mod new_password;
pub mod oidc;
pub mod operators;
pub mod pairing;
pub mod passkeys;
pub mod password_check;
pub mod refresh;
pub mod requests;
pub mod second_factor;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;

pub use crate::domain::principal::{SessionToken, SignedIn};
