//! Captcha verification: the widget's answer is sent to its provider, once, before any other cost.
//!
//! Fails closed: a request that cannot be verified is refused.

use std::time::Duration;

use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::app::App;
use crate::config::{CaptchaConfig, CaptchaProvider};
use crate::domain::{AuthError, Client};
use crate::ports::Bounds;

/// Limits of the provider's answer.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(5), answer: 64 * 1024 };
/// Longest answer of a widget, in bytes. Turnstile's have at most 2048; the others publish no limit.
const MAX_RESPONSE: usize = 8192;
/// Lowest score of reCAPTCHA version 3 that counts as a person, as its provider suggests.
const MIN_SCORE: f64 = 0.5;
/// Errors caused by our configuration, with the setting to blame.
const OUR_ERRORS: [(&str, &str); 9] = [
    ("missing-input-secret", "CAPTCHA_SECRET"),
    ("invalid-input-secret", "CAPTCHA_SECRET"),
    ("not-using-dummy-secret", "CAPTCHA_SECRET"),
    ("invalid-keys", "CAPTCHA_SECRET"),
    ("sitekey-secret-mismatch", "CAPTCHA_SITE_KEY"),
    ("missing-remoteip", "the client's address"),
    ("invalid-remoteip", "the client's address"),
    ("bad-request", "the request"),
    ("internal-error", "its own failure"),
];

/// Action that a captcha is solved for. An answer that names one is valid for no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptchaAction {
    /// Sign-up.
    SignUp,
    /// Sign-in.
    SignIn,
    /// Request for a mailed link.
    SendLink,
}

impl CaptchaAction {
    /// Name in the widget (`data-action`).
    pub fn name(self) -> &'static str {
        match self {
            Self::SignUp => "signup",
            Self::SignIn => "signin",
            Self::SendLink => "link",
        }
    }
}

/// Answer of `siteverify`: the members common to the providers.
#[derive(Deserialize)]
struct Verified {
    success: bool,
    hostname: Option<String>,
    action: Option<String>,
    score: Option<f64>,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
}

/// Verifies a widget's answer. Without a captcha there is nothing to verify.
///
/// # Errors
/// [`AuthError::CaptchaFailed`] for a missing or invalid answer; [`AuthError::Unavailable`] if the provider cannot
/// tell.
pub async fn verify(
    app: &App,
    action: CaptchaAction,
    response: Option<&str>,
    client: &Client,
) -> Result<(), AuthError> {
    let Some(config) = &app.config().captcha else {
        return Ok(());
    };
    let response = response.filter(|text| !text.is_empty()).ok_or(AuthError::CaptchaFailed("missing"))?;
    if response.len() > MAX_RESPONSE {
        return Err(AuthError::CaptchaFailed("too long"));
    }
    judge(config, action, ask(app, config, response, client).await?)
}

async fn ask(app: &App, config: &CaptchaConfig, response: &str, client: &Client) -> Result<Verified, AuthError> {
    let mut form = Serializer::new(String::new());
    form.append_pair("secret", config.secret.expose()).append_pair("response", response);
    if let Some(address) = client.address {
        form.append_pair("remoteip", &address.to_canonical().to_string());
    }
    if config.provider == CaptchaProvider::Hcaptcha {
        form.append_pair("sitekey", &config.site_key);
    }
    let request = Request::post(&config.verify_url)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form.finish().into_bytes())
        .map_err(|_| unavailable("cannot be asked so"))?;
    let answer = app.ports.http.send_within(request, BOUNDS).await.map_err(|error| unavailable(&error.to_string()))?;
    let status = answer.status();
    let verified: Verified = serde_json::from_slice(answer.body())
        .map_err(|_| unavailable(&format!("status {} without the JSON it should have", status.as_u16())))?;
    // Some refusals have a 4xx status. A 5xx answer is never trusted.
    if status.is_success() || (status.is_client_error() && !verified.success) {
        Ok(verified)
    } else {
        Err(unavailable(&format!("status {}", status.as_u16())))
    }
}

fn judge(config: &CaptchaConfig, action: CaptchaAction, verified: Verified) -> Result<(), AuthError> {
    if !verified.success {
        return Err(refusal(&verified.error_codes));
    }
    let Some(hosts) = &config.hosts else {
        return Ok(());
    };
    let here = match verified.hostname.as_deref() {
        // hCaptcha omits the host under load (https://docs.hcaptcha.com); our site key binds its answers.
        None | Some("not-provided") if config.provider == CaptchaProvider::Hcaptcha => true,
        Some(name) => hosts.iter().any(|host| host.eq_ignore_ascii_case(name)),
        None => false,
    };
    if !here {
        return Err(AuthError::CaptchaFailed("solved on another site"));
    }
    if verified.action.is_some_and(|named| !named.is_empty() && named != action.name()) {
        return Err(AuthError::CaptchaFailed("solved for something else"));
    }
    // hCaptcha's scores run the other way and are not used.
    if config.provider == CaptchaProvider::Recaptcha && verified.score.is_some_and(|score| score < MIN_SCORE) {
        return Err(AuthError::CaptchaFailed("more like a program"));
    }
    Ok(())
}

/// Error for a refusal. Only the provider's known codes are passed on.
fn refusal(codes: &[String]) -> AuthError {
    let ours = OUR_ERRORS.iter().find(|(known, _)| codes.iter().any(|code| code == known));
    ours.map_or(AuthError::CaptchaFailed("refused by its provider"), |(code, cause)| {
        unavailable(&format!("{code}, by {cause}"))
    })
}

fn unavailable(problem: &str) -> AuthError {
    AuthError::Unavailable(format!("captcha: {problem}"))
}
