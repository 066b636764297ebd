//! Bodies of dialect B.

use serde::{Deserialize, Deserializer, Serialize};

use crate::api::shared::wire::User;
use crate::domain::Session;
use crate::domain::event::Event;
use crate::domain::profile::Change;
use crate::flows::SignedIn;
use crate::http::body::filled;

/// `POST /sign-up`.
#[derive(Deserialize)]
pub struct SignUpBody {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// Display name.
    #[serde(default, deserialize_with = "filled")]
    pub name: Option<String>,
    /// Address of a picture.
    #[serde(default, deserialize_with = "filled")]
    pub image: Option<String>,
}

/// `POST /sign-in`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInBody {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// A code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
}

/// What needs a fresh session or the password, and nothing else: `POST /two-factor/enable`, `DELETE /user`,
/// `DELETE /passkeys/{id}`, `DELETE /identities/{id}`.
#[derive(Deserialize)]
pub struct PasswordBody {
    /// The password, for a session that is not fresh.
    #[serde(default, deserialize_with = "filled")]
    pub password: Option<String>,
}

/// `POST /two-factor/verify`.
#[derive(Deserialize)]
pub struct VerifyCodeBody {
    /// The code.
    pub code: String,
}

/// `POST /two-factor/disable` and `POST /two-factor/backup-codes`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TwoFactorBody {
    /// A code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
    /// The password, for a session that is not fresh.
    #[serde(default, deserialize_with = "filled")]
    pub password: Option<String>,
}

/// `POST /two-factor/challenge`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChallengeBody {
    /// What the sign-in was put off with.
    pub challenge: String,
    /// A code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
}

/// What a person needs to set up their authenticator.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TwoFactorSetup<'a> {
    /// The secret in base32.
    pub secret: &'a str,
    /// A `data:` URL.
    pub qr_code: &'a str,
    /// The key URI.
    pub otpauth_url: &'a str,
    /// Ten codes.
    pub backup_codes: &'a [String],
}

/// `POST /change-password`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangePasswordBody {
    /// The password until now.
    pub current_password: String,
    /// The password from now on.
    pub new_password: String,
}

/// `PATCH /user`: a field that is absent or empty stays, one that is null is cleared.
#[derive(Deserialize)]
pub struct UpdateUserBody {
    /// Display name.
    #[serde(default, deserialize_with = "present")]
    pub name: Change<String>,
    /// Address of a picture.
    #[serde(default, deserialize_with = "present")]
    pub image: Change<String>,
    /// Username.
    #[serde(default, deserialize_with = "present")]
    pub username: Change<String>,
}

/// `POST /send-magic-link` and `POST /forgot-password`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkBody {
    /// The address.
    pub email: String,
    /// Where the browser goes afterwards.
    #[serde(default, deserialize_with = "filled")]
    pub redirect_url: Option<String>,
}

/// `POST /send-verification-email`.
#[derive(Deserialize)]
pub struct VerificationBody {
    /// Address to verify, where no session tells which.
    #[serde(default, deserialize_with = "filled")]
    pub email: Option<String>,
}

/// A token that was mailed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenBody {
    /// The token.
    pub token: String,
    /// A code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
}

/// `POST /reset-password`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResetPasswordBody {
    /// The token.
    pub token: String,
    /// The password from now on.
    pub new_password: String,
}

/// `POST /change-email`.
#[derive(Deserialize)]
pub struct ChangeEmailBody {
    /// The new address.
    pub email: String,
    /// The password, for a session that is not fresh.
    #[serde(default, deserialize_with = "filled")]
    pub password: Option<String>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Change<String>, D::Error> {
    let value: Option<String> = Option::deserialize(deserializer)?;
    Ok((value.as_deref() != Some("")).then_some(value))
}

/// A session, for the client that holds it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnSession<'a> {
    id: &'a str,
    token: &'a str,
    expires_at: String,
}

/// `{user, session}`.
#[derive(Serialize)]
pub struct UserAndSession<'a> {
    user: User<'a>,
    session: OwnSession<'a>,
}

impl<'a> From<&'a SignedIn> for UserAndSession<'a> {
    fn from(signed_in: &'a SignedIn) -> Self {
        Self {
            user: User::from(&signed_in.account),
            session: OwnSession {
                id: &signed_in.session.id.0,
                token: &signed_in.token.text,
                expires_at: signed_in.token.expires_at.to_rfc3339(),
            },
        }
    }
}

/// Something that happened, as `GET /events` lists it.
#[derive(Serialize)]
pub struct ListedEvent<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    detail: Option<&'a str>,
    at: String,
    platform: Option<&'a str>,
    place: Option<&'a str>,
    address: Option<&'a str>,
    current: bool,
}

impl<'a> ListedEvent<'a> {
    /// Lists an event for the session that asks.
    pub fn new(event: &'a Event, asking: &Session) -> Self {
        Self {
            id: &event.id,
            kind: event.kind.as_str(),
            detail: event.detail.as_deref(),
            at: event.at.to_rfc3339(),
            platform: event.platform.as_deref(),
            place: event.place.as_deref(),
            address: event.address.as_deref(),
            current: event.session_id.as_ref() == Some(&asking.id),
        }
    }
}
