//! Press cookie: a 256-bit secret in a browser with an open one-time form. A form sent twice with it counts as one
//! press of its button and is answered once; see [`crate::flows::links::press`].

use ::http::Method;

use super::{Exchange, Response, cookies};
use crate::config::Config;
use crate::crypto::base64url;
use crate::crypto::subkey::{Subkey, fingerprint};
use crate::domain::client::Press;
use crate::domain::time::DAY;
use crate::domain::{AuthError, Client, Fingerprint, Secret};
use crate::ports::Level;

const LABEL: &str = "sesame form press";
/// Bytes of the secret.
const BYTES: usize = 32;
/// Longest time in seconds between opening the page and pressing its button.
const LIFETIME: i64 = DAY;

/// Name of the cookie.
pub(super) fn name(config: &Config) -> String {
    cookies::own_name(config, "press")
}

fn carried(exchange: &Exchange) -> Option<&str> {
    let secret = cookies::carried(&exchange.request, &name(exchange.app.config())).value()?;
    let is_whole = base64url::decode(secret).is_some_and(|bytes| bytes.len() == BYTES);
    is_whole.then_some(secret)
}

/// Sets the cookie with a page that has a one-time form. An existing one is kept, for other open pages.
pub fn set(exchange: &Exchange, response: &mut Response) {
    if exchange.request.method == Method::HEAD {
        return;
    }
    match secret(exchange) {
        Ok(secret) => keep(exchange, response, &secret),
        Err(error) => exchange.app.log(Level::Warning, "press_cookie_failed", &error.to_string()),
    }
}

/// Answers with a form that this browser alone may send, by the fingerprint of its secret.
///
/// # Errors
/// [`AuthError::Unavailable`] without randomness, those of `answer`.
pub fn bind(
    exchange: &Exchange,
    answer: impl FnOnce(Fingerprint) -> Result<Response, AuthError>,
) -> Result<Response, AuthError> {
    let secret = secret(exchange)?;
    let mut response = answer(fingerprint(&secret))?;
    keep(exchange, &mut response, &secret);
    Ok(response)
}

/// True for the browser that a form was bound to.
pub fn is_bound(exchange: &Exchange, browser: &Fingerprint) -> bool {
    carried(exchange).is_some_and(|secret| fingerprint(secret) == *browser)
}

/// Secret of the browser, or a new one.
fn secret(exchange: &Exchange) -> Result<String, AuthError> {
    let drawn = || base64url::random(&*exchange.app.ports.entropy);
    carried(exchange).map_or_else(drawn, |secret| Ok(secret.to_owned()))
}

fn keep(exchange: &Exchange, response: &mut Response, secret: &str) {
    let config = exchange.app.config();
    cookies::set(response, config, &name(config), secret, LIFETIME);
}

/// Client of a one-time form, with its press: a MAC over the path and the submitted fields, keyed with the browser's
/// secret. Without the cookie there is no press.
pub fn client(exchange: &Exchange) -> Client {
    let press = carried(exchange).map(|secret| {
        let key = Subkey::derive(&Secret::new(secret.to_owned()), LABEL);
        let mut fields: Vec<_> = exchange.fields.iter().map(|(name, value)| (name, value.to_string())).collect();
        fields.sort();
        let path = exchange.request.path.trim_end_matches('/');
        let mut parts = vec![path.as_bytes()];
        parts.extend(fields.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]));
        Press(base64url::encode(key.mac(&parts)))
    });
    Client { press, ..exchange.client() }
}
