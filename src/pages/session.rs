//! Pages for a signed-in person: the way to sign in, and back to the page that wanted a session.

use url::form_urlencoded;

use super::ui::paths::{AGAIN, SIGN_IN};
use crate::flows::SignedIn;
use crate::http::reply::see_other;
use crate::http::visitor::Visitor;
use crate::http::{Exchange, Failure, Response};

/// Answers a signed-in person; redirects others to sign-in, which returns to the page at `path`.
pub(super) async fn answer_signed_in(
    exchange: &Exchange,
    path: &str,
    answer: impl AsyncFnOnce(&SignedIn) -> Result<Response, Failure>,
) -> Result<Response, Failure> {
    let Some(visitor) = Visitor::of(exchange).await? else {
        return Ok(to_sign_in(exchange, path));
    };
    let answered = answer(visitor.signed_in()).await;
    visitor.answer(exchange, answered)
}

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
