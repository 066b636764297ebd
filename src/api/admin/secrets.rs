//! Bodies that replace a secret of a client or a resource.

use serde::Deserialize;

use crate::domain::AuthError;
use crate::domain::time::DAY;
use crate::http::{Exchange, Failure};

/// Longest grace of a replaced secret, in seconds.
const MAX_GRACE: i64 = 30 * DAY;

#[derive(Deserialize)]
struct SecretBody {
    /// Seconds for which the secret before stays good; 0 by default.
    grace: Option<i64>,
}

/// Grace of a replaced secret, in seconds.
///
/// # Errors
/// [`AuthError::InvalidRequest`] unless it is 0 to 30 days.
pub(super) fn grace(exchange: &Exchange) -> Result<i64, Failure> {
    let SecretBody { grace } = exchange.body()?;
    let grace = grace.unwrap_or_default();
    let fits = (0..=MAX_GRACE).contains(&grace);
    if fits { Ok(grace) } else { Err(AuthError::InvalidRequest("grace must be 0 to 2592000 seconds").into()) }
}
