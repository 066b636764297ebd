//! What dialect B sends and is sent. Dialect D shares its user.

use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::event::Event;
use crate::domain::passkey::Passkey;
use crate::domain::profile::Change;
use crate::domain::{Account, Session};
use crate::flows::SignedIn;
use crate::flows::account_overview::AccountOverview;
use crate::http::body::filled;
use crate::store::identities::ListedIdentity;

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

/// `{"success": true, "user"}`.
#[derive(Serialize)]
pub struct SuccessfulUser<'a> {
    /// It worked.
    pub success: bool,
    /// The account as it is now.
    pub user: User<'a>,
}

/// An account.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User<'a> {
    id: &'a str,
    email: Option<&'a str>,
    username: Option<&'a str>,
    name: Option<&'a str>,
    image: Option<&'a str>,
    email_verified: bool,
    two_factor_enabled: bool,
    created_at: String,
}

impl<'a> From<&'a Account> for User<'a> {
    fn from(account: &'a Account) -> Self {
        Self {
            id: &account.id.0,
            email: account.shown_email(),
            username: account.username.as_deref(),
            name: account.name.as_deref(),
            image: account.image.as_deref(),
            email_verified: account.email_verified,
            two_factor_enabled: account.second_factor,
            created_at: account.created_at.to_rfc3339(),
        }
    }
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

/// One of an account's sessions, as `GET /sessions` lists it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedSession<'a> {
    id: &'a str,
    platform: &'a str,
    place: Option<&'a str>,
    created_at: String,
    last_used_at: String,
    expires_at: String,
    current: bool,
}

impl<'a> ListedSession<'a> {
    /// Lists a session beside the one that asks.
    pub fn new(session: &'a Session, asking: &Session) -> Self {
        Self {
            id: &session.id.0,
            platform: &session.platform,
            place: session.place.as_deref(),
            created_at: session.created_at.to_rfc3339(),
            last_used_at: session.last_used_at.to_rfc3339(),
            expires_at: session.ends_at.to_rfc3339(),
            current: session.id == asking.id,
        }
    }

    /// Lists sessions beside the one that asks.
    pub fn all(sessions: &'a [Session], asking: &Session) -> Vec<Self> {
        sessions.iter().map(|session| Self::new(session, asking)).collect()
    }
}

/// A passkey, for its owner.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedPasskey<'a> {
    id: &'a str,
    name: &'a str,
    created_at: String,
    last_used_at: Option<String>,
}

impl<'a> From<&'a Passkey> for ListedPasskey<'a> {
    fn from(passkey: &'a Passkey) -> Self {
        Self {
            id: &passkey.id,
            name: &passkey.name,
            created_at: passkey.created_at.to_rfc3339(),
            last_used_at: passkey.last_used_at.map(|time| time.to_rfc3339()),
        }
    }
}

/// One of an account's identities, as `GET /identities` lists it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity<'a> {
    id: &'a str,
    provider: &'a str,
    email: Option<&'a str>,
    created_at: String,
}

impl<'a> From<&'a ListedIdentity> for Identity<'a> {
    fn from(identity: &'a ListedIdentity) -> Self {
        Self {
            id: &identity.id,
            provider: &identity.provider,
            email: identity.email.as_deref(),
            created_at: identity.created_at.to_rfc3339(),
        }
    }
}

/// `GET /user/export`: everything an account is known by.
#[derive(Serialize)]
pub struct Export<'a> {
    user: User<'a>,
    sessions: Vec<ListedSession<'a>>,
    passkeys: Vec<ListedPasskey<'a>>,
    identities: Vec<Identity<'a>>,
}

impl<'a> Export<'a> {
    /// Lists what the account of the session that asks has.
    pub fn new(signed_in: &'a SignedIn, overview: &'a AccountOverview) -> Self {
        Self {
            user: User::from(&signed_in.account),
            sessions: ListedSession::all(&overview.sessions, &signed_in.session),
            passkeys: overview.passkeys.iter().map(ListedPasskey::from).collect(),
            identities: overview.identities.iter().map(Identity::from).collect(),
        }
    }
}

/// `{"success": true}`.
#[derive(Serialize)]
pub struct Success {
    success: bool,
}

/// It worked.
pub const SUCCESS: Success = Success { success: true };

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
