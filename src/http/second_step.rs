//! Second step: a sign-in of a browser that waits for a code of the second factor. Its challenge waits in a cookie and
//! stands in no URL.

use super::reply::see_other;
use super::{Exchange, Response, cookies};
use crate::crypto::subkey::fingerprint;
use crate::domain::Secret;
use crate::flows::second_factor::CHALLENGE_LIFETIME;

/// Path of its page, without the slash.
pub const SECOND_FACTOR: &str = "second-factor";
/// Prefix of the cookies with a challenge. Each step has its own, so that two tabs can wait at once.
const COOKIE: &str = "second_factor_";
/// Length of a step's name.
const NAME_LENGTH: usize = 22;

/// Sign-in of one browser that waits for a code.
pub struct SecondStep {
    /// Name in the URL: the start of a secret's fingerprint.
    name: String,
}

impl SecondStep {
    /// Step after a return from a provider, by its state. A browser that returns with the same state again gets the
    /// same step.
    pub fn of_state(state: &str) -> Self {
        Self::named_after(state)
    }

    /// Step of a challenge without another name.
    pub fn of_challenge(challenge: &Secret) -> Self {
        Self::named_after(challenge.expose())
    }

    fn named_after(secret: &str) -> Self {
        Self { name: fingerprint(secret).0.chars().take(NAME_LENGTH).collect() }
    }

    /// Parses a step's name.
    pub fn named(name: &str) -> Option<Self> {
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let fits = name.len() == NAME_LENGTH && name.bytes().all(is_of_name);
        fits.then(|| Self { name: name.to_owned() })
    }

    /// Step whose cookie in this browser holds the challenge.
    pub fn holding(exchange: &Exchange, challenge: &str) -> Option<Self> {
        let prefix = cookies::own_name(exchange.app.config(), COOKIE);
        let names = cookies::names(&exchange.request).filter_map(|name| name.strip_prefix(prefix.as_str()));
        names.filter_map(Self::named).find(|step| step.challenge(exchange) == Some(challenge))
    }

    /// True if the browser has the step's cookie.
    pub fn is_waiting(&self, exchange: &Exchange) -> bool {
        self.challenge(exchange).is_some()
    }

    /// Redirects the browser to the step with a challenge.
    pub fn lead_to(&self, exchange: &Exchange, challenge: &Secret) -> Response {
        let mut response = self.lead_back();
        let config = exchange.app.config();
        cookies::set(&mut response, config, &self.cookie(exchange), challenge.expose(), CHALLENGE_LIFETIME);
        response
    }

    /// Redirects the browser to the step it already waits in.
    pub fn lead_back(&self) -> Response {
        see_other(&self.url())
    }

    /// Path and query of its page.
    pub fn url(&self) -> String {
        format!("/{SECOND_FACTOR}?step={}", self.name)
    }

    fn cookie(&self, exchange: &Exchange) -> String {
        cookies::own_name(exchange.app.config(), &format!("{COOKIE}{}", self.name))
    }

    /// The challenge that waits there.
    pub fn challenge<'a>(&self, exchange: &'a Exchange) -> Option<&'a str> {
        cookies::carried(&exchange.request, &self.cookie(exchange)).value()
    }

    /// Clears its cookie.
    pub fn forget(&self, response: &mut Response, exchange: &Exchange) {
        cookies::set(response, exchange.app.config(), &self.cookie(exchange), "", 0);
    }
}
