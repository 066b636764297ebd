//! What dialect A sends and is sent.

use serde::{Deserialize, Serialize};

use crate::domain::UnixTime;
use crate::http::body::filled;

/// An address and a password, which the client has hashed. What is missing is as good as wrong.
#[derive(Deserialize)]
pub struct Credentials {
    /// The address.
    pub email: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// A code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
}

/// `POST /auth/pair`.
#[derive(Deserialize)]
pub struct PairBody {
    /// What the device shows.
    pub code: Option<String>,
}

/// A device was paired.
#[derive(Serialize)]
pub struct Paired {
    /// What the device calls itself.
    pub name: String,
    /// A session token of the caller's own session.
    pub bearer: String,
}

/// `POST /auth/pair/code`.
#[derive(Deserialize)]
pub struct PairingCodeBody {
    /// What the device calls itself.
    pub name: Option<String>,
}

/// What a device shows, and what it polls with.
#[derive(Serialize)]
pub struct ShownCode<'a> {
    /// For the person.
    pub code: &'a str,
    /// For the poll.
    pub auth_id: String,
    /// Unix seconds.
    pub expiration_date: UnixTime,
    /// Seconds between two polls.
    pub interval: i64,
}

/// A session token.
#[derive(Serialize)]
pub struct Bearer {
    /// The token.
    pub bearer: String,
}
