//! The way to sign in, and back to the page that wanted a session.

use url::form_urlencoded;

use super::ui::paths::{AGAIN, SIGN_IN};
use crate::http::reply::see_other;
use crate::http::{Exchange, Response};

/// Redirect to sign-in, which returns to a page of ours.
pub(super) fn to_sign_in(exchange: &Exchange, path: &str) -> Response {
    see_other(&sign_in_url(&exchange.app.config().public_url, path))
}

/// URL of sign-in that asks for a credential again and returns to a page of ours.
pub(super) fn sign_in_again_url(public_url: &str, path: &str) -> String {
    format!("{}&{AGAIN}=true", sign_in_url(public_url, path))
}

/// URL of sign-in that returns to a page of ours.
pub(super) fn sign_in_url(public_url: &str, path: &str) -> String {
    let back = format!("{public_url}{path}");
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("redirectUrl", &back).finish();
    format!("/{SIGN_IN}?{query}")
}
