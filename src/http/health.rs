//! What tells a monitor whether the service can do its work. Why it cannot is for the log alone.

use ::http::StatusCode;
use serde_json::json;

use super::router::route;
use super::{Exchange, Failure, Response, Route, reply};
use crate::flows::health;
use crate::ports::Level;

/// Its route.
pub const ROUTES: &[Route] = &[route!(Session, GET "/healthz" => check)];

async fn check(exchange: &Exchange) -> Result<Response, Failure> {
    if let Err(error) = health::check(&exchange.app).await {
        exchange.app.log(Level::Error, "unhealthy", &error.to_string());
        let body = json!({
            "status": "unavailable",
            "error": "SERVICE_UNAVAILABLE",
            "message": "The service is not available",
        });
        return Ok(reply::json(StatusCode::SERVICE_UNAVAILABLE, &body));
    }
    Ok(reply::json(StatusCode::OK, &json!({ "status": "ok" })))
}
