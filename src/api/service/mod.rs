//! Routes about the service itself: its health, its OpenAPI document, its development mailbox.

mod health;

use ::http::StatusCode;
use ::http::header::{CONTENT_TYPE, HeaderValue};

use crate::api::shared::DOCUMENT;
use crate::api::shared::errors::{code_and_message, describe};
use crate::api::shared::mailbox::wanted_mails;
use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::{Exchange, Failure, Response, Route, reply, route};

/// Its errors: those of dialect B.
pub static DIALECT: Dialect = Dialect {
    prefixes: &[],
    on_behalf: false,
    cors: Cors::Trusted,
    errors: Errors::Json { describe: |error, _| describe(error), body: code_and_message },
};

pub const ROUTES: &[Route] = &[
    route!(DIALECT, GET "/healthz", anyone => health::check),
    route!(DIALECT, GET "/openapi.json", anyone => document),
];

/// Routes of the development mailbox.
pub const DEVELOPMENT_ROUTES: &[Route] = &[route!(DIALECT, GET "/dev/mailbox.json", anyone => mailbox)];

/// `GET /openapi.json`.
async fn document(_: &Exchange) -> Result<Response, Failure> {
    let mut response = reply::empty(StatusCode::OK);
    *response.body_mut() = DOCUMENT.as_bytes().to_vec();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// `GET /dev/mailbox.json`.
async fn mailbox(exchange: &Exchange) -> Result<Response, Failure> {
    Ok(reply::json(StatusCode::OK, &wanted_mails(exchange).await?))
}
