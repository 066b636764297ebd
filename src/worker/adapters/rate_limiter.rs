//! Edge rate limit, by Cloudflare's Rate Limiting binding.

use async_trait::async_trait;

use crate::ports::{PortError, RateLimiter};

pub struct BoundRateLimiter(pub worker::RateLimiter);

#[async_trait(?Send)]
impl RateLimiter for BoundRateLimiter {
    async fn admits(&self, key: &str) -> Result<bool, PortError> {
        let outcome = self.0.limit(key.to_owned()).await;
        outcome.map(|outcome| outcome.success).map_err(|error| PortError(format!("rate limiter: {error}")))
    }
}
