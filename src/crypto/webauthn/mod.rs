//! Passkeys: the relying party's side of WebAuthn Level 3, as pure functions. What is asked of a browser
//! ([`creation_options`], [`request_options`]), and whether its answer holds ([`verify_registration`], section 7.1;
//! [`verify_authentication`], section 7.2).
//!
//! Left to the caller, who has the database: a fresh random challenge of at least 16 bytes, stored and spent once
//! however the ceremony ends; a credential id that no account has yet; the account that a user handle names; storing
//! the new signature counter only over the one that was read.
//!
//! Every ceremony asks for a discoverable credential and for user verification, and nothing a client sends lowers that.

mod attestation;
mod authentication;
mod authenticator_data;
mod cbor;
mod client_data;
mod error;
mod options;
mod public_key;
mod registration;
mod relying_party;
mod response;

pub use authentication::{StoredPasskey, Used, verify_authentication};
pub use error::WebAuthnError;
pub use options::{NewUser, creation_options, request_options};
pub use public_key::{Algorithm, PublicKey};
pub use registration::{NewPasskey, verify_registration};
pub use relying_party::RelyingParty;
pub use response::{AuthenticationResponseJson, Member, RegistrationResponseJson};
