//! Errors of dialect A: one sentence for a registration that failed, another for a login.

use ::http::StatusCode;

use crate::domain::AuthError;
use crate::http::dialect::Described;

const REGISTRATION_FAILED: &str = "Registration failed; Invalid email or password.";
const LOGIN_FAILED: &str = "Login failed; Invalid user ID or password.";

/// Status and text of an error on this path.
pub fn describe(error: &AuthError, path: &str) -> Described {
    let failed = if path.starts_with("/auth/register") { REGISTRATION_FAILED } else { LOGIN_FAILED };
    let (status, code, sentence) = match error {
        AuthError::InvalidEmail
        | AuthError::InvalidName
        | AuthError::InvalidImage
        | AuthError::InvalidUsername
        | AuthError::PasswordTooShort
        | AuthError::PasswordTooLong
        | AuthError::PasswordTooCommon
        | AuthError::PasswordBreached
        | AuthError::CaptchaFailed(_)
        | AuthError::EmailTaken
        | AuthError::UsernameTaken
        | AuthError::SignUpClosed
        | AuthError::DomainNotAllowed
        | AuthError::InvalidCredentials
        | AuthError::EmailNotVerified
        | AuthError::AccountDisabled { .. }
        | AuthError::InvalidPlatform
        | AuthError::InvalidRedirect
        | AuthError::InvalidAudience
        | AuthError::InvalidLink
        | AuthError::InvalidCode
        | AuthError::NotAuthorized
        | AuthError::InvalidToken => (StatusCode::UNAUTHORIZED, "INVALID_CREDENTIALS", failed),
        AuthError::TotpRequired | AuthError::ChallengeRequired(_) => {
            (StatusCode::UNAUTHORIZED, "TOTP_REQUIRED", failed)
        }
        AuthError::InvalidTotp => (StatusCode::UNAUTHORIZED, "INVALID_TOTP", failed),
        AuthError::InvalidPasskey(_)
        | AuthError::PasskeyTaken
        | AuthError::TooManyPasskeys
        | AuthError::IdentityTaken
        | AuthError::TooManyIdentities
        | AuthError::AccessDenied
        | AuthError::TwoFactorEnabled
        | AuthError::TwoFactorNotEnabled
        | AuthError::LastWayIn
        | AuthError::FederationFailed(_) => (StatusCode::UNAUTHORIZED, "INVALID_CREDENTIALS", failed),
        AuthError::InvalidRequest(_) | AuthError::OAuth(_) => {
            (StatusCode::BAD_REQUEST, "INVALID_REQUEST", "The request is malformed")
        }
        AuthError::ReauthenticationRequired => {
            (StatusCode::FORBIDDEN, "REAUTHENTICATION_REQUIRED", "Please sign in again first")
        }
        AuthError::NotAllowed | AuthError::Act(_) => (StatusCode::FORBIDDEN, "NOT_ALLOWED", "This is not allowed"),
        AuthError::SecondFactorRequired => {
            (StatusCode::FORBIDDEN, "SECOND_FACTOR_REQUIRED", "Please sign in with two-step verification first")
        }
        AuthError::NoDeviceFound => (StatusCode::NOT_FOUND, "NO_DEVICE_FOUND", "No device found"),
        AuthError::NotFound => (StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing here"),
        AuthError::TooManyAttempts { .. } => {
            (StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_ATTEMPTS", "Too many attempts; try again later")
        }
        AuthError::MailNotConfigured => {
            (StatusCode::SERVICE_UNAVAILABLE, "MAIL_NOT_CONFIGURED", "This service sends no email")
        }
        AuthError::Unavailable(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", "The service is not available")
        }
        AuthError::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "Something went wrong"),
    };
    Described { status, code, sentence: sentence.into() }
}
