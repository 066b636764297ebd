//! Request and response bodies of dialect C.

use serde::{Deserialize, Serialize};

use crate::domain::UnixTime;
use crate::flows::login::AuthId;
use crate::http::body::filled;

/// `POST /auth/registration`.
#[derive(Deserialize)]
pub struct RegistrationBody {
    pub username: String,
    #[serde(default, deserialize_with = "filled")]
    pub email: Option<String>,
    /// Platform label of the client.
    pub session_platform: String,
    /// Token of an invitation.
    #[serde(default, deserialize_with = "filled")]
    pub invitation: Option<String>,
}

/// `POST /auth/login`.
#[derive(Deserialize)]
pub struct LogInBody {
    pub username: String,
    pub email: String,
    /// Platform label of the client.
    pub session_platform: String,
}

/// `POST /auth/email`.
#[derive(Deserialize)]
pub struct AddressBody {
    /// New address.
    pub email: String,
    /// Password, for a session that is not fresh.
    #[serde(default, deserialize_with = "filled")]
    pub password: Option<String>,
}

/// Pending login.
#[derive(Serialize)]
pub struct LoginWaits {
    /// End of the wait, in unix seconds.
    pub expiration_date: UnixTime,
    /// Id for the client's poll.
    pub auth_id: AuthId,
}

#[derive(Serialize)]
pub struct SessionTokenBody {
    pub session_token: String,
}
