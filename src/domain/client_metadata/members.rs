//! Members of a client's metadata, each with its rule and its default.

use serde_json::{Map, Value, json};
use url::Url;

use super::unfit;
use crate::domain::resource::is_scope;
use crate::domain::trusted_origins::is_secure;
use crate::domain::{ActError, ClientRedirectUri, profile};

/// Most URIs in a list.
const MAX_URIS: usize = 50;
/// Most scopes of a client.
const MAX_SCOPES: usize = 100;
/// Most keys of a client.
const MAX_KEYS: usize = 10;
/// Longest URL of a page or picture, in bytes.
const MAX_URL: usize = 2048;
/// Members of a JWK that are secret (RFC 7518 sections 6.2.2, 6.3.2 and 6.4).
const SECRET_PARTS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
/// Scopes of a client that names none.
const DEFAULT_SCOPE: &str = "openid profile email offline_access";

type CheckedMember = Result<Value, &'static str>;

pub(super) struct Member {
    pub name: &'static str,
    /// Value as it is kept; an error describes the mistake, for the operator.
    check: fn(&Value) -> CheckedMember,
    /// Value of a client that names none; `null` if there is no default.
    default: fn() -> Value,
}

pub(super) const METADATA: [Member; 13] = [
    Member { name: "client_name", check: name, default: || Value::Null },
    Member { name: "redirect_uris", check: uris, default: || json!([]) },
    Member { name: "grant_types", check: grant_types, default: || json!(GRANT_TYPES) },
    Member { name: "response_types", check: response_types, default: || json!(["code"]) },
    Member { name: "scope", check: scope, default: || json!(DEFAULT_SCOPE) },
    Member { name: "token_endpoint_auth_method", check: auth_method, default: || json!("client_secret_basic") },
    Member { name: "jwks", check: key_set, default: || Value::Null },
    Member { name: "id_token_signed_response_alg", check: signature, default: || json!("RS256") },
    Member { name: "post_logout_redirect_uris", check: uris, default: || json!([]) },
    Member { name: "application_type", check: application_type, default: || json!("web") },
    Member { name: "logo_uri", check: web_url, default: || Value::Null },
    Member { name: "tos_uri", check: web_url, default: || Value::Null },
    Member { name: "policy_uri", check: web_url, default: || Value::Null },
];

pub(super) const SETTINGS: [Member; 4] = [
    Member { name: "require_pkce", check: switch, default: || json!(true) },
    Member { name: "first_party", check: switch, default: || json!(false) },
    Member { name: "id_token_claims", check: id_token_claims, default: || json!("userinfo") },
    Member { name: "require_second_factor", check: switch, default: || json!(false) },
];

const GRANT_TYPES: [&str; 2] = ["authorization_code", "refresh_token"];

impl Member {
    /// Value of this member among those of a request; its default if it is absent or `null`.
    pub(super) fn read(&self, fields: &Map<String, Value>) -> Result<Value, ActError> {
        let Some(value) = fields.get(self.name).filter(|value| !value.is_null()) else {
            return Ok((self.default)());
        };
        match (self.check)(value) {
            Ok(value) => Ok(value),
            Err(problem) if self.name == "redirect_uris" => Err(ActError::InvalidRedirectUri(problem)),
            Err(problem) => unfit(self.name, problem),
        }
    }
}

/// Text that is one of these.
fn one_of(value: &Value, known: &[&str], problem: &'static str) -> CheckedMember {
    value.as_str().filter(|text| known.contains(text)).map(|text| json!(text)).ok_or(problem)
}

/// List of some of these, each at most once.
fn some_of(value: &Value, known: &[&str], problem: &'static str) -> CheckedMember {
    let names: Option<Vec<&str>> = value.as_array().and_then(|list| list.iter().map(Value::as_str).collect());
    let names = names.ok_or(problem)?;
    let is_once =
        |(at, name): (usize, &&str)| known.contains(name) && !names.iter().take(at).any(|before| before == name);
    if names.iter().enumerate().all(is_once) { Ok(json!(names)) } else { Err(problem) }
}

fn name(value: &Value) -> CheckedMember {
    let checked = value.as_str().and_then(|text| profile::name(text).ok());
    checked.map(Value::String).ok_or("must have 1 to 200 characters, none of them control characters")
}

fn uris(value: &Value) -> CheckedMember {
    let list = value.as_array().filter(|list| list.len() <= MAX_URIS).ok_or("must be a list of at most 50 URIs")?;
    let check = |uri: &Value| {
        let text = uri.as_str().ok_or("must be a list of texts")?;
        ClientRedirectUri::parse(text).map(|uri| json!(uri.as_str()))
    };
    list.iter().map(check).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

fn grant_types(value: &Value) -> CheckedMember {
    let problem = "must be a list of authorization_code and refresh_token, or one of them";
    some_of(value, &GRANT_TYPES, problem).and_then(|types| if types == json!([]) { Err(problem) } else { Ok(types) })
}

fn response_types(value: &Value) -> CheckedMember {
    some_of(value, &["code"], "must be a list of code alone, or empty")
}

fn scope(value: &Value) -> CheckedMember {
    let problem = "must be scopes of RFC 6749, separated by single spaces: 1 to 100, each once";
    let scopes: Vec<&str> = value.as_str().ok_or(problem)?.split(' ').collect();
    let is_once =
        |(at, scope): (usize, &&str)| is_scope(scope) && !scopes.iter().take(at).any(|before| before == scope);
    let fits = scopes.len() <= MAX_SCOPES && scopes.iter().enumerate().all(is_once);
    if fits { Ok(value.clone()) } else { Err(problem) }
}

fn auth_method(value: &Value) -> CheckedMember {
    let known = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
    one_of(value, &known, "must be client_secret_basic, client_secret_post, private_key_jwt or none")
}

/// Public keys by their form. Whether they can verify is for `crypto` to say.
fn key_set(value: &Value) -> CheckedMember {
    let keys = value.get("keys").and_then(Value::as_array);
    let keys = keys.filter(|keys| (1..=MAX_KEYS).contains(&keys.len())).ok_or("must have 1 to 10 keys")?;
    let is_secret = |key: &Value| SECRET_PARTS.iter().any(|part| key.get(part).is_some());
    if keys.iter().any(is_secret) {
        return Err("must have public keys alone: this one is no secret any more, make another");
    }
    Ok(json!({ "keys": keys }))
}

fn signature(value: &Value) -> CheckedMember {
    one_of(value, &["RS256", "ES256"], "must be RS256 or ES256")
}

fn application_type(value: &Value) -> CheckedMember {
    one_of(value, &["web", "native"], "must be web or native")
}

fn web_url(value: &Value) -> CheckedMember {
    let is_plain = |text: &&str| text.len() <= MAX_URL && text.bytes().all(|byte| byte.is_ascii_graphic());
    let has_no_user = |url: &Url| url.username().is_empty() && url.password().is_none();
    let text = value.as_str().filter(is_plain);
    let fits = text.and_then(|text| Url::parse(text).ok()).is_some_and(|url| is_secure(&url) && has_no_user(&url));
    if fits { Ok(value.clone()) } else { Err("must be an https URL of at most 2048 bytes") }
}

fn switch(value: &Value) -> CheckedMember {
    value.as_bool().map(Value::Bool).ok_or("must be true or false")
}

fn id_token_claims(value: &Value) -> CheckedMember {
    one_of(value, &["userinfo", "id_token"], "must be userinfo or id_token")
}
