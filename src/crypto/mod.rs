//! Cryptography with the service's keys. Each key is derived from a configured secret with a label of its own
//! (HKDF-SHA-256, RFC 5869), so that nothing made for one purpose is accepted for another.

pub mod backup_code;
pub(crate) mod base64url;
pub mod client_assertion;
pub mod client_secret;
pub mod cursor;
pub mod id_token;
pub mod jwks;
pub mod jws;
pub mod key_ring;
pub mod keys;
pub mod one_time_token;
pub mod password_hash;
pub mod pkce;
pub mod qr;
pub mod refresh_token;
pub mod sealed;
pub mod service_key;
pub mod session_token;
pub mod sid;
pub mod signing_key;
pub mod subkey;
pub mod totp;

pub use keys::Keys;
