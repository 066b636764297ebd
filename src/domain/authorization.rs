//! Authorizations: a client that waits for a person's approval.

use serde::{Deserialize, Serialize};

use super::UnixTime;
use super::time::MINUTE;

/// The path of the page that approves a login, without its slash, and what its tokens start with.
pub const APPROVE_LOGIN: &str = "approve-login";
/// Seconds between two polls that a client is asked to keep.
pub const POLL_INTERVAL: i64 = 5;
/// Polls of a pending authorization within [`POLL_INTERVAL`] that are answered.
pub const MAX_POLLS: i64 = 10;

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationKind {
    /// A login, to be approved from the account's mailbox.
    Login,
    /// A device, to be paired from a signed-in session.
    Pairing,
}

impl AuthorizationKind {
    /// Kind of this stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Login, Self::Pairing].into_iter().find(|kind| kind.as_str() == name)
    }

    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Pairing => "pairing",
        }
    }

    /// Seconds from the request to the last moment of collecting.
    pub fn lifetime(self) -> i64 {
        match self {
            Self::Login => 15 * MINUTE,
            Self::Pairing => 10 * MINUTE,
        }
    }
}

/// Where an authorization stands; `collected` is the fourth state, which only the client's poll brings about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The client gets its session.
    Approved,
    /// It never will.
    Refused,
}

impl Decision {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }
}

/// What the reader of a login mail decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginDecision {
    /// It is they: the client gets its session, and the mailbox is proven.
    Approve,
    /// It is not they.
    Refuse,
    /// The account is not even theirs: an address that was never proven is detached.
    Disown,
}

/// Id of an authorization: the SHA-256 of the auth_id its client polls with. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AuthorizationId(pub String);

/// A pending authorization, for a page that shows what it would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Id of the authorization, which a decision on what was shown names.
    pub id: AuthorizationId,
    /// What the client calls itself.
    pub label: String,
    /// Where it asks from.
    pub place: Option<String>,
    /// Its network address.
    pub address: Option<String>,
    /// When it asked.
    pub asked_at: UnixTime,
}
