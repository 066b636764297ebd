//! The relying party's side of WebAuthn Level 3, as pure functions: options for the browser ([`creation_options`],
//! [`request_options`]) and verification of its answer ([`verify_registration`], section 7.1;
//! [`verify_authentication`], section 7.2). No input or output, no clock, no randomness; errors are values.
//!
//! Passkeys only: every ceremony asks for a discoverable credential, user verification and no attestation, and nothing a
//! client sends lowers that. Keys are ES256, EdDSA or RS256.
//!
//! The caller, who has the database, ensures that
//!
//! - a challenge is fresh, random, at least 16 bytes, stored, and spent once however its ceremony ends;
//! - a new credential id belongs to no account yet;
//! - the user handle of a sign-in names the account that the passkey is stored with;
//! - a signature counter is stored only over the one that was read.
//!
//! # Example
//!
//! ```
//! use webauthn::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let journeys: Vec<serde_json::Value> = serde_json::from_str(include_str!("../tests/vectors/passkey-rs.json"))?;
//! # let journey = &journeys[1];
//! # let bytes = |challenge: &serde_json::Value| -> Vec<u8> {
//! #     let text = challenge.as_str().unwrap_or_default();
//! #     (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
//! # };
//! let rp = RelyingParty {
//!     id: "auth.example.org".into(),
//!     origins: vec!["https://auth.example.org".into()],
//!     apps: Vec::new(),
//!     other_origins: None,
//!     name: "Example".into(),
//! };
//!
//! // Registration: the options go to `PublicKeyCredential.parseCreationOptionsFromJSON()` in the browser.
//! # let challenge = bytes(&journey["challenge"]);
//! let user = NewUser { handle: &[7; 64], name: "ada@example.org", display_name: "Ada" };
//! let known: [&[u8]; 0] = [];
//! let options = creation_options(&rp, user, &challenge, &known);
//! # assert_eq!(options["rp"]["id"], "auth.example.org");
//!
//! // Its answer comes back as the `toJSON()` of the credential.
//! # let answer = &journey["registration"];
//! let answer = RegistrationResponseJson::read(answer).map_err(|member| format!("malformed {member:?}"))?;
//! let new = verify_registration(&rp, &challenge, &answer)?;
//! let stored = StoredPasskey {
//!     credential_id: new.credential_id,
//!     public_key: new.public_key,
//!     sign_count: new.sign_count,
//! };
//!
//! // Sign-in, with another challenge.
//! # let challenge = bytes(&journey["authentications"][0]["challenge"]);
//! let options = request_options(&rp, &challenge);
//! # assert_eq!(options["rpId"], "auth.example.org");
//! # let answer = &journey["authentications"][0]["response"];
//! let answer = AuthenticationResponseJson::read(answer).map_err(|member| format!("malformed {member:?}"))?;
//! let used = verify_authentication(&rp, &challenge, &answer, &stored)?;
//! assert_eq!(used.user_handle.as_deref(), Some(&[7; 64][..]));
//! assert!(used.sign_count > stored.sign_count);
//! # Ok(())
//! # }
//! ```

mod attestation;
mod authentication;
mod authenticator_data;
mod base64url;
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
