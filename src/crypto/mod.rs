//! Everything made with a key. Each key is derived from a configured secret with a label of its own
//! (HKDF-SHA-256, RFC 5869), so that nothing made for one purpose is accepted for another.

mod base64url;
pub mod keys;
pub mod one_time_token;
pub mod password_hash;
pub mod refresh_token;
pub mod session_token;
pub mod subkey;

pub use keys::Keys;
