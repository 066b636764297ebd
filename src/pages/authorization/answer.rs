//! Answer to the application: a redirect, or a form that the browser posts.

use ::http::StatusCode;
use url::form_urlencoded;

use super::AuthorizationPage;
use crate::domain::authorization_request::{AuthorizationError, ResponseMode, WayBack};
use crate::http::reply::see_other;
use crate::http::{Exchange, Response};
use crate::pages::Page;
use crate::pages::handlers::show;
use crate::pages::security::FormTarget;

/// Parameters of an answer.
type Fields = Vec<(&'static str, String)>;

/// Sends the browser to the application with an error.
pub(super) fn refuse(exchange: &Exchange, way_back: &WayBack, error: AuthorizationError) -> Response {
    let fields = vec![("error", error.code().to_owned()), ("error_description", error.description().to_owned())];
    send(exchange, way_back, fields)
}

/// Sends the browser to the application with a code.
pub(super) fn grant(exchange: &Exchange, way_back: &WayBack, code: String) -> Response {
    send(exchange, way_back, vec![("code", code)])
}

/// Each answer has the request's `state`, and the issuer (RFC 9207).
fn send(exchange: &Exchange, way_back: &WayBack, mut fields: Fields) -> Response {
    let WayBack { redirect_uri, state, mode } = way_back;
    fields.extend(state.iter().map(|state| ("state", state.clone())));
    fields.push(("iss", exchange.app.config().public_url.clone()));
    match mode {
        ResponseMode::Query => see_other(&with_query(redirect_uri, &fields)),
        ResponseMode::FormPost => {
            let page = AuthorizationPage::Onward { action: redirect_uri.clone(), fields };
            let page = Page::Authorization(Box::new(page));
            show(exchange, StatusCode::OK, &page, &FormTarget::of_client(redirect_uri))
        }
    }
}

/// URI with further parameters; what it has is kept byte for byte.
pub(super) fn with_query(uri: &str, fields: &[(&'static str, String)]) -> String {
    let joint = match uri.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    format!("{uri}{joint}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_follow_what_the_uri_has() {
        let fields = [("state", "a b&c".to_owned())];
        for (uri, expected) in [
            ("https://app.acme.com/cb", "https://app.acme.com/cb?state=a+b%26c"),
            ("https://app.acme.com/cb?", "https://app.acme.com/cb?state=a+b%26c"),
            ("https://app.acme.com/cb?x=%20y", "https://app.acme.com/cb?x=%20y&state=a+b%26c"),
            ("MyApp:done", "MyApp:done?state=a+b%26c"),
        ] {
            assert_eq!(with_query(uri, &fields), expected);
        }
    }
}
