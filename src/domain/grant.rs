//! Grants: redemptions of an authorization code, on which access and refresh tokens hang.

use serde::{Deserialize, Serialize};

use super::time::{DAY, MINUTE};

/// Lifetime of an access token and of an ID token, in seconds.
pub const TOKEN_LIFETIME: i64 = 10 * MINUTE;
/// Seconds after which a grant that outlives its session ends unused.
pub const IDLE_LIFETIME: i64 = 90 * DAY;
/// Longest life of a grant that outlives its session, in seconds.
pub const LONGEST_LIFETIME: i64 = 365 * DAY;
/// Seconds during which the previous refresh token is still answered with the newest.
pub const REFRESH_GRACE: i64 = DAY;
/// Most grants of an account to one client.
pub const MAX_GRANTS_TO_CLIENT: i64 = 25;
/// Most grants of an account.
pub const MAX_GRANTS: i64 = 200;

/// UUID of a grant. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GrantId(pub String);
