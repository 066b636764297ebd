//! Press cookie: a secret of 256 bits in a browser that has a one-time form open. A form that is sent twice with it is one
//! press of its button, and is answered once; see [`crate::flows::press`].

use ::http::Method;

use super::{Exchange, Response, cookies};
use crate::config::Config;
use crate::crypto::base64url;
use crate::crypto::subkey::Subkey;
use crate::domain::client::Press;
use crate::domain::time::DAY;
use crate::domain::{Client, Secret};
use crate::ports::Level;

const LABEL: &str = "sesame form press";
/// Bytes of the secret.
const BYTES: usize = 32;
/// Seconds a page may be open before its button is pressed.
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

/// Sets the cookie with a page that has a one-time form; one that the browser has stays, for the other pages it has open.
pub fn set(exchange: &Exchange, response: &mut Response) {
    if exchange.request.method == Method::HEAD {
        return;
    }
    let drawn = || exchange.app.ports.entropy.bytes::<BYTES>().map(base64url::encode);
    match carried(exchange).map_or_else(drawn, |secret| Ok(secret.to_owned())) {
        Ok(secret) => {
            let config = exchange.app.config();
            cookies::set(response, config, &name(config), &secret, LIFETIME);
        }
        Err(error) => exchange.app.log(Level::Warning, "press_cookie_not_set", &error.to_string()),
    }
}

/// Client that sent a one-time form, with the press that this was: a MAC over the path and all that was sent, under the
/// browser's secret. Without the cookie there is none.
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
