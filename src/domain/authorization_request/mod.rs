//! Authorization requests of clients (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1).

mod checks;
mod claims;
mod parameters;
mod refusal;
mod step;
#[cfg(test)]
mod tests;

pub use checks::{Asked, AskedResource};
pub use parameters::with_login;
pub use refusal::AuthorizationError;
pub use step::{Began, Met, Standing, Step};

use super::client_metadata::ClientId;
use super::{Language, Scopes, UnixTime};

/// Longest query, in bytes.
const MAX_QUERY: usize = 4096;

/// Request as it was sent, and the way back to its client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    pub client: ClientId,
    pub way_back: WayBack,
    /// Everything else, or the first mistake in it.
    pub wish: Result<Wish, AuthorizationError>,
}

/// Way back to the client. It may be taken once the client is known to have registered the URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack {
    /// As sent.
    pub redirect_uri: String,
    pub state: Option<String>,
    pub mode: ResponseMode,
}

/// Form of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// Redirect with the answer in the query.
    Query,
    /// Form that the browser posts (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

/// Demands of a client on the sign-in and the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub scope: Scopes,
    /// As sent (RFC 8707).
    pub resource: Option<String>,
    pub nonce: Option<String>,
    /// PKCE, S256 (RFC 7636).
    pub challenge: Option<String>,
    pub prompt: Prompt,
    /// Most seconds since the authentication.
    pub max_age: Option<i64>,
    pub login_hint: Option<String>,
    pub id_token_hint: Option<String>,
    /// Language of the person, by the client.
    pub language: Option<Language>,
    pub level: AssuranceLevel,
    /// Account that it asks for.
    pub subject: Option<String>,
}

/// `prompt` (OpenID Connect Core section 3.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// No page may be shown.
    pub none: bool,
    pub login: bool,
    pub consent: bool,
    pub select_account: bool,
}

/// Assurance level that a client asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AssuranceLevel {
    #[default]
    Any,
    /// Two factors, if the account has them.
    Preferred,
    /// Two factors.
    Required,
    /// A level that this service does not have.
    Unknown,
}

/// Names of the values that `prompt` may have.
pub const PROMPTS: [&str; 4] = ["none", "login", "consent", "select_account"];

/// Name of an assurance level in `acr`.
pub const TWO_FACTORS: &str = "aal2";
/// As [`TWO_FACTORS`], for one factor.
pub const ONE_FACTOR: &str = "aal1";

/// True if an authentication at this time is at most so many seconds old.
fn is_recent(authenticated_at: UnixTime, max_age: i64, now: UnixTime) -> bool {
    now - authenticated_at <= max_age
}
