//! Health check for monitors. Why the service cannot do its work is for the log alone; which unfit settings it goes on
//! without is told here, too.

use ::http::StatusCode;
use serde_json::{Value, json};

use crate::config::IgnoredSetting;
use crate::flows::health;
use crate::http::{Exchange, Failure, Response, reply};
use crate::ports::Level;

/// A setting that the service goes on without.
fn warning(ignored: &IgnoredSetting) -> Value {
    json!({ "setting": ignored.setting(), "entry": ignored.entry(), "problem": ignored.problem() })
}

/// `GET /healthz`.
pub(super) async fn check(exchange: &Exchange) -> Result<Response, Failure> {
    if let Err(error) = health::check(&exchange.app).await {
        exchange.app.log(Level::Error, "unhealthy", &error.to_string());
        let body = json!({
            "status": "unavailable",
            "error": "SERVICE_UNAVAILABLE",
            "message": "The service is not available",
        });
        return Ok(reply::json(StatusCode::SERVICE_UNAVAILABLE, &body));
    }
    let mut body = json!({ "status": "ok" });
    if let (Some(fields), false) = (body.as_object_mut(), exchange.app.config().sends_mail()) {
        fields.insert("mail".to_owned(), "none".into());
    }
    if let (Some(fields), warnings @ [_, ..]) = (body.as_object_mut(), &*exchange.app.config().ignored) {
        fields.insert("warnings".to_owned(), warnings.iter().map(warning).collect());
    }
    Ok(reply::json(StatusCode::OK, &body))
}
