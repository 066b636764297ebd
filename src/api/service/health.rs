//! Health check for monitors. The reason of a failure goes to the log only; the names of ignored settings are in the
//! answer as well.

use ::http::StatusCode;
use serde_json::{Value, json};

use crate::config::IgnoredSetting;
use crate::flows::health;
use crate::http::{Exchange, Failure, Response, reply};
use crate::ports::Level;

/// Warning about an ignored setting.
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
