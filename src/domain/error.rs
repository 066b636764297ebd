//! Errors of the use cases, independent of HTTP. Each dialect maps them to its own error shape.

use thiserror::Error;

use super::{ActError, OAuthError, Secret};

/// Failure of a use case. The `Display` text is for the log; the client's message comes from the dialect.
#[derive(Debug, Error)]
pub enum AuthError {
    /// Malformed request.
    #[error("invalid request: {0}")]
    InvalidRequest(&'static str),
    #[error("invalid email address")]
    InvalidEmail,
    /// Display name that is blank, too long or has control characters.
    #[error("invalid name")]
    InvalidName,
    /// Image that is not an absolute http or https URL.
    #[error("invalid image")]
    InvalidImage,
    #[error("invalid username")]
    InvalidUsername,
    #[error("password too short")]
    PasswordTooShort,
    #[error("password too long")]
    PasswordTooLong,
    /// New password that is among the most common ones, or equals the username, the service's name or the like.
    #[error("password too common")]
    PasswordTooCommon,
    /// New password found in a breach.
    #[error("password breached")]
    PasswordBreached,
    /// Anti-bot verification failed.
    #[error("captcha failed: {0}")]
    CaptchaFailed(&'static str),
    #[error("email address taken")]
    EmailTaken,
    #[error("username taken")]
    UsernameTaken,
    /// The sign-up policy admits no account with this address, or without one.
    #[error("sign-up closed")]
    SignUpClosed,
    /// New address outside the domains that a domain-bound account keeps to.
    #[error("domain not allowed")]
    DomainNotAllowed,
    /// Unknown account or wrong password. Clients are never told which.
    #[error("invalid credentials")]
    InvalidCredentials,
    /// Second factor missing from an otherwise correct sign-in.
    #[error("second factor required")]
    TotpRequired,
    /// Second factor missing, for a sign-in that cannot carry a code: it continues with this challenge.
    #[error("second factor required")]
    ChallengeRequired(Secret),
    /// Wrong, expired or reused code of the second factor.
    #[error("invalid second factor")]
    InvalidTotp,
    /// Second factor already enabled.
    #[error("second factor enabled already")]
    TwoFactorEnabled,
    /// No second factor to verify or disable.
    #[error("no second factor")]
    TwoFactorNotEnabled,
    /// Unknown passkey, or wrong signature.
    #[error("invalid passkey: {0}")]
    InvalidPasskey(&'static str),
    /// Passkey already registered.
    #[error("passkey registered already")]
    PasskeyTaken,
    #[error("too many passkeys")]
    TooManyPasskeys,
    /// Identity already linked to another account.
    #[error("identity taken")]
    IdentityTaken,
    #[error("too many identities")]
    TooManyIdentities,
    /// The person declined at the provider.
    #[error("refused at the provider")]
    AccessDenied,
    /// The provider refused, or its answer cannot be trusted.
    #[error("provider: {0}")]
    FederationFailed(String),
    /// Removal that would leave the account without a way to sign in.
    #[error("last way in")]
    LastWayIn,
    /// Right password, but the mailbox must be proven first.
    #[error("email address not verified")]
    EmailNotVerified,
    /// Everything right, but the account is disabled.
    #[error("account disabled")]
    AccountDisabled {
        /// From the operator who disabled it, for the person.
        reason: Option<String>,
    },
    /// Platform label without a visible character.
    #[error("invalid platform")]
    InvalidPlatform,
    /// Redirect URL that is not trusted.
    #[error("invalid redirect")]
    InvalidRedirect,
    /// Audience that is not a trusted origin.
    #[error("invalid audience")]
    InvalidAudience,
    /// Mailed token that is unknown, used, replaced or expired.
    #[error("invalid mailed token")]
    InvalidLink,
    /// Wrong mailed code.
    #[error("invalid mailed code")]
    InvalidCode,
    /// Pairing code that no device shows.
    #[error("no device found")]
    NoDeviceFound,
    /// Authorization that is unknown, expired, refused or still pending.
    #[error("not authorized")]
    NotAuthorized,
    /// Credential missing, or without a session behind it.
    #[error("no session")]
    InvalidToken,
    /// Change that needs a recent authentication or the password.
    #[error("authentication not fresh")]
    ReauthenticationRequired,
    /// Act of an operator that is refused.
    #[error(transparent)]
    Act(#[from] ActError),
    /// Request of an application that is refused.
    #[error(transparent)]
    OAuth(#[from] OAuthError),
    /// Act that the caller's role or scopes do not permit, or not on this account.
    #[error("not allowed")]
    NotAllowed,
    /// Act that needs a session opened with two factors or a passkey.
    #[error("second factor required for this act")]
    SecondFactorRequired,
    /// No such object in this account.
    #[error("not found")]
    NotFound,
    /// Rate limit exceeded.
    #[error("too many attempts, retry after {retry_after} s")]
    TooManyAttempts {
        /// Seconds until the next attempt, at least 1.
        retry_after: i64,
    },
    /// No mail can be sent: `MAIL_TRANSPORT` is `none`.
    #[error("no mail transport")]
    MailNotConfigured,
    /// A service that this one depends on did not answer. Retrying may help.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Bug in this service.
    #[error("internal: {0}")]
    Internal(String),
}
