//! The reference of the API: the OpenAPI document as a page for people.

mod document;
mod example;
mod guide;
mod notation;
mod samples;
mod view;

use ::http::StatusCode;

use self::document::sections;
use self::guide::guides;
use self::view::ReferencePage;
use super::Html;
use super::copy::Copy;
use super::handlers::html_response;
use super::security::Needs;
use super::ui::{Frame, Switch};
use crate::api::shared::DOCUMENT;
use crate::domain::AuthError;
use crate::http::{Exchange, Failure, Response};
use crate::markup::write_out;

/// `GET /docs`.
pub(super) async fn show(exchange: &Exchange) -> Result<Response, Failure> {
    let language = exchange.language.get();
    let switch = Some(Switch::to("/docs"));
    let frame = Frame { language, look: exchange.app.look(), switch, scripted: true, captcha: None };
    let document =
        serde_json::from_slice(DOCUMENT.as_bytes()).map_err(|error| AuthError::Internal(error.to_string()))?;
    let page = ReferencePage {
        frame: &frame,
        copy: &Copy::of(language).reference,
        guides: &guides(document::text(&document, "/info/description")),
        sections: &sections(&document, &exchange.app.config().public_url),
    };
    Ok(html_response(exchange, StatusCode::OK, Html(write_out(&page)), &Needs { script: true, ..Needs::default() }))
}
