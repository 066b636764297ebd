//! Keys that sign tokens for others to verify: their algorithms, their times, and the states that follow from them.
//!
//! ```text
//!   next --signs_at--> live --retires_at--> retired --ends_at--> gone
//! ```
//!
//! A key is published from its creation until `withdrawn_at`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::UnixTime;
use super::time::{DAY, MINUTE};

/// Time that a key signs, in seconds.
pub const SIGNS_FOR: i64 = 90 * DAY;
/// Time that a key is published before it signs, in seconds.
pub const PUBLISHED_AHEAD: i64 = DAY;
/// Time that a retired key stays published, in seconds: the longest token of 10 minutes, the minute for which an isolate
/// keeps its keys, and a minute for clocks that differ.
pub const PUBLISHED_BEHIND: i64 = 12 * MINUTE;
/// Time that a retired key is kept to read expired ID tokens, in seconds.
pub const KEPT_FOR: i64 = 90 * DAY;

/// Signature algorithm (RFC 7518 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
}

impl SignatureAlgorithm {
    /// In the order of the published set.
    pub const ALL: [Self; 2] = [Self::Rs256, Self::Es256];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }

    /// Parses a name, case-sensitively (RFC 7518 section 3.1).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// Id of a signing key: its thumbprint (RFC 7638).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub String);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningKeyState {
    /// Published, and does not sign yet.
    Next,
    /// Signs.
    Live,
    /// Signs no more.
    Retired,
    /// Of no use to anybody.
    Gone,
}

impl SigningKeyState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Live => "live",
            Self::Retired => "retired",
            Self::Gone => "gone",
        }
    }
}

/// Times of a signing key, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct SigningKeyTimes {
    pub signs_at: UnixTime,
    pub retires_at: UnixTime,
    pub withdrawn_at: UnixTime,
    pub ends_at: UnixTime,
}

impl SigningKeyTimes {
    /// Times of a key that begins to sign at `at`.
    pub fn signing_at(at: UnixTime) -> Self {
        Self::signing(at, at + SIGNS_FOR)
    }

    fn signing(signs_at: UnixTime, retires_at: UnixTime) -> Self {
        let (withdrawn_at, ends_at) = (retires_at + PUBLISHED_BEHIND, retires_at + KEPT_FOR);
        Self { signs_at, retires_at, withdrawn_at, ends_at }
    }

    /// Times of this key if it retires at `at`.
    #[must_use]
    pub fn retiring_at(self, at: UnixTime) -> Self {
        Self::signing(self.signs_at.min(at), at)
    }

    /// Times of this key if it is of no use from `at` on.
    #[must_use]
    pub fn revoked_at(self, at: UnixTime) -> Self {
        let Self { signs_at, retires_at, withdrawn_at, ends_at } = self;
        let [signs_at, retires_at, withdrawn_at, ends_at] =
            [signs_at, retires_at, withdrawn_at, ends_at].map(|time| time.min(at));
        Self { signs_at, retires_at, withdrawn_at, ends_at }
    }

    pub fn state(&self, now: UnixTime) -> SigningKeyState {
        match self {
            _ if now >= self.ends_at => SigningKeyState::Gone,
            _ if now >= self.retires_at => SigningKeyState::Retired,
            _ if now >= self.signs_at => SigningKeyState::Live,
            _ => SigningKeyState::Next,
        }
    }

    /// True until the key retires: it signs now or later.
    pub fn may_sign(&self, now: UnixTime) -> bool {
        matches!(self.state(now), SigningKeyState::Next | SigningKeyState::Live)
    }

    /// True while the key stands in the published set.
    pub fn is_published(&self, now: UnixTime) -> bool {
        now < self.withdrawn_at && now < self.ends_at
    }

    /// True from a day before the key retires: its successor is published then.
    pub fn needs_successor(&self, now: UnixTime) -> bool {
        now >= self.retires_at + -PUBLISHED_AHEAD
    }
}
