//! What dialect D sends and is sent.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::shared::wire::User;
use crate::http::body::filled;

/// `POST /signup/`.
#[derive(Deserialize)]
pub struct SignUpBody {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// Display name.
    #[serde(default, deserialize_with = "filled")]
    pub name: Option<String>,
    /// What the captcha's widget gave; ignored, whatever it is, where none is set up.
    #[serde(default)]
    pub captcha: Value,
}

/// `POST /signin/`.
#[derive(Deserialize)]
pub struct SignInBody {
    /// An address or a username.
    pub login: String,
    /// The password.
    pub password: String,
    /// A code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
    /// As in [`SignUpBody`].
    #[serde(default)]
    pub captcha: Value,
}

/// `POST /verify-email/`.
#[derive(Deserialize)]
pub struct VerifyEmailBody {
    /// Six digits.
    pub verification_code: String,
}

/// The answer to a sign-up; the cookies say the same.
#[derive(Serialize)]
pub struct SignedUp<'a> {
    /// The account.
    pub user: User<'a>,
    /// The session token.
    pub access_token: &'a str,
}
