//! What can go wrong, without a word of HTTP: each dialect says it in its own way.

use thiserror::Error;

use super::Secret;

/// Why a use case did not succeed. The text is for the log; what a client reads is the dialect's.
#[derive(Debug, Error)]
pub enum AuthError {
    /// What was sent cannot be understood.
    #[error("invalid request: {0}")]
    InvalidRequest(&'static str),
    /// Not an e-mail address.
    #[error("invalid e-mail address")]
    InvalidEmail,
    /// Not a display name.
    #[error("invalid name")]
    InvalidName,
    /// Not the address of an image.
    #[error("invalid image")]
    InvalidImage,
    /// Not a username.
    #[error("invalid username")]
    InvalidUsername,
    /// A new password below the minimum.
    #[error("password too short")]
    PasswordTooShort,
    /// A new password above the maximum.
    #[error("password too long")]
    PasswordTooLong,
    /// A new password that is among the most common ones, or says whose it is.
    #[error("password too common")]
    PasswordTooCommon,
    /// A new password that is known from a breach.
    #[error("password breached")]
    PasswordBreached,
    /// Whoever asks was not shown to be a person.
    #[error("captcha failed: {0}")]
    CaptchaFailed(&'static str),
    /// Another account has this address.
    #[error("e-mail address taken")]
    EmailTaken,
    /// Another account has this username.
    #[error("username taken")]
    UsernameTaken,
    /// No such account, or not its password: which of the two is nobody's business.
    #[error("invalid credentials")]
    InvalidCredentials,
    /// Everything right so far, but the second factor is missing.
    #[error("second factor required")]
    TotpRequired,
    /// The same, for a sign-in that cannot carry a code: it goes on with this challenge.
    #[error("second factor required")]
    ChallengeRequired(Secret),
    /// Not a code that is good now.
    #[error("invalid second factor")]
    InvalidTotp,
    /// A second factor is enabled already.
    #[error("second factor enabled already")]
    TwoFactorEnabled,
    /// There is no second factor to verify or disable.
    #[error("no second factor")]
    TwoFactorNotEnabled,
    /// Not a passkey of anybody here, or not its signature.
    #[error("invalid passkey: {0}")]
    InvalidPasskey(&'static str),
    /// The passkey is registered already.
    #[error("passkey registered already")]
    PasskeyTaken,
    /// The account has as many passkeys as it may.
    #[error("too many passkeys")]
    TooManyPasskeys,
    /// The identity is another account's.
    #[error("identity taken")]
    IdentityTaken,
    /// An account has the address the provider tells; its person must sign in and link.
    #[error("account exists, link needed")]
    LinkRequired,
    /// The account has as many identities as one may have.
    #[error("too many identities")]
    TooManyIdentities,
    /// The person refused at the provider.
    #[error("refused at the provider")]
    AccessDenied,
    /// The provider refused, or told nothing that can be trusted.
    #[error("provider: {0}")]
    ProviderFailed(String),
    /// The account would be left without a way in.
    #[error("last way in")]
    LastWayIn,
    /// The right password, but the mailbox has to be proven first.
    #[error("e-mail address not verified")]
    EmailNotVerified,
    /// Not a platform label.
    #[error("invalid platform")]
    InvalidPlatform,
    /// Not a page that is trusted.
    #[error("invalid redirect")]
    InvalidRedirect,
    /// What was mailed is spent, void, over, or was never mailed.
    #[error("invalid mailed token")]
    InvalidLink,
    /// Not the code that was mailed.
    #[error("invalid mailed code")]
    InvalidCode,
    /// No device shows this pairing code.
    #[error("no device found")]
    NoDeviceFound,
    /// The authorization is unknown, over, refused, or waits still.
    #[error("not authorized")]
    NotAuthorized,
    /// No session behind what was shown, or nothing was shown.
    #[error("no session")]
    InvalidToken,
    /// The change needs a fresh authentication or the password.
    #[error("authentication not fresh")]
    ReauthenticationRequired,
    /// No such thing of this account.
    #[error("not found")]
    NotFound,
    /// Past a limit; it ends after so many seconds.
    #[error("too many attempts, retry after {retry_after} s")]
    TooManyAttempts {
        /// Seconds, at least 1.
        retry_after: i64,
    },
    /// Nothing can be mailed: `MAIL_TRANSPORT` is `none`.
    #[error("no mail transport")]
    MailNotConfigured,
    /// A service this one stands on did not answer; trying again may help.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A fault of our own.
    #[error("internal: {0}")]
    Internal(String),
}
