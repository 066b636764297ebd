//! Calls to a provider, with limits on time and size and without redirects, so that it can do no more than fail.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::request::Builder;
use http::{Request, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::app::App;
use crate::config::IdentityProvider;
use crate::domain::{AuthError, Secret};

/// GitHub refuses requests without a user agent.
const AGENT: &str = concat!("Sesame/", env!("CARGO_PKG_VERSION"));

/// Client authentication (OpenID Connect Core section 9).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ClientAuthentication {
    /// `client_secret_basic`.
    Basic,
    /// `client_secret_post`.
    Post,
}

/// Answer of a token endpoint (RFC 6749 section 5.1).
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    token_type: String,
    id_token: Option<String>,
}

/// Result of a code exchange.
pub(super) struct Tokens {
    pub access_token: Secret,
    pub id_token: Option<Secret>,
}

/// Error of a provider. Holds nothing that the provider sent.
pub(super) fn failed(call: &str, problem: &str) -> AuthError {
    AuthError::FederationFailed(format!("{call}: {problem}"))
}

/// Fetches a JSON document, with an access token if there is one.
pub(super) async fn get<T: DeserializeOwned>(
    app: &App,
    call: &'static str,
    url: &str,
    access_token: Option<&Secret>,
) -> Result<T, AuthError> {
    let body = get_bytes(app, call, url, access_token).await?;
    serde_json::from_slice(&body).map_err(|_| failed(call, "not the JSON it should be"))
}

/// As [`get`], without parsing.
pub(super) async fn get_bytes(
    app: &App,
    call: &'static str,
    url: &str,
    access_token: Option<&Secret>,
) -> Result<Vec<u8>, AuthError> {
    send(app, call, question(url, access_token).body(Vec::new())).await
}

/// GET request.
fn question(url: &str, access_token: Option<&Secret>) -> Builder {
    let request = Request::get(url).header(ACCEPT, "application/json").header(USER_AGENT, AGENT);
    match access_token {
        Some(token) => request.header(AUTHORIZATION, format!("Bearer {}", token.expose())),
        None => request,
    }
}

/// Fetches a document that the application may lack the permission to see; `None` if it does.
pub(super) async fn get_if_permitted<T: DeserializeOwned>(
    app: &App,
    call: &'static str,
    url: &str,
    access_token: &Secret,
) -> Result<Option<T>, AuthError> {
    let answer = answer(app, call, question(url, Some(access_token)).body(Vec::new())).await?;
    if is_not_permitted(&answer) {
        return Ok(None);
    }
    let body = succeeded(call, answer)?;
    serde_json::from_slice(&body).map(Some).map_err(|_| failed(call, "not the JSON it should be"))
}

/// True for a permanent refusal. GitHub also answers 403 to a client over its rate limit, and says so.
fn is_not_permitted(answer: &Response<Vec<u8>>) -> bool {
    let says = |text: &str| String::from_utf8_lossy(answer.body()).to_ascii_lowercase().contains(text);
    match answer.status() {
        StatusCode::NOT_FOUND => true,
        StatusCode::FORBIDDEN => !says("rate limit") && !says("abuse"),
        _ => false,
    }
}

/// Exchanges a code (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
pub(super) async fn exchange(
    app: &App,
    provider: &IdentityProvider,
    endpoint: &str,
    authentication: ClientAuthentication,
    code: &str,
    state: &str,
) -> Result<Tokens, AuthError> {
    const CALL: &str = "token endpoint";
    let verifier = app.keys().pkce_verifier(state);
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", &super::redirect_uri(app, provider))
        .append_pair("code_verifier", verifier.expose());
    let mut request = Request::post(endpoint)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(USER_AGENT, AGENT);
    match authentication {
        ClientAuthentication::Basic => request = request.header(AUTHORIZATION, basic(provider)),
        ClientAuthentication::Post => {
            form.append_pair("client_id", &provider.client_id)
                .append_pair("client_secret", provider.client_secret.expose());
        }
    }
    let body = send(app, CALL, request.body(form.finish().into_bytes())).await?;
    let answer: TokenAnswer = serde_json::from_slice(&body).map_err(|_| failed(CALL, "no token"))?;
    if !answer.token_type.eq_ignore_ascii_case("bearer") {
        return Err(failed(CALL, "a token of another type"));
    }
    Ok(Tokens { access_token: Secret::new(answer.access_token), id_token: answer.id_token.map(Secret::new) })
}

/// HTTP Basic credentials of RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
fn basic(provider: &IdentityProvider) -> String {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(&provider.client_id), encode(provider.client_secret.expose()));
    format!("Basic {}", STANDARD.encode(pair))
}

async fn send(app: &App, call: &'static str, request: http::Result<Request<Vec<u8>>>) -> Result<Vec<u8>, AuthError> {
    succeeded(call, answer(app, call, request).await?)
}

async fn answer(
    app: &App,
    call: &'static str,
    request: http::Result<Request<Vec<u8>>>,
) -> Result<Response<Vec<u8>>, AuthError> {
    let request = request.map_err(|_| failed(call, "cannot be asked so"))?;
    app.ports.http.send(request).await.map_err(|error| failed(call, &error.to_string()))
}

fn succeeded(call: &'static str, answer: Response<Vec<u8>>) -> Result<Vec<u8>, AuthError> {
    let status = answer.status();
    if status.is_success() { Ok(answer.into_body()) } else { Err(failed(call, &format!("status {}", status.as_u16()))) }
}
