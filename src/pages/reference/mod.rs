//! The reference of the API: the OpenAPI document for programs, and the same document as a page for people.

mod document;
mod view;

use ::http::StatusCode;
use ::http::header::{CONTENT_TYPE, HeaderValue};

use self::document::sections;
use self::view::{ReferencePage, ReferenceWords};
use super::Html;
use super::frame::{Frame, Switch};
use super::handlers::html_response;
use super::security::Needs;
use crate::domain::AuthError;
use crate::http::{Exchange, Failure, Response, reply};
use crate::markup::write_out;

/// OpenAPI 3.1, made of `openapi.yaml` when the service is built.
pub const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// `GET /openapi.json`.
pub(super) async fn document(_exchange: &Exchange) -> Result<Response, Failure> {
    let mut response = reply::empty(StatusCode::OK);
    *response.body_mut() = DOCUMENT.as_bytes().to_vec();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// `GET /docs`.
pub(super) async fn show(exchange: &Exchange) -> Result<Response, Failure> {
    let language = exchange.language.get();
    let switch = Some(Switch::to("/docs"));
    let frame = Frame { language, look: exchange.app.look(), switch, scripted: false, captcha: None };
    let document =
        serde_json::from_slice(DOCUMENT.as_bytes()).map_err(|error| AuthError::Internal(error.to_string()))?;
    let page = ReferencePage {
        frame: &frame,
        words: ReferenceWords::new(language),
        lead: document::text(&document, "/info/description"),
        sections: &sections(&document),
    };
    Ok(html_response(exchange, StatusCode::OK, Html(write_out(&page)), &Needs::default()))
}
