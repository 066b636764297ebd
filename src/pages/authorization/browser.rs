//! Cookies of a browser in which requests of applications wait, one each, so that several tabs can wait at once. The
//! secret in it says that the browser began the request; the origin of the client's redirect URI is for the policies of
//! the pages on the way.

use url::Url;

use crate::crypto::base64url;
use crate::crypto::subkey::fingerprint;
use crate::flows::oidc::waiting::{Kept, WAITING_LIFETIME, WaitingRequestId};
use crate::http::{Exchange, Response, cookies};
use crate::pages::security::FormTarget;

const COOKIE: &str = "authorization_";
/// Length of a request's name in a cookie's.
const NAME_LENGTH: usize = 22;
/// Most requests that wait in one browser.
const MOST: usize = 8;
/// Seconds for which a finished request is known, for a second press of a button.
const AFTERWARDS: i64 = 60;

fn cookie(exchange: &Exchange, id: &WaitingRequestId) -> String {
    let name: String = fingerprint(&id.0).0.chars().take(NAME_LENGTH).collect();
    cookies::own_name(exchange.app.config(), &format!("{COOKIE}{name}"))
}

/// Values of the browser's cookies, and their names.
fn waiting(exchange: &Exchange) -> impl Iterator<Item = (&str, &str)> {
    let prefix = cookies::own_name(exchange.app.config(), COOKIE);
    let names = cookies::names(&exchange.request).filter(move |name| name.starts_with(&prefix));
    names.filter_map(|name| Some((name, cookies::carried(&exchange.request, name).value()?)))
}

/// Sets the cookie of a request that begins to wait. Beyond the limit the oldest gives way, which browsers send first
/// (RFC 6265 section 5.4).
pub(super) fn remember(exchange: &Exchange, response: &mut Response, kept: &Kept, redirect_uri: &str) {
    let config = exchange.app.config();
    let others: Vec<&str> = waiting(exchange).map(|(name, _)| name).collect();
    for name in others.iter().take((others.len() + 1).saturating_sub(MOST)) {
        cookies::set(response, config, name, "", 0);
    }
    let value = format!("{}.{}", kept.secret, base64url::encode(origin_of(redirect_uri)));
    cookies::set(response, config, &cookie(exchange, &kept.id), &value, WAITING_LIFETIME);
}

/// Origin of a redirect URI, or its scheme with a colon.
fn origin_of(redirect_uri: &str) -> String {
    match Url::parse(redirect_uri) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url.origin().ascii_serialization(),
        Ok(url) => format!("{}:", url.scheme()),
        Err(_) => String::new(),
    }
}

/// Secret that the browser has for a request.
pub(super) fn secret_of<'a>(exchange: &'a Exchange, id: &WaitingRequestId) -> Option<&'a str> {
    let value = cookies::carried(&exchange.request, &cookie(exchange, id)).value()?;
    value.split_once('.').map(|(secret, _)| secret)
}

/// Lets the cookie of a finished request go.
pub(super) fn forget(exchange: &Exchange, response: &mut Response, id: &WaitingRequestId) {
    let name = cookie(exchange, id);
    if let Some(value) = cookies::carried(&exchange.request, &name).value() {
        cookies::set(response, exchange.app.config(), &name, value, AFTERWARDS);
    }
}

/// Sources of a page's forms, with those of the clients whose requests wait in this browser.
pub(in crate::pages) fn with_waiting(exchange: &Exchange, own: &[FormTarget]) -> Vec<FormTarget> {
    let mut targets = own.to_vec();
    for (_, value) in waiting(exchange) {
        let uri = value.split_once('.').and_then(|(_, target)| String::from_utf8(base64url::decode(target)?).ok());
        for target in uri.iter().flat_map(|uri| FormTarget::of_client(uri)) {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
    }
    targets
}
