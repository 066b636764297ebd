//! Token endpoint (RFC 6749 section 3.2).

use ::http::StatusCode;
use serde_json::{Value, json};

use super::client::{client, field, required};
use crate::domain::{AuthError, OAuthError, Scopes, Secret};
use crate::flows::oidc::code_redemption::{CodeRequest, redeem};
use crate::flows::oidc::grant_refresh::{RefreshRequest, refresh};
use crate::flows::oidc::issuing::IssuedTokens;
use crate::http::{Exchange, Failure, Response, reply};

/// `POST /oauth2/token`.
pub(super) async fn token(exchange: &Exchange) -> Result<Response, Failure> {
    let issued = match required(exchange, "grant_type", "grant_type is missing").map_err(AuthError::from)? {
        "authorization_code" => {
            let request = code_request(exchange).map_err(AuthError::from)?;
            redeem(&exchange.app, &client(exchange).await?, &request).await?
        }
        "refresh_token" => {
            let request = refresh_request(exchange).map_err(AuthError::from)?;
            refresh(&exchange.app, &client(exchange).await?, &request).await?
        }
        _ => return Err(AuthError::from(OAuthError::UnsupportedGrantType).into()),
    };
    Ok(reply::json(StatusCode::OK, &body(&issued)))
}

fn code_request(exchange: &Exchange) -> Result<CodeRequest, OAuthError> {
    Ok(CodeRequest {
        code: Secret::new(required(exchange, "code", "code is missing")?.to_owned()),
        redirect_uri: field(exchange, "redirect_uri").map(str::to_owned),
        verifier: field(exchange, "code_verifier").map(|verifier| Secret::new(verifier.to_owned())),
        resource: field(exchange, "resource").map(str::to_owned),
    })
}

fn refresh_request(exchange: &Exchange) -> Result<RefreshRequest, OAuthError> {
    let scope = field(exchange, "scope").map(|text| {
        let scope = Scopes::parse(text).filter(|scope| !scope.is_empty());
        scope.ok_or(OAuthError::InvalidScope)
    });
    Ok(RefreshRequest {
        token: Secret::new(required(exchange, "refresh_token", "refresh_token is missing")?.to_owned()),
        scope: scope.transpose()?,
        resource: field(exchange, "resource").map(str::to_owned),
    })
}

/// Body of RFC 6749 section 5.1.
fn body(issued: &IssuedTokens) -> Value {
    let mut body = json!({
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "scope": issued.scope.to_string(),
    });
    if let Some(fields) = body.as_object_mut() {
        let refresh_token = issued.refresh_token.as_ref().map(|token| token.expose().to_owned());
        for (name, token) in [("id_token", issued.id_token.clone()), ("refresh_token", refresh_token)] {
            fields.extend(token.map(|token| (name.to_owned(), token.into())));
        }
    }
    body
}
