//! Authorizations: a client waits until a person approves it.

use serde::{Deserialize, Serialize};

use super::UnixTime;
use super::time::MINUTE;

/// Path of the approval page, without its slash, and prefix of its tokens.
pub const APPROVE_LOGIN: &str = "approve-login";
/// Minimum seconds between two polls of a client.
pub const POLL_INTERVAL: i64 = 5;
/// Polls of a pending authorization answered within one [`POLL_INTERVAL`].
pub const MAX_POLLS: i64 = 10;

/// Approval that the client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationKind {
    /// A login, approved from the account's mailbox.
    Login,
    /// A device, paired from a signed-in session.
    Pairing,
}

impl AuthorizationKind {
    /// Parses the stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Login, Self::Pairing].into_iter().find(|kind| kind.as_str() == name)
    }

    /// Stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Pairing => "pairing",
        }
    }

    /// Seconds from the request until the client can no longer collect its session.
    pub fn lifetime(self) -> i64 {
        match self {
            Self::Login => 15 * MINUTE,
            Self::Pairing => 10 * MINUTE,
        }
    }
}

/// Outcome of a pending authorization. The fourth stored state, `collected`, is set by the client's poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The client gets a session.
    Approved,
    /// The client never gets a session.
    Refused,
}

impl Decision {
    /// Stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }
}

/// Answer to a login mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginDecision {
    /// The reader started the login: the client gets a session and the mailbox is proven.
    Approve,
    /// The reader did not start the login.
    Refuse,
    /// The account is not the reader's: the address, if unproven, is detached from it.
    Disown,
}

/// SHA-256 of the `auth_id` that the client polls with. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AuthorizationId(pub String);

/// Pending authorization as its approval page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Id that the decision refers to.
    pub id: AuthorizationId,
    /// Platform label of the client.
    pub label: String,
    /// City and country of the client.
    pub place: Option<String>,
    /// IP address of the client.
    pub address: Option<String>,
    pub asked_at: UnixTime,
}
