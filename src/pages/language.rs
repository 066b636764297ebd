//! Handler of the language switch.

use serde::Deserialize;
use url::form_urlencoded;

use super::page::{APPROVE_LOGIN, KEEP_ADDRESS, REFUSE_RECOVERY, SIGN_IN, SIGN_UP};
use crate::domain::{Language, TokenKind};
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, ProtocolError, Response, cookies};

/// `POST /language`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LanguageForm {
    /// Language tag.
    language: String,
    /// Path and query of the page to return to.
    return_to: String,
    /// Token of a mailed link's page, which goes back into its URL.
    token: Option<String>,
}

/// Sets the language and returns to the page.
pub(super) async fn switch(exchange: &Exchange) -> Result<Response, Failure> {
    let LanguageForm { language, return_to, token } = exchange.body()?;
    let language = Language::of_tag(&language).ok_or(ProtocolError::Malformed)?;
    exchange.language.set(language);
    let mut response = see_other(&match token {
        Some(token) => mailed_link(&return_to, &token)?,
        None => own_page(exchange, &return_to),
    });
    cookies::set_language(&mut response, exchange.app.config(), language);
    Ok(response)
}

/// URL of the opened mailed link.
fn mailed_link(path: &str, token: &str) -> Result<String, ProtocolError> {
    let kinds = [
        TokenKind::MagicLink,
        TokenKind::VerifyEmail,
        TokenKind::ConfirmAddress,
        TokenKind::ApproveAddressChange,
        TokenKind::ResetPassword,
        TokenKind::RemoveSecondFactor,
        TokenKind::Recovery,
    ];
    let mut pages =
        kinds.iter().map(|kind| kind.as_str()).chain([APPROVE_LOGIN, KEEP_ADDRESS, REFUSE_RECOVERY, SIGN_UP]);
    let page = pages.find(|page| path.strip_prefix('/') == Some(*page)).ok_or(ProtocolError::Malformed)?;
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("token", token).finish();
    Ok(format!("/{page}?{query}"))
}

/// URL of one of our own pages; the start page if it is not one.
fn own_page(exchange: &Exchange, return_to: &str) -> String {
    let url = exchange.app.config().redirect_url(return_to).filter(|_| return_to.starts_with('/'));
    match url {
        Some(url) => url.as_str().to_owned(),
        None => format!("/{SIGN_IN}"),
    }
}
