//! Telling people from programs: what a widget gave is shown to its provider, once, before anything else costs anything.
//!
//! Fails closed: whoever cannot be checked is not let on.

use std::time::Duration;

use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::app::App;
use crate::config::{CaptchaConfig, CaptchaProvider};
use crate::domain::{AuthError, Client};
use crate::ports::Bounds;

/// How long the provider may take.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(5), answer: 64 * 1024 };
/// Longest answer of a widget, in bytes. Turnstile's have at most 2048, the others publish no limit.
const MAX_RESPONSE: usize = 8192;
/// The least score of reCAPTCHA version 3 that counts as a person, as its provider suggests.
const MIN_SCORE: f64 = 0.5;
/// Errors that are no fault of whoever asks, with the setting that is behind them.
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

/// What a captcha is asked for. A widget may name it, and then it is good for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptchaAction {
    /// Making an account.
    SignUp,
    /// Signing in.
    SignIn,
    /// Having a link mailed.
    SendLink,
}

impl CaptchaAction {
    /// What a widget calls it (`data-action`).
    pub fn name(self) -> &'static str {
        match self {
            Self::SignUp => "signup",
            Self::SignIn => "signin",
            Self::SendLink => "link",
        }
    }
}

/// The answer of `siteverify`, as far as the providers agree on it.
#[derive(Deserialize)]
struct Verified {
    success: bool,
    hostname: Option<String>,
    action: Option<String>,
    score: Option<f64>,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
}

/// Checks what the widget gave. Where no captcha is set up, there is nothing to check.
///
/// # Errors
/// [`AuthError::CaptchaFailed`] for none, or one that is not good here and now; [`AuthError::Unavailable`] when the
/// provider cannot say.
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
    // Some refusals come with a status of the client's; nothing is believed that comes with one of the server's.
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
        // hCaptcha leaves the host out when it is asked much (https://docs.hcaptcha.com); our site key binds its answers.
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
    // The scores of hCaptcha run the other way, and are not asked for here.
    if config.provider == CaptchaProvider::Recaptcha && verified.score.is_some_and(|score| score < MIN_SCORE) {
        return Err(AuthError::CaptchaFailed("more like a program"));
    }
    Ok(())
}

/// Whose fault a refusal is. Nothing that the provider said is passed on but the codes known here.
fn refusal(codes: &[String]) -> AuthError {
    let ours = OUR_ERRORS.iter().find(|(known, _)| codes.iter().any(|code| code == known));
    ours.map_or(AuthError::CaptchaFailed("refused by its provider"), |(code, cause)| {
        unavailable(&format!("{code}, by {cause}"))
    })
}

fn unavailable(problem: &str) -> AuthError {
    AuthError::Unavailable(format!("captcha: {problem}"))
}
