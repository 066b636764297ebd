//! What dialect C sends and is sent.

use serde::{Deserialize, Serialize};

use crate::domain::UnixTime;
use crate::http::body::filled;

/// `POST /auth/registration`.
#[derive(Deserialize)]
pub struct RegistrationBody {
    /// The username.
    pub username: String,
    /// The address, if there is one.
    #[serde(default, deserialize_with = "filled")]
    pub email: Option<String>,
    /// What the client calls itself.
    pub session_platform: String,
}

/// `POST /auth/login`.
#[derive(Deserialize)]
pub struct LogInBody {
    /// The username.
    pub username: String,
    /// The address.
    pub email: String,
    /// What the client calls itself.
    pub session_platform: String,
}

/// `POST /auth/email`.
#[derive(Deserialize)]
pub struct AddressBody {
    /// The new address.
    pub email: String,
    /// The password, for a session that is not fresh.
    #[serde(default, deserialize_with = "filled")]
    pub password: Option<String>,
}

/// A login that waits.
#[derive(Serialize)]
pub struct LoginWaits {
    /// When waiting is over, in unix seconds.
    pub expiration_date: UnixTime,
    /// What the client polls with.
    pub auth_id: String,
}

/// A session token.
#[derive(Serialize)]
pub struct SessionToken {
    /// The token.
    pub session_token: String,
}
