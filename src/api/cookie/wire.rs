//! Request and response bodies of dialect D.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::shared::wire::AccountJson;
use crate::http::body::filled;

/// `POST /signup/`.
#[derive(Deserialize)]
pub struct SignUpBody {
    pub email: String,
    pub password: String,
    /// Display name.
    #[serde(default, deserialize_with = "filled")]
    pub name: Option<String>,
    /// Token of an invitation.
    #[serde(default, deserialize_with = "filled")]
    pub invitation: Option<String>,
    /// Answer of the captcha's widget. Ignored, whatever its type, without a captcha.
    #[serde(default)]
    pub captcha: Value,
}

/// `POST /signin/`.
#[derive(Deserialize)]
pub struct SignInBody {
    /// Address or username.
    pub login: String,
    pub password: String,
    /// Code of the second factor, or a backup code.
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

/// Answer to a sign-up. The cookies hold the same tokens; there are none if the address must be proven first.
#[derive(Serialize)]
pub struct SignedUpUser<'a> {
    pub user: AccountJson<'a>,
    pub access_token: Option<&'a str>,
}
