//! Mailed links: to sign in, to reset a password, to confirm an address, to recover an account.

pub mod address_undo;
pub mod factor_undo;
pub mod magic_link;
pub mod password_reset;
pub mod press;
pub mod recovery;
pub mod refused_recovery;
pub mod verification;
