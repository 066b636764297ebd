//! OpenID Connect providers.

use std::rc::Rc;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::AssertedPerson;
use super::calls::{self, ClientAuthentication, failed};
use crate::app::App;
use crate::config::{IdentityProvider, is_secure};
use crate::crypto::id_token::{Expected, IdTokenClaims, IdTokenError, verify};
use crate::crypto::jwks::Jwks;
use crate::domain::{AuthError, Secret};
use crate::federation::Discovery;

/// Issuer metadata (OpenID Connect Discovery 1.0 section 4).
pub(super) async fn discover(app: &App, provider: &IdentityProvider, issuer: &str) -> Result<Rc<Discovery>, AuthError> {
    const CALL: &str = "discovery";
    let kept = &app.documents().discoveries;
    if let Some(known) = kept.find(&provider.name, app.now()) {
        return Ok(known);
    }
    let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let found: Discovery = calls::get(app, CALL, &url, None).await?;
    if found.issuer != issuer {
        return Err(failed(CALL, "another issuer"));
    }
    let endpoints = [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri];
    let secure = |url: &&String| Url::parse(url).is_ok_and(|url| is_secure(&url));
    if !endpoints.into_iter().chain(&found.userinfo_endpoint).all(|url| secure(&url)) {
        return Err(failed(CALL, "an endpoint that is not https"));
    }
    Ok(kept.keep(&provider.name, found, app.now()))
}

/// Issuer's keys, cached or fetched again.
async fn keys(app: &App, provider: &IdentityProvider, url: &str, anew: bool) -> Result<Rc<Jwks>, AuthError> {
    const CALL: &str = "keys";
    let kept = &app.documents().key_sets;
    if let Some(known) = kept.find(&provider.name, app.now()).filter(|_| !anew) {
        return Ok(known);
    }
    let body = calls::get_bytes(app, CALL, url, None).await?;
    let keys = Jwks::parse(&body).map_err(|error| failed(CALL, &error.to_string()))?;
    Ok(kept.keep(&provider.name, keys, app.now()))
}

/// Person behind a code.
pub(super) async fn identify(
    app: &App,
    provider: &IdentityProvider,
    (issuer, issued_as): (&str, &[String]),
    code: &str,
    state: &str,
) -> Result<AssertedPerson, AuthError> {
    let discovery = discover(app, provider, issuer).await?;
    let methods = discovery.token_endpoint_auth_methods_supported.as_deref();
    let offers = |name: &str| methods.is_some_and(|methods| methods.iter().any(|method| method == name));
    let authentication = match offers("client_secret_post") && !offers("client_secret_basic") {
        true => ClientAuthentication::Post,
        false => ClientAuthentication::Basic,
    };
    let tokens = calls::exchange(app, provider, &discovery.token_endpoint, authentication, code, state).await?;
    let id_token = tokens.id_token.ok_or_else(|| failed("token endpoint", "no ID token"))?;
    let claims = claims(app, provider, &discovery, issued_as, &id_token, &app.keys().nonce(state)).await?;
    let described = describe(app, &discovery, claims, &tokens.access_token).await?;
    Ok(AssertedPerson::new(
        described.subject,
        described.email.as_deref(),
        described.email_verified,
        described.name.as_deref(),
        described.picture.as_deref(),
    ))
}

/// Claims of a verified ID token. If its key is unknown, the keys are fetched again, once.
async fn claims(
    app: &App,
    provider: &IdentityProvider,
    discovery: &Discovery,
    issued_as: &[String],
    id_token: &Secret,
    nonce: &str,
) -> Result<IdTokenClaims, AuthError> {
    let issuers: Vec<&str> = issued_as.iter().map(String::as_str).collect();
    let expected = Expected { issuers: &issuers, client_id: &provider.client_id, nonce };
    let mut verdict = Err(IdTokenError::UnknownKey);
    for anew in [false, true] {
        let keys = keys(app, provider, &discovery.jwks_uri, anew).await?;
        verdict = verify(id_token.expose(), &keys, &expected, app.now());
        if !matches!(verdict, Err(IdTokenError::UnknownKey)) {
            break;
        }
    }
    verdict.map_err(|error| failed("ID token", &error.to_string()))
}

/// Answer of the UserInfo endpoint (OpenID Connect Core section 5.3.2).
#[derive(Deserialize)]
struct UserInfo {
    sub: String,
    email: Option<Value>,
    email_verified: Option<Value>,
    name: Option<Value>,
    picture: Option<Value>,
}

/// Adds claims that many providers return only from the UserInfo endpoint (OpenID Connect Core section 5.4).
async fn describe(
    app: &App,
    discovery: &Discovery,
    claims: IdTokenClaims,
    access_token: &Secret,
) -> Result<IdTokenClaims, AuthError> {
    const CALL: &str = "user info";
    let Some(url) = discovery.userinfo_endpoint.as_deref().filter(|_| claims.email.is_none()) else {
        return Ok(claims);
    };
    let told: UserInfo = calls::get(app, CALL, url, Some(access_token)).await?;
    if told.sub != claims.subject {
        return Err(failed(CALL, "another person"));
    }
    let text = |value: Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
    Ok(IdTokenClaims {
        subject: claims.subject,
        email: text(told.email),
        email_verified: told.email_verified == Some(Value::Bool(true)),
        name: claims.name.or(text(told.name)),
        picture: claims.picture.or(text(told.picture)),
    })
}
