//! Mailed links: to sign in, to reset a password, to confirm an address.

pub mod magic_link;
pub mod password_reset;
pub mod press;
pub mod verification;
