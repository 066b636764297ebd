//! Sessions: one signed-in client of an account.

use serde::{Deserialize, Serialize};

use super::time::{DAY, HOUR, MINUTE};
use super::{AccountId, Client, UnixTime};

/// How long a session may live in all, in seconds.
pub const SESSION_LIFETIME: i64 = 30 * DAY;
/// How long a session token lives, in seconds.
pub const TOKEN_LIFETIME: i64 = 7 * DAY;
/// How long the session token beside a refresh token lives, in seconds.
pub const SHORT_TOKEN_LIFETIME: i64 = 15 * MINUTE;
/// From what age on a session token is handed out anew, in seconds.
pub const RENEWAL_AGE: i64 = DAY;
/// Seconds that the refresh token before the newest is still answered with the newest.
pub const REFRESH_GRACE: i64 = DAY;
/// Living sessions that an account has at most.
pub const MAX_SESSIONS: i64 = 100;
/// How long an authentication counts as fresh, in seconds.
pub const FRESHNESS: i64 = 10 * MINUTE;
/// How far behind `last_used_at` may be, in seconds.
pub const LAST_USED_PRECISION: i64 = HOUR;

/// The id of a session: a UUID. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub String);

/// How a session was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionMethod {
    /// With the account itself.
    SignUp,
    /// By password.
    Password,
    /// By a link that was mailed.
    MagicLink,
    /// By an approval from the mailbox.
    Login,
    /// By an approval from another session.
    Pairing,
    /// By a passkey.
    Passkey,
    /// By another provider.
    Identity,
}

impl SessionMethod {
    /// As stored.
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

/// Strength of what opened a session, after the authenticator assurance levels of NIST SP 800-63B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "u8")]
pub enum Aal {
    /// One factor, or an approval from another session.
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

/// A signed-in client of an account.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What the client calls itself.
    pub platform: String,
    /// Where it was opened from.
    pub place: Option<String>,
    /// When it was opened.
    pub created_at: UnixTime,
    /// When a credential was last shown in it; `None` for a paired device, which shows none.
    pub authenticated_at: Option<UnixTime>,
    /// When it was last used, at most an hour behind.
    pub last_used_at: UnixTime,
    /// When it is over, whatever happens.
    pub ends_at: UnixTime,
    /// Strength of what opened it.
    pub aal: Aal,
}

impl Session {
    /// A session that begins now.
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

    /// Whether a credential was shown recently enough for a sensitive change.
    pub fn is_fresh(&self, now: UnixTime) -> bool {
        self.authenticated_at.is_some_and(|shown_at| now - shown_at <= FRESHNESS)
    }

    /// When a token made now ends: after its lifetime, never past the session.
    pub fn token_end(&self, lifetime: i64, now: UnixTime) -> UnixTime {
        (now + lifetime).min(self.ends_at)
    }
}
