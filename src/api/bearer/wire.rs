//! Request and response bodies of dialect A.

use serde::{Deserialize, Serialize};

use crate::domain::UnixTime;
use crate::flows::login::AuthId;
use crate::http::body::filled;

/// `POST /auth/register`: address and password, hashed by the client. A missing field counts as wrong.
#[derive(Deserialize)]
pub struct RegistrationBody {
    pub email: Option<String>,
    pub password: Option<String>,
    /// Token of an invitation.
    #[serde(default, deserialize_with = "filled")]
    pub invitation: Option<String>,
}

/// Address and password, hashed by the client. A missing field counts as wrong.
#[derive(Deserialize)]
pub struct Credentials {
    pub email: Option<String>,
    pub password: Option<String>,
    /// Code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
}

/// `POST /auth/pair`.
#[derive(Deserialize)]
pub struct PairBody {
    /// Pairing code shown by the device.
    pub code: Option<String>,
}

#[derive(Serialize)]
pub struct Paired {
    /// Platform label of the device.
    pub name: String,
    /// Session token for the caller's own session.
    pub bearer: String,
}

/// `POST /auth/pair/code`.
#[derive(Deserialize)]
pub struct PairingCodeBody {
    /// Platform label of the device.
    pub name: Option<String>,
}

/// Pairing code and `auth_id` for a device.
#[derive(Serialize)]
pub struct PairingCodeJson<'a> {
    /// For the person to type.
    pub code: &'a str,
    /// For the poll.
    pub auth_id: AuthId,
    /// Unix seconds.
    pub expiration_date: UnixTime,
    /// Seconds between two polls.
    pub interval: i64,
}

#[derive(Serialize)]
pub struct Bearer {
    /// Session token.
    pub bearer: String,
}
