//! Tokens of a grant: access token (RFC 9068), ID token (OpenID Connect Core section 2), refresh token.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::claims;
use super::signing::sign;
use crate::app::App;
use crate::crypto::base64url;
use crate::crypto::refresh_token::RefreshToken;
use crate::crypto::sid::sid;
use crate::domain::grant::TOKEN_LIFETIME;
use crate::domain::resource::USERINFO;
use crate::domain::{AuthError, Scopes, SessionMethod, SignatureAlgorithm};
use crate::store::tables::clients::RegisteredClient;
use crate::store::tables::grants::OpenGrant;

/// `typ` of an access token.
pub const ACCESS_TOKEN_TYPE: &str = "at+jwt";
/// `typ` of an ID token.
pub const ID_TOKEN_TYPE: &str = "JWT";
/// Claim of an access token with the id of its grant.
pub const GRANT_CLAIM: &str = "grant_id";

/// Tokens for a client.
pub struct IssuedTokens {
    pub access_token: String,
    pub id_token: Option<String>,
    pub refresh_token: Option<RefreshToken>,
    pub scope: Scopes,
    /// Lifetime of the access token, in seconds.
    pub expires_in: i64,
}

/// Grant and request behind the tokens.
pub struct TokensToIssue<'a> {
    pub client: &'a RegisteredClient,
    pub grant: &'a OpenGrant,
    /// Scopes of the grant, or some of them.
    pub scope: &'a Scopes,
    /// Nonce of the authorization request, for the first ID token.
    pub nonce: Option<&'a str>,
}

/// Audience of access tokens for the userinfo endpoint.
pub fn userinfo_audience(app: &App) -> String {
    format!("{}{USERINFO}", app.config().public_url)
}

/// Makes the tokens of a grant.
///
/// # Errors
/// [`AuthError::Unavailable`], [`AuthError::Internal`] without a key.
pub(super) async fn issue(app: &App, of: &TokensToIssue<'_>) -> Result<IssuedTokens, AuthError> {
    let access_token = sign(app, SignatureAlgorithm::Rs256, ACCESS_TOKEN_TYPE, &of.access_claims(app)?).await?;
    let id_token = if of.scope.contains("openid") {
        let algorithm = of.client.metadata.id_token_algorithm();
        Some(sign(app, algorithm, ID_TOKEN_TYPE, &of.id_claims(app, &access_token)).await?)
    } else {
        None
    };
    let keys = &app.keys().grant_refresh_tokens;
    let refresh_token = of.grant.generation.as_ref().map(|generation| {
        keys.compute(generation).ok_or_else(|| AuthError::Internal("no key for refresh tokens".into()))
    });
    let (refresh_token, scope) = (refresh_token.transpose()?, of.scope.clone());
    Ok(IssuedTokens { access_token, id_token, refresh_token, scope, expires_in: TOKEN_LIFETIME })
}

impl TokensToIssue<'_> {
    fn access_claims(&self, app: &App) -> Result<Value, AuthError> {
        let now = app.now();
        Ok(json!({
            "iss": app.config().public_url,
            "sub": self.grant.owner.account.id,
            "aud": self.grant.resource.clone().unwrap_or_else(|| userinfo_audience(app)),
            "iat": now,
            "exp": now + TOKEN_LIFETIME,
            "jti": app.ports.entropy.uuid()?,
            "client_id": self.client.id.0,
            "scope": self.scope.to_string(),
            GRANT_CLAIM: self.grant.id,
        }))
    }

    fn id_claims(&self, app: &App, access_token: &str) -> Map<String, Value> {
        let (now, authentication) = (app.now(), &self.grant.authentication);
        let mut claims = if self.client.metadata.has_claims_in_id_token() {
            claims::of_person(&self.grant.owner, self.scope)
        } else {
            Map::new()
        };
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        set("iss", json!(app.config().public_url));
        set("sub", json!(self.grant.owner.account.id));
        set("aud", json!(self.client.id.0));
        set("iat", json!(now));
        set("exp", json!(now + TOKEN_LIFETIME));
        set("at_hash", json!(half_hash(access_token)));
        set("acr", json!(authentication.proofs.acr()));
        // A paired device never authenticates.
        if authentication.proofs.method != SessionMethod::Pairing {
            set("auth_time", json!(authentication.at));
        }
        if let methods @ [_, ..] = authentication.proofs.amr() {
            set("amr", json!(methods));
        }
        if let Some(seed) = &authentication.sid_seed {
            set("sid", json!(sid(seed, &self.client.id)));
        }
        if let Some(nonce) = self.nonce {
            set("nonce", json!(nonce));
        }
        claims
    }
}

/// `at_hash` of an access token beside an ID token whose hash is SHA-256 (OpenID Connect Core section 3.1.3.6).
fn half_hash(access_token: &str) -> String {
    let hash = Sha256::digest(access_token.as_bytes());
    base64url::encode(hash.iter().take(16).copied().collect::<Vec<u8>>())
}
