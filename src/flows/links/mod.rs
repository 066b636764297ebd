//! Mailed links: to reset a password, to confirm an address, to recover an account. The one that signs in is a way of
//! [`super::sign_in`].

pub mod address_undo;
pub mod factor_undo;
pub mod password_reset;
pub mod press;
pub mod recovery;
pub mod refused_recovery;
pub mod verification;
