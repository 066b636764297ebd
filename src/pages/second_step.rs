//! `/second-factor`: the code of a deferred sign-in. The browser is redirected here, so that the page can be reloaded;
//! the challenge is in a cookie and in no URL.

use ::http::StatusCode;
use serde::Deserialize;

use super::handlers::{FactorRefusal, factor_page, show_second_factor, signed_in};
use super::page::ACCOUNT;
use super::sign_in::retry_after;
use super::ui::paths::SIGN_IN;
use super::{Page, Problem, refuse};
use crate::domain::AuthError;
use crate::flows::sign_in::{Issue, answer_challenge};
use crate::http::body::filled;
use crate::http::reply::see_other;
use crate::http::second_step::{SECOND_FACTOR, SecondStep};
use crate::http::{Exchange, Failure, Response, cookies, press};

/// Step that lacked nothing but a code of the second factor.
#[derive(Clone, Debug)]
pub struct FactorStep {
    /// Target of the form: path of the previous page, without its slash.
    pub path: &'static str,
    /// Name of the token's field.
    pub name: &'static str,
    /// Token of the previous page.
    pub token: String,
    /// Decision on the previous page.
    pub decision: &'static str,
}

/// Page for the code. Without a pending sign-in, the browser is redirected to the account or to sign-in.
pub(super) async fn show(exchange: &Exchange) -> Result<Response, Failure> {
    let step = exchange.query("step").and_then(|name| SecondStep::named(&name));
    let waiting = step.and_then(|step| Some((step.challenge(exchange)?, step.url())));
    Ok(match waiting {
        Some((challenge, url)) => {
            show_second_factor(exchange, StatusCode::OK, &page(exchange, challenge, None, Some(url)))
        }
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
    let mut response = match answer_challenge(app, &challenge, totp_code.as_deref(), &client, Issue::Pair).await {
        Ok(opened) => signed_in(exchange, &opened),
        Err(error @ AuthError::InvalidToken) => refuse(exchange, &error),
        Err(error) => {
            let FactorRefusal { status, problem, wait } = FactorRefusal::of(exchange, error)?;
            let page = page(exchange, &challenge, problem, step.as_ref().map(SecondStep::url));
            return Ok(retry_after(show_second_factor(exchange, status, &page), wait));
        }
    };
    // The sign-in is no longer pending.
    if let Some(step) = step {
        step.forget(&mut response, exchange);
    }
    Ok(response)
}

fn page(exchange: &Exchange, challenge: &str, problem: Option<Problem>, shown_by: Option<String>) -> Page {
    let token = challenge.to_owned();
    let step = FactorStep { path: SECOND_FACTOR, name: "challenge", token, decision: "confirm" };
    factor_page(exchange, step, problem, shown_by)
}
