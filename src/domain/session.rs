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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Authenticator assurance level of a session, after NIST SP 800-63B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "u8")]
pub enum Aal {
    /// One factor, or approval from another session.
    One,
    /// Two factors, or a passkey with user verification.
    Two,
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
}

impl Session {
    /// Starts a session at `now`.
    pub fn begin(id: SessionId, account_id: AccountId, client: &Client, now: UnixTime) -> Self {
        Self {
            id,
            account_id,
            platform: client.platform.clone(),
            place: client.place.clone(),
            created_at: now,
            authenticated_at: Some(now),
            last_used_at: now,
            ends_at: now + SESSION_LIFETIME,
            aal: Aal::One,
        }
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
