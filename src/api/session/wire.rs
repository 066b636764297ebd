//! Bodies of dialect B.

use serde::{Deserialize, Deserializer, Serialize};

use crate::api::shared::wire::AccountJson;
use crate::domain::event::Event;
use crate::domain::profile::FieldChange;
use crate::domain::{Account, EventId, Session};
use crate::flows::SignedIn;
use crate::http::body::filled;

/// `POST /sign-up`.
#[derive(Deserialize)]
pub struct SignUpBody {
    pub email: String,
    pub password: String,
    /// Display name.
    #[serde(default, deserialize_with = "filled")]
    pub name: Option<String>,
    /// URL of a picture.
    #[serde(default, deserialize_with = "filled")]
    pub image: Option<String>,
    /// Token of an invitation.
    #[serde(default, deserialize_with = "filled")]
    pub invitation: Option<String>,
}

/// `POST /sign-in`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInBody {
    pub email: String,
    pub password: String,
    /// Code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
}

/// Body of requests that need a fresh session or the password: `POST /two-factor/enable`, `DELETE /user`, `DELETE
/// /passkeys/{id}`, `DELETE /identities/{id}`.
#[derive(Deserialize)]
pub struct PasswordBody {
    /// Password, for a session that is not fresh.
    #[serde(default, deserialize_with = "filled")]
    pub password: Option<String>,
}

/// `POST /two-factor/verify`.
#[derive(Deserialize)]
pub struct VerifyCodeBody {
    pub code: String,
}

/// `POST /two-factor/disable` and `POST /two-factor/backup-codes`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TwoFactorBody {
    /// Code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
    /// Password, for a session that is not fresh.
    #[serde(default, deserialize_with = "filled")]
    pub password: Option<String>,
}

/// `POST /two-factor/challenge`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChallengeBody {
    /// Challenge of the deferred sign-in.
    pub challenge: String,
    /// Code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
}

/// Content to set up an authenticator with.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TwoFactorSetup<'a> {
    /// Secret in base32.
    pub secret: &'a str,
    /// `data:` URL of the QR code.
    pub qr_code: &'a str,
    /// Key URI.
    pub otpauth_url: &'a str,
    /// Ten backup codes.
    pub backup_codes: &'a [String],
}

/// `POST /change-password`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangePasswordBody {
    pub current_password: String,
    pub new_password: String,
}

/// `PATCH /user`. An absent or empty field is kept, a null one is cleared.
#[derive(Deserialize)]
pub struct UpdateUserBody {
    /// Display name.
    #[serde(default, deserialize_with = "present")]
    pub name: FieldChange<String>,
    /// URL of a picture.
    #[serde(default, deserialize_with = "present")]
    pub image: FieldChange<String>,
    #[serde(default, deserialize_with = "present")]
    pub username: FieldChange<String>,
}

/// `POST /send-magic-link` and `POST /forgot-password`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkBody {
    pub email: String,
    /// Redirect target after the link is used.
    #[serde(default, deserialize_with = "filled")]
    pub redirect_url: Option<String>,
}

/// `POST /send-verification-email`.
#[derive(Deserialize)]
pub struct VerificationBody {
    /// Address to verify, without a session.
    #[serde(default, deserialize_with = "filled")]
    pub email: Option<String>,
}

/// Mailed token.
#[derive(Deserialize)]
pub struct TokenBody {
    pub token: String,
}

/// `POST /magic-link`: a mailed token, or a code with the id of the request for its mail.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MagicLinkBody {
    #[serde(default, deserialize_with = "filled")]
    pub token: Option<String>,
    /// From the answer of `POST /send-magic-link`.
    #[serde(default, deserialize_with = "filled")]
    pub request_id: Option<String>,
    /// Six digits from the mail.
    #[serde(default, deserialize_with = "filled")]
    pub code: Option<String>,
    /// Code of the second factor, or a backup code.
    #[serde(default, deserialize_with = "filled")]
    pub totp_code: Option<String>,
}

/// `POST /reset-password`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResetPasswordBody {
    pub token: String,
    pub new_password: String,
}

/// `POST /change-email`.
#[derive(Deserialize)]
pub struct ChangeEmailBody {
    /// New address.
    pub email: String,
    /// Password, for a session that is not fresh.
    #[serde(default, deserialize_with = "filled")]
    pub password: Option<String>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FieldChange<String>, D::Error> {
    let value: Option<String> = Option::deserialize(deserializer)?;
    Ok((value.as_deref() != Some("")).then_some(value))
}

/// Session, for the client that holds it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnSession<'a> {
    id: &'a str,
    token: &'a str,
    expires_at: String,
}

/// `{user, session}` of an account that must prove its address before it gets a session.
#[derive(Serialize)]
pub struct UserWithoutSession<'a> {
    user: AccountJson<'a>,
    session: Option<OwnSession<'a>>,
}

impl<'a> From<&'a Account> for UserWithoutSession<'a> {
    fn from(account: &'a Account) -> Self {
        Self { user: AccountJson::from(account), session: None }
    }
}

/// `{user, session}`.
#[derive(Serialize)]
pub struct UserAndSession<'a> {
    user: AccountJson<'a>,
    session: OwnSession<'a>,
}

impl<'a> From<&'a SignedIn> for UserAndSession<'a> {
    fn from(signed_in: &'a SignedIn) -> Self {
        Self {
            user: AccountJson::from(&signed_in.account),
            session: OwnSession {
                id: &signed_in.session.id.0,
                token: &signed_in.token.text,
                expires_at: signed_in.token.expires_at.to_rfc3339(),
            },
        }
    }
}

/// Event in the list of `GET /events`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedEvent<'a> {
    id: &'a EventId,
    #[serde(rename = "type")]
    kind: &'static str,
    detail: Option<&'a str>,
    at: String,
    platform: Option<&'a str>,
    place: Option<&'a str>,
    address: Option<&'a str>,
    current: bool,
    /// Role of the operator who acted; absent for what the person did, and for a service key.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_role: Option<&'a str>,
    /// Reason that an operator or a key gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> ListedEvent<'a> {
    /// Entry for an event; `asking` is the session of the request.
    pub fn new(event: &'a Event, asking: &Session) -> Self {
        let act = event.act.as_ref();
        Self {
            id: &event.id,
            kind: event.kind.as_str(),
            detail: event.detail.as_deref(),
            at: event.at.to_rfc3339(),
            platform: event.platform.as_deref(),
            place: event.place.as_deref(),
            // The operator's, for an act.
            address: event.address.as_deref().filter(|_| act.is_none()),
            current: event.session_id.as_ref() == Some(&asking.id),
            by_role: act.and_then(|act| act.role.as_deref()),
            reason: act.and_then(|act| act.reason.as_deref()),
        }
    }
}
