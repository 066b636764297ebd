//! The words of the field as types: whoever holds one knows that its rules were checked.

pub mod account;
pub mod client;
pub mod email_address;
pub mod error;
pub mod password;
pub mod profile;
pub mod secret;
pub mod session;
pub mod time;
pub mod username;

pub use account::{Account, AccountId, Identifier};
pub use client::Client;
pub use email_address::EmailAddress;
pub use error::AuthError;
pub use password::{Password, PasswordRule};
pub use secret::Secret;
pub use session::{Session, SessionId, SessionMethod};
pub use time::UnixTime;
pub use username::Username;
