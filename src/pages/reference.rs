//! The reference of the API as a page for people. Its HTML is made of `openapi.yaml` when the service is built; a request
//! fills in the reader's labels and the service's URL.

use ::http::StatusCode;
use askama::Template;

use super::Html;
use super::copy::Copy;
use super::copy::rooms::Reference;
use super::handlers::html_response;
use super::security::Needs;
use super::ui::{Frame, Switch};
use crate::http::{Exchange, Failure, Response};
use crate::markup::write_out;

const CONTENTS: &str = include_str!(concat!(env!("OUT_DIR"), "/reference_contents.html"));
const GUIDES: &str = include_str!(concat!(env!("OUT_DIR"), "/reference_guides.html"));
const SECTIONS: &str = include_str!(concat!(env!("OUT_DIR"), "/reference_sections.html"));

/// Character on both sides of a place's name, as the crate `reference` writes them.
const PLACE: char = '\u{1a}';

#[derive(Template)]
#[template(path = "reference.html")]
struct ReferencePage<'a> {
    /// Headings are in the reader's language; the document is in English.
    frame: &'a Frame<'a>,
    copy: &'a Reference,
    contents: &'static str,
    guides: &'static str,
    sections: String,
}

/// `GET /docs`.
pub(super) async fn show(exchange: &Exchange) -> Result<Response, Failure> {
    let language = exchange.language.get();
    let switch = Some(Switch::to("/docs"));
    let frame = Frame { language, look: exchange.app.look(), switch, scripted: true, captcha: None };
    let copy = &Copy::of(language).reference;
    let sections = filled(SECTIONS, &values(copy, language.tag(), &exchange.app.config().public_url));
    let page = ReferencePage { frame: &frame, copy, contents: CONTENTS, guides: GUIDES, sections };
    Ok(html_response(exchange, StatusCode::OK, Html(write_out(&page)), &Needs { script: true, ..Needs::default() }))
}

/// Values of the places. None has a character that HTML escapes.
fn values<'a>(copy: &Reference, tag: &'a str, url: &'a str) -> [(&'static str, &'a str); 10] {
    [
        ("url", url),
        ("language", tag),
        ("session", copy.session),
        ("refresh_cookie", copy.refresh_cookie),
        ("request", copy.request),
        ("required", copy.required),
        ("answers", copy.answers),
        ("example", copy.example),
        ("copy", copy.copy),
        ("copied", copy.copied),
    ]
}

/// Text with its places filled in. One without a value stays empty.
fn filled(html: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(html.len());
    for (at, part) in html.split(PLACE).enumerate() {
        let value = || values.iter().find(|(name, _)| *name == part).map_or("", |(_, value)| value);
        text.push_str(if at % 2 == 0 { part } else { value() });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;

    #[test]
    fn every_place_has_a_value_that_is_no_markup() {
        for language in [Language::English, Language::French] {
            let values = values(&Copy::of(language).reference, language.tag(), "https://auth.acme.test");
            let names = SECTIONS.split(PLACE).skip(1).step_by(2);
            assert!(names.clone().count() > 500);
            for name in names {
                assert!(values.iter().any(|(known, _)| *known == name), "{name}");
            }
            assert!(values.iter().all(|(_, value)| !value.contains(['<', '>', '&', '"', PLACE])));
            let html = filled(SECTIONS, &values);
            assert!(html.contains("curl -X POST &quot;https://auth.acme.test/api/auth/sign-in&quot;"), "{html:.2000}");
            assert!(!html.contains(PLACE) && !CONTENTS.contains(PLACE) && !GUIDES.contains(PLACE));
        }
    }
}
