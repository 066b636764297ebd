//! Metadata of the provider and its public keys, which an application reads first.

use ::http::StatusCode;
use serde_json::{Map, Value as Json, json};

use crate::domain::SignatureAlgorithm;
use crate::flows::oidc::signing_keys;
use crate::http::{Exchange, Failure, Response, reply};

/// Endpoints by their members of the metadata. One that no route answers is not among them.
pub const ENDPOINTS: &[(&str, &str)] = &[
    ("authorization_endpoint", "/oauth2/authorize"),
    ("token_endpoint", "/oauth2/token"),
    ("userinfo_endpoint", "/oauth2/userinfo"),
    ("introspection_endpoint", "/oauth2/introspect"),
    ("revocation_endpoint", "/oauth2/revoke"),
    ("jwks_uri", "/oauth2/jwks"),
    ("end_session_endpoint", "/oauth2/logout"),
];

/// `GET /.well-known/openid-configuration` (OpenID Connect Discovery 1.0 section 3) and
/// `GET /.well-known/oauth-authorization-server` (RFC 8414 section 2).
pub(super) async fn document(exchange: &Exchange) -> Result<Response, Failure> {
    Ok(reply::json(StatusCode::OK, &metadata(&exchange.app.config().public_url)))
}

/// `GET /oauth2/jwks`: the published set (RFC 7517 section 5).
pub(super) async fn keys(exchange: &Exchange) -> Result<Response, Failure> {
    let ring = signing_keys::ring(&exchange.app).await?;
    Ok(reply::json(StatusCode::OK, &ring.published(exchange.app.now())))
}

fn metadata(issuer: &str) -> Map<String, Json> {
    let algorithms = SignatureAlgorithm::ALL.map(SignatureAlgorithm::as_str);
    let confidential = json!(["client_secret_basic", "client_secret_post", "private_key_jwt"]);
    let any = json!(["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]);
    let members = [
        ("issuer", json!(issuer)),
        ("scopes_supported", json!(["openid", "profile", "email", "offline_access"])),
        ("response_types_supported", json!(["code"])),
        ("response_modes_supported", json!(["query", "form_post"])),
        ("grant_types_supported", json!(["authorization_code", "refresh_token"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("token_endpoint_auth_methods_supported", any.clone()),
        ("token_endpoint_auth_signing_alg_values_supported", json!(algorithms)),
        ("revocation_endpoint_auth_methods_supported", any),
        ("revocation_endpoint_auth_signing_alg_values_supported", json!(algorithms)),
        ("introspection_endpoint_auth_methods_supported", confidential),
        ("introspection_endpoint_auth_signing_alg_values_supported", json!(algorithms)),
        ("id_token_signing_alg_values_supported", json!(algorithms)),
        ("subject_types_supported", json!(["public"])),
        ("claims_supported", json!(CLAIMS)),
        ("acr_values_supported", json!(["aal1", "aal2"])),
        ("prompt_values_supported", json!(["none", "login", "consent", "select_account"])),
        ("ui_locales_supported", json!(["en", "fr"])),
        ("authorization_response_iss_parameter_supported", json!(true)),
        ("claims_parameter_supported", json!(true)),
        ("request_parameter_supported", json!(false)),
        ("request_uri_parameter_supported", json!(false)),
    ];
    let endpoints = ENDPOINTS.iter().map(|(member, path)| (*member, json!(format!("{issuer}{path}"))));
    members.into_iter().chain(endpoints).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Claims of ID tokens and of userinfo.
const CLAIMS: [&str; 17] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "at_hash",
    "sid",
    "acr",
    "amr",
    "name",
    "picture",
    "preferred_username",
    "updated_at",
    "email",
    "email_verified",
];
