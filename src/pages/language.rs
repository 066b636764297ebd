//! What answers for the switch to the other language.

use serde::Deserialize;
use url::form_urlencoded;

use super::page::{APPROVE_LOGIN, SIGN_IN};
use crate::domain::{Language, TokenKind};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, ProtocolError, Response, cookies};

/// `POST /language`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form {
    /// The tag of a language.
    language: String,
    /// Path and query of the page to come back to.
    return_to: String,
    /// The token of a mailed link's page: it goes back to the URL that it came in.
    token: Option<String>,
}

/// Remembers the language and comes back to the page.
pub(super) async fn switch(exchange: &Exchange) -> Result<Response, Failure> {
    let Form { language, return_to, token } = exchange.body()?;
    let language = Language::of_tag(&language).ok_or(ProtocolError::Malformed)?;
    exchange.language.set(language);
    let mut response = see_other(&match token {
        Some(token) => mailed_link(&return_to, &token)?,
        None => own_page(exchange, &return_to),
    });
    cookies::set_language(&mut response, exchange.app.config(), language);
    Ok(response)
}

/// URL of the mailed link that was opened.
fn mailed_link(path: &str, token: &str) -> Result<String, ProtocolError> {
    let kinds = [
        TokenKind::MagicLink,
        TokenKind::VerifyEmail,
        TokenKind::ConfirmAddress,
        TokenKind::ApproveAddressChange,
        TokenKind::ResetPassword,
    ];
    let mut pages = kinds.iter().map(|kind| kind.as_str()).chain([APPROVE_LOGIN]);
    let page = pages.find(|page| path.strip_prefix('/') == Some(*page)).ok_or(ProtocolError::Malformed)?;
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("token", token).finish();
    Ok(format!("/{page}?{query}"))
}

/// The URL of one of our own pages; of the first one, if it is none.
fn own_page(exchange: &Exchange, return_to: &str) -> String {
    let url = exchange.app.config().redirect_url(return_to).filter(|_| return_to.starts_with('/'));
    match url {
        Some(url) => url.as_str().to_owned(),
        None => format!("/{SIGN_IN}"),
    }
}
