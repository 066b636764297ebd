//! Errors as most dialects say them: a code for programs, a sentence for people.

use ::http::StatusCode;
use serde_json::{Value, json};

use crate::domain::{ActError, AuthError};
use crate::http::dialect::Described;

/// Status and text of an error.
pub fn describe(error: &AuthError) -> Described {
    let (status, code, sentence) = match error {
        AuthError::InvalidRequest(sentence) => (StatusCode::BAD_REQUEST, "INVALID_REQUEST", *sentence),
        AuthError::InvalidEmail => (StatusCode::BAD_REQUEST, "INVALID_EMAIL", "The email address is invalid"),
        AuthError::InvalidName => (
            StatusCode::BAD_REQUEST,
            "INVALID_NAME",
            "A name must have 1 to 200 characters, none of them control characters",
        ),
        AuthError::InvalidImage => {
            (StatusCode::BAD_REQUEST, "INVALID_IMAGE", "An image must be an http or https URL of at most 2048 bytes")
        }
        AuthError::InvalidUsername => (
            StatusCode::BAD_REQUEST,
            "INVALID_USERNAME",
            "A username must have 1 to 64 letters, digits, dots, hyphens or underscores",
        ),
        AuthError::PasswordTooShort => {
            (StatusCode::BAD_REQUEST, "PASSWORD_TOO_SHORT", "A password must have at least 8 characters")
        }
        AuthError::PasswordTooLong => {
            (StatusCode::BAD_REQUEST, "PASSWORD_TOO_LONG", "A password must have at most 256 characters")
        }
        AuthError::PasswordTooCommon => {
            (StatusCode::BAD_REQUEST, "PASSWORD_TOO_COMMON", "This password is too common; choose another")
        }
        AuthError::PasswordBreached => {
            (StatusCode::BAD_REQUEST, "PASSWORD_BREACHED", "This password is known from a data breach; choose another")
        }
        AuthError::CaptchaFailed(_) => {
            (StatusCode::BAD_REQUEST, "CAPTCHA_FAILED", "The captcha is missing, wrong or expired; solve it again")
        }
        AuthError::EmailTaken => (StatusCode::CONFLICT, "USER_ALREADY_EXISTS", "User with this email already exists"),
        AuthError::UsernameTaken => (StatusCode::CONFLICT, "USERNAME_TAKEN", "This username is taken"),
        AuthError::SignUpClosed => {
            (StatusCode::FORBIDDEN, "SIGN_UP_CLOSED", "Sign-up is closed, or not open to this address")
        }
        AuthError::DomainNotAllowed => (
            StatusCode::FORBIDDEN,
            "DOMAIN_NOT_ALLOWED",
            "The address of this account must stay in the domain it signed up with",
        ),
        AuthError::InvalidCredentials => {
            (StatusCode::UNAUTHORIZED, "INVALID_CREDENTIALS", "Email or password is incorrect")
        }
        AuthError::TotpRequired | AuthError::ChallengeRequired(_) => {
            (StatusCode::UNAUTHORIZED, "TOTP_REQUIRED", "A two-step verification code is required")
        }
        AuthError::InvalidTotp => (StatusCode::UNAUTHORIZED, "INVALID_TOTP", "The TOTP code is invalid or expired"),
        AuthError::TwoFactorEnabled => {
            (StatusCode::CONFLICT, "TWO_FACTOR_ALREADY_ENABLED", "Two-step verification is already on")
        }
        AuthError::TwoFactorNotEnabled => {
            (StatusCode::BAD_REQUEST, "TWO_FACTOR_NOT_ENABLED", "Two-step verification is not on")
        }
        AuthError::InvalidPasskey(_) => {
            (StatusCode::UNAUTHORIZED, "INVALID_PASSKEY", "The passkey could not be verified")
        }
        AuthError::PasskeyTaken => {
            (StatusCode::CONFLICT, "PASSKEY_ALREADY_REGISTERED", "This passkey is already registered")
        }
        AuthError::TooManyPasskeys => {
            (StatusCode::CONFLICT, "TOO_MANY_PASSKEYS", "An account can have at most 20 passkeys; remove one first")
        }
        AuthError::IdentityTaken => {
            (StatusCode::CONFLICT, "IDENTITY_ALREADY_LINKED", "This identity is linked to another account")
        }
        AuthError::TooManyIdentities => (
            StatusCode::CONFLICT,
            "TOO_MANY_IDENTITIES",
            "An account can have at most 20 linked identities; unlink one first",
        ),
        AuthError::AccessDenied => {
            (StatusCode::FORBIDDEN, "ACCESS_DENIED", "The sign-in was cancelled at the provider")
        }
        AuthError::FederationFailed(_) => {
            (StatusCode::BAD_GATEWAY, "PROVIDER_FAILED", "The provider did not confirm the sign-in")
        }
        AuthError::LastWayIn => (
            StatusCode::CONFLICT,
            "LAST_SIGN_IN_METHOD",
            "This is the only way to sign in to the account; add another one first",
        ),
        AuthError::EmailNotVerified => (StatusCode::FORBIDDEN, "EMAIL_NOT_VERIFIED", "Please verify your email first"),
        AuthError::AccountDisabled { .. } => (StatusCode::FORBIDDEN, "ACCOUNT_DISABLED", "This account is disabled"),
        AuthError::InvalidPlatform => {
            (StatusCode::BAD_REQUEST, "INVALID_PLATFORM", "A platform must have 1 to 100 characters")
        }
        AuthError::InvalidRedirect => (StatusCode::BAD_REQUEST, "INVALID_REDIRECT", "This redirect is not allowed"),
        AuthError::InvalidAudience => {
            (StatusCode::BAD_REQUEST, "INVALID_AUDIENCE", "This audience is not among the trusted origins")
        }
        AuthError::InvalidLink => (StatusCode::BAD_REQUEST, "INVALID_TOKEN", "Token is invalid or expired"),
        AuthError::InvalidCode => (StatusCode::BAD_REQUEST, "INVALID_CODE", "The code is invalid or expired"),
        AuthError::NoDeviceFound => (StatusCode::NOT_FOUND, "NO_DEVICE_FOUND", "No device found"),
        AuthError::NotAuthorized => {
            (StatusCode::BAD_REQUEST, "NOT_AUTHORIZED", "The auth id is invalid, expired, or not yet authorized")
        }
        AuthError::InvalidToken => (StatusCode::UNAUTHORIZED, "INVALID_TOKEN", "Token is invalid or expired"),
        AuthError::ReauthenticationRequired => {
            (StatusCode::FORBIDDEN, "REAUTHENTICATION_REQUIRED", "Please sign in again or enter your password")
        }
        AuthError::NotAllowed => {
            (StatusCode::FORBIDDEN, "NOT_ALLOWED", "This role or key does not allow it, or not for this account")
        }
        AuthError::Act(error) => return describe_act(error),
        AuthError::OAuth(error) => (StatusCode::BAD_REQUEST, "INVALID_REQUEST", error.description()),
        AuthError::SecondFactorRequired => (
            StatusCode::FORBIDDEN,
            "SECOND_FACTOR_REQUIRED",
            "Please sign in with two-step verification or a passkey first",
        ),
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

/// Status and text of an error that only the operators' API has.
fn describe_act(error: &ActError) -> Described {
    let (status, code, sentence) = match error {
        ActError::TooManyKeys => {
            (StatusCode::CONFLICT, "TOO_MANY_KEYS", "There can be at most 100 service keys; delete one first".into())
        }
        ActError::ExternalIdTaken => {
            (StatusCode::CONFLICT, "EXTERNAL_ID_TAKEN", "Another user has this external id".into())
        }
        ActError::IdentifierTaken => {
            (StatusCode::CONFLICT, "IDENTIFIER_TAKEN", "Another resource or a client has this identifier".into())
        }
        ActError::InvalidClientMetadata { member, problem } => {
            (StatusCode::BAD_REQUEST, "INVALID_CLIENT_METADATA", format!("{member} {problem}").into())
        }
        ActError::InvalidRedirectUri(problem) => {
            (StatusCode::BAD_REQUEST, "INVALID_REDIRECT_URI", format!("redirect_uris {problem}").into())
        }
        ActError::NoProvenAddress => (
            StatusCode::CONFLICT,
            "NO_PROVEN_ADDRESS",
            "This link can only be mailed, and the account has no verified address".into(),
        ),
        ActError::MergeConflict => (
            StatusCode::CONFLICT,
            "MERGE_CONFLICT",
            "The accounts cannot be merged: one has a role, an unverified address or a reset in the last 24 hours, or a second factor would be lost or bypassed".into(),
        ),
        ActError::RecoveryAsked => {
            (StatusCode::CONFLICT, "RECOVERY_ALREADY_ASKED", "A recovery of this account was already requested".into())
        }
        ActError::NoSecondOperator => {
            (StatusCode::CONFLICT, "NO_SECOND_OPERATOR", "There is no other operator who could approve it".into())
        }
        ActError::RecoveryNotReady => (
            StatusCode::CONFLICT,
            "RECOVERY_NOT_READY",
            "The link is shown to its approver 24 hours after the approval, once the mailbox was told twice".into(),
        ),
        ActError::PreconditionFailed => {
            (StatusCode::PRECONDITION_FAILED, "PRECONDITION_FAILED", "The resource has changed since you read it; read it again".into())
        }
        ActError::IdempotencyKeyReused => (
            StatusCode::CONFLICT,
            "IDEMPOTENCY_KEY_REUSED",
            "This idempotency key belongs to a request with another body".into(),
        ),
        ActError::Repeated(_) | ActError::AnswerPending => (
            StatusCode::CONFLICT,
            "ALREADY_DONE",
            "This request was already carried out, and its answer is not available".into(),
        ),
    };
    Described { status, code, sentence }
}

/// `{"error": <code>, "message": <sentence>}`.
pub fn code_and_message(error: &Described) -> Value {
    json!({ "error": error.code, "message": error.sentence })
}
