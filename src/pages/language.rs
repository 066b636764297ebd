//! What answers for the switch to the other language.

use serde::Deserialize;

use super::handlers;
use super::page::SIGN_IN;
use super::sign_in::see_other;
use crate::domain::Language;
use crate::http::{Exchange, Failure, ProtocolError, Response, cookies};

/// `POST /language`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form {
    /// The tag of a language.
    language: String,
    /// Path and query of the page to come back to.
    return_to: String,
    /// The token of a mailed link's page: it is shown again right here, so that the token is in no further URL.
    token: Option<String>,
}

/// Remembers the language and comes back to the page.
pub(super) async fn switch(exchange: &Exchange) -> Result<Response, Failure> {
    let Form { language, return_to, token } = exchange.body()?;
    let language = Language::of_tag(&language).ok_or(ProtocolError::Malformed)?;
    exchange.language.set(language);
    let mut response = match token {
        Some(_) => show_again(exchange, &return_to).await?,
        None => see_other(&own_page(exchange, &return_to)),
    };
    cookies::set_language(&mut response, exchange.app.config(), language);
    Ok(response)
}

/// The page of a mailed link, by the token in the form.
async fn show_again(exchange: &Exchange, path: &str) -> Result<Response, Failure> {
    match path {
        "/magic-link" => handlers::show_magic_link(exchange).await,
        "/verify-email" => handlers::show_verify_email(exchange).await,
        "/confirm-address" => handlers::show_confirm_address(exchange).await,
        "/approve-address-change" => handlers::show_approve_address_change(exchange).await,
        "/reset-password" => handlers::show_reset_password(exchange).await,
        "/approve-login" => handlers::show_approve_login(exchange).await,
        _ => Err(ProtocolError::Malformed.into()),
    }
}

/// The URL of one of our own pages; of the first one, if it is none.
fn own_page(exchange: &Exchange, return_to: &str) -> String {
    let url = exchange.app.config().redirect_url(return_to).filter(|_| return_to.starts_with('/'));
    match url {
        Some(url) => url.as_str().to_owned(),
        None => format!("/{SIGN_IN}"),
    }
}
