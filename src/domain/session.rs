//! Sessions: one signed-in client of an account.

use serde::{Deserialize, Serialize};

use super::time::{DAY, HOUR, MINUTE};
use super::{AccountId, Client, UnixTime};

/// Longest life of a session, in seconds.
pub const SESSION_LIFETIME: i64 = 30 * DAY;
/// Lifetime of a session token, in seconds.
pub const TOKEN_LIFETIME: i64 = 7 * DAY;
/// Lifetime of a session token issued beside a refresh token, in seconds.
pub const SHORT_TOKEN_LIFETIME: i64 = 15 * MINUTE;
/// Age from which a session token is renewed, in seconds.
pub const RENEWAL_AGE: i64 = DAY;
/// Seconds during which the previous refresh token is still answered with the newest.
pub const REFRESH_GRACE: i64 = DAY;
/// Most active sessions in an account.
pub const MAX_SESSIONS: i64 = 100;
/// Time during which an authentication counts as recent, in seconds.
pub const FRESHNESS: i64 = 10 * MINUTE;
/// Most seconds that `last_used_at` may lag.
pub const LAST_USED_PRECISION: i64 = HOUR;

/// UUID of a session. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub String);

/// Way in which a session was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionMethod {
    /// Creation of the account.
    SignUp,
    Password,
    /// Mailed sign-in link.
    MagicLink,
    /// Approval from the mailbox.
    Login,
    /// Approval from another session.
    Pairing,
    Passkey,
    /// Identity at another provider.
    Identity,
}

impl SessionMethod {
    /// Stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign-up",
            Self::Password => "password",
            Self::MagicLink => "magic-link",
            Self::Login => "login",
            Self::Pairing => "pairing",
            Self::Passkey => "passkey",
            Self::Identity => "identity",
        }
    }
}

/// Credentials that a session was opened with, for tokens that others read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionProofs {
    pub method: SessionMethod,
    pub aal: Aal,
    /// True for a sign-up without a password. One that is set later ends all other sessions, so that the password of an
    /// account with such a session is the session's own.
    pub is_bare_sign_up: bool,
}

impl SessionProofs {
    /// Authentication methods, `amr`: names of RFC 8176, `email` for a mailed proof and `fed` for another provider's. A
    /// sign-up without a password and a device that another session approved have none.
    pub fn amr(self) -> &'static [&'static str] {
        use SessionMethod::{Identity, Login, MagicLink, Pairing, Passkey, Password, SignUp};
        match (self.method, self.aal) {
            (SignUp, Aal::One) if self.is_bare_sign_up => &[],
            (SignUp, Aal::Two) if self.is_bare_sign_up => &["otp"],
            (SignUp | Password, Aal::One) => &["pwd"],
            (SignUp | Password, Aal::Two) => &["pwd", "otp", "mfa"],
            (MagicLink | Login, Aal::One) => &["email"],
            (MagicLink | Login, Aal::Two) => &["email", "otp", "mfa"],
            (Passkey, Aal::One) => &["pop"],
            (Passkey, Aal::Two) => &["pop", "user", "mfa"],
            (Identity, Aal::One) => &["fed"],
            (Identity, Aal::Two) => &["fed", "otp", "mfa"],
            (Pairing, _) => &[],
        }
    }

    /// Assurance level, `acr`.
    pub fn acr(self) -> &'static str {
        self.aal.acr()
    }
}

/// Authenticator assurance level of a session, after NIST SP 800-63B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "u8")]
pub enum Aal {
    /// One factor, or approval from another session.
    One,
    /// Two factors, or a passkey with user verification.
    Two,
}

impl Aal {
    /// Name in `acr`.
    pub fn acr(self) -> &'static str {
        match self {
            Self::One => "aal1",
            Self::Two => "aal2",
        }
    }
}

impl TryFrom<u8> for Aal {
    type Error = &'static str;

    fn try_from(stored: u8) -> Result<Self, Self::Error> {
        match stored {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            _ => Err("aal is 1 or 2"),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub account_id: AccountId,
    pub method: SessionMethod,
    /// Platform label of the client.
    pub platform: String,
    /// City and country where it was opened.
    pub place: Option<String>,
    pub created_at: UnixTime,
    /// Time of the last authentication; `None` for a paired device, which never authenticates.
    pub authenticated_at: Option<UnixTime>,
    /// Time of the last use, up to [`LAST_USED_PRECISION`] behind.
    pub last_used_at: UnixTime,
    /// Time at which the session ends, however much it is used.
    pub ends_at: UnixTime,
    pub aal: Aal,
    /// 256 bits in base64url, from which `sid` of ID tokens is computed; `None` until a client needs it.
    pub sid_seed: Option<String>,
    /// As [`SessionProofs::is_bare_sign_up`].
    pub is_bare_sign_up: bool,
}

impl Session {
    /// Starts the session of a sign-up at `now`.
    pub fn begin(id: SessionId, account_id: AccountId, client: &Client, now: UnixTime) -> Self {
        Self {
            id,
            account_id,
            method: SessionMethod::SignUp,
            platform: client.platform.clone(),
            place: client.place.clone(),
            created_at: now,
            authenticated_at: Some(now),
            last_used_at: now,
            ends_at: now + SESSION_LIFETIME,
            aal: Aal::One,
            sid_seed: None,
            is_bare_sign_up: false,
        }
    }

    pub fn proofs(&self) -> SessionProofs {
        let Self { method, aal, is_bare_sign_up, .. } = *self;
        SessionProofs { method, aal, is_bare_sign_up }
    }

    /// True if the last authentication is recent enough for a sensitive change.
    pub fn is_fresh(&self, now: UnixTime) -> bool {
        self.authenticated_at.is_some_and(|shown_at| now - shown_at <= FRESHNESS)
    }

    /// Expiry of a token issued at `now`: after its lifetime, but never later than the session's end.
    pub fn token_end(&self, lifetime: i64, now: UnixTime) -> UnixTime {
        (now + lifetime).min(self.ends_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_read_by_its_stored_name() {
        let methods = [
            SessionMethod::SignUp,
            SessionMethod::Password,
            SessionMethod::MagicLink,
            SessionMethod::Login,
            SessionMethod::Pairing,
            SessionMethod::Passkey,
            SessionMethod::Identity,
        ];
        for method in methods {
            let read: SessionMethod = serde_json::from_value(method.as_str().into()).expect("a method");
            assert_eq!(read, method);
        }
    }
}
