//! The words of the field as types: whoever holds one knows that its rules were checked.

pub mod account;
pub mod authorization;
pub mod client;
mod common_passwords;
pub mod email_address;
pub mod error;
pub mod event;
pub mod first_proof;
pub mod language;
pub mod one_time_token;
pub mod pairing_code;
pub mod passkey;
pub mod password;
pub mod profile;
pub mod redirect_url;
pub mod secret;
pub mod session;
pub mod time;
pub mod typed_code;
pub mod unseen;
pub mod username;

pub use account::{Account, AccountId, AccountOrigin, Identifier};
pub use authorization::{AuthorizationKind, Decision};
pub use client::Client;
pub use email_address::EmailAddress;
pub use error::AuthError;
pub use event::EventKind;
pub use language::Language;
pub use one_time_token::TokenKind;
pub use pairing_code::PairingCode;
pub use password::{Password, PasswordRule};
pub use redirect_url::RedirectUrl;
pub use secret::Secret;
pub use session::{Session, SessionId, SessionMethod};
pub use time::UnixTime;
pub use username::Username;
