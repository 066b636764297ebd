//! `/second-factor`: the code of a sign-in that could not carry one. Whatever put the sign-in off sends the browser here,
//! so that the page can be reloaded; the challenge waits in a cookie and stands in no URL.

use ::http::StatusCode;
use serde::Deserialize;

use super::handlers::{show_second_factor, signed_in};
use super::page::{ACCOUNT, SECOND_FACTOR, SIGN_IN};
use super::sign_in::see_other;
use super::{Page, Problem, refuse};
use crate::crypto::subkey::fingerprint;
use crate::domain::{AuthError, Secret};
use crate::flows::second_factor::CHALLENGE_LIFETIME;
use crate::flows::sign_in::{Issue, answer_challenge};
use crate::http::body::filled;
use crate::http::{Exchange, Failure, Response, cookies, press};

/// Start of the names of cookies that hold a challenge. Each step has its own, so that two tabs may wait at once.
const COOKIE: &str = "second_factor_";
/// Characters of the name of a step.
const NAME_LENGTH: usize = 22;

/// Sign-in of one browser that waits for a code.
pub struct SecondStep {
    /// Name that stands in the URL: the start of the fingerprint of something secret.
    name: String,
}

impl SecondStep {
    /// The step after a return from a provider, by its state: a browser that comes back with that state again is led
    /// here too.
    pub fn of_state(state: &str) -> Self {
        Self::named_after(state)
    }

    /// The step of a challenge that nothing else names.
    pub fn of_challenge(challenge: &Secret) -> Self {
        Self::named_after(challenge.expose())
    }

    fn named_after(secret: &str) -> Self {
        Self { name: fingerprint(secret).chars().take(NAME_LENGTH).collect() }
    }

    /// The step of this name, if it can be one's.
    fn named(name: &str) -> Option<Self> {
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let fits = name.len() == NAME_LENGTH && name.bytes().all(is_of_name);
        fits.then(|| Self { name: name.to_owned() })
    }

    /// The step whose cookie of this browser holds a challenge.
    fn holding(exchange: &Exchange, challenge: &str) -> Option<Self> {
        let prefix = cookies::own_name(exchange.app.config(), COOKIE);
        let names = cookies::names(&exchange.request).filter_map(|name| name.strip_prefix(prefix.as_str()));
        names.filter_map(Self::named).find(|step| step.challenge(exchange) == Some(challenge))
    }

    /// Whether the browser waits there.
    pub fn is_waiting(&self, exchange: &Exchange) -> bool {
        self.challenge(exchange).is_some()
    }

    /// Sends the browser there with a challenge.
    pub fn lead_to(&self, exchange: &Exchange, challenge: &Secret) -> Response {
        let mut response = self.lead_back();
        let config = exchange.app.config();
        cookies::set(&mut response, config, &self.cookie(exchange), challenge.expose(), CHALLENGE_LIFETIME);
        response
    }

    /// Sends the browser there, where it waits already.
    pub fn lead_back(&self) -> Response {
        see_other(&self.url())
    }

    fn url(&self) -> String {
        format!("/{SECOND_FACTOR}?step={}", self.name)
    }

    fn cookie(&self, exchange: &Exchange) -> String {
        cookies::own_name(exchange.app.config(), &format!("{COOKIE}{}", self.name))
    }

    fn challenge<'a>(&self, exchange: &'a Exchange) -> Option<&'a str> {
        cookies::carried(&exchange.request, &self.cookie(exchange)).value()
    }

    fn forget(&self, response: &mut Response, exchange: &Exchange) {
        cookies::set(response, exchange.app.config(), &self.cookie(exchange), "", 0);
    }
}

/// The page. A browser that waits for nothing goes on to the account if it may be signed in, or signs in.
pub(super) async fn show(exchange: &Exchange) -> Result<Response, Failure> {
    let step = exchange.query("step").and_then(|name| SecondStep::named(&name));
    let waiting = step.and_then(|step| Some((step.challenge(exchange)?, step.url())));
    Ok(match waiting {
        Some((challenge, url)) => show_second_factor(exchange, StatusCode::OK, &page(challenge, None, Some(url))),
        None if cookies::carries_any(&exchange.request) => see_other(ACCOUNT),
        None => see_other(&format!("/{SIGN_IN}")),
    })
}

/// `POST /second-factor`.
#[derive(Deserialize)]
struct SecondFactorForm {
    challenge: String,
    #[serde(default, deserialize_with = "filled")]
    totp_code: Option<String>,
}

/// Finishes the sign-in.
pub(super) async fn answer(exchange: &Exchange) -> Result<Response, Failure> {
    let SecondFactorForm { challenge, totp_code } = exchange.body()?;
    let (app, client) = (&exchange.app, press::client(exchange));
    let step = SecondStep::holding(exchange, &challenge);
    let again = |problem| {
        let page = page(&challenge, problem, step.as_ref().map(SecondStep::url));
        show_second_factor(exchange, StatusCode::UNAUTHORIZED, &page)
    };
    let mut response = match answer_challenge(app, &challenge, totp_code.as_deref(), &client, Issue::Pair).await {
        Ok(opened) => signed_in(exchange, &opened),
        Err(AuthError::TotpRequired) => return Ok(again(None)),
        Err(AuthError::InvalidTotp) => return Ok(again(Some(Problem::WrongSecondFactor))),
        Err(error @ AuthError::InvalidToken) => refuse(exchange, &error),
        Err(error) => return Err(error.into()),
    };
    // Nothing waits any more.
    if let Some(step) = step {
        step.forget(&mut response, exchange);
    }
    Ok(response)
}

fn page(challenge: &str, problem: Option<Problem>, shown_by: Option<String>) -> Page {
    let token = challenge.to_owned();
    Page::SecondFactor { path: SECOND_FACTOR, name: "challenge", token, decision: "confirm", problem, shown_by }
}
