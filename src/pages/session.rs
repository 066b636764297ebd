//! Whose browser it is that asks for a page. A browser's session token lives 15 minutes; where it is over, the refresh
//! token beside it is rotated on the way, and the answer sets both cookies anew.

use ::http::StatusCode;
use ::http::header::{AUTHORIZATION, LOCATION, SET_COOKIE};
use url::form_urlencoded;

use crate::domain::AuthError;
use crate::flows::SignedIn;
use crate::flows::authenticate::authenticate;
use crate::flows::refresh::refresh;
use crate::flows::sign_in::Opened;
use crate::http::authentication::Credential;
use crate::http::cookies::{self, REFRESH_TOKEN};
use crate::http::{Exchange, Failure, Response, reply, serve};

/// Answers a request for a page in the name of whoever is signed in, and sends anybody else to sign in and come back to
/// `page`, a path without its first slash. Cookies that were set anew reach the browser whatever the answer is: the ones
/// it showed are spent.
///
/// # Errors
/// [`AuthError::Unavailable`], and what `answer` gives.
pub(super) async fn with_session(
    exchange: &Exchange,
    page: &str,
    answer: impl AsyncFnOnce(&SignedIn) -> Result<Response, Failure>,
) -> Result<Response, Failure> {
    match find(exchange).await {
        Ok(Found::Alive(signed_in)) => answer(&signed_in).await,
        Ok(Found::Renewed(opened)) => {
            let answered = answer(&opened.signed_in).await;
            let mut response = answered.unwrap_or_else(|failure| serve::refuse(exchange, failure));
            // An answer that sets cookies has ended the session.
            if !response.headers().contains_key(SET_COOKIE) {
                cookies::set_pair(&mut response, exchange.app.config(), &opened, exchange.app.now());
            }
            Ok(response)
        }
        Err(AuthError::InvalidToken) => Ok(to_sign_in(exchange, page)),
        Err(error) => Err(error.into()),
    }
}

/// A session, and how it was found.
enum Found {
    /// By its session token.
    Alive(Box<SignedIn>),
    /// By its refresh token, which was rotated.
    Renewed(Box<Opened>),
}

async fn find(exchange: &Exchange) -> Result<Found, AuthError> {
    let (app, request) = (&exchange.app, &exchange.request);
    if let Some(token) = Credential::of(request).token() {
        match authenticate(app, token).await {
            Err(AuthError::InvalidToken) => {}
            found => return found.map(|signed_in| Found::Alive(Box::new(signed_in))),
        }
    }
    // `Authorization`, if present, decides.
    let shown =
        cookies::carried(request, REFRESH_TOKEN).value().filter(|_| !request.headers.contains_key(AUTHORIZATION));
    let opened = refresh(app, shown.ok_or(AuthError::InvalidToken)?).await?;
    Ok(Found::Renewed(Box::new(opened)))
}

fn to_sign_in(exchange: &Exchange, page: &str) -> Response {
    see_other(&sign_in_url(exchange, page))
}

/// Where to sign in and come back to a page of ours, a path without its first slash.
pub(super) fn sign_in_url(exchange: &Exchange, page: &str) -> String {
    let back = format!("{}/{page}", exchange.app.config().public_url);
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("redirectUrl", &back).finish();
    format!("/sign-in?{query}")
}

/// On to another page, by GET (RFC 9110 section 15.4.4).
pub(super) fn see_other(url: &str) -> Response {
    let mut response = reply::empty(StatusCode::SEE_OTHER);
    reply::set_header(&mut response, LOCATION, url);
    response
}
