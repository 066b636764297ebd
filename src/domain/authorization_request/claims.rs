//! Parameter `claims` (OpenID Connect Core section 5.5).

use serde_json::{Map, Value};

use super::{AssuranceLevel, AuthorizationError, ONE_FACTOR, TWO_FACTORS};
use crate::domain::Scopes;

/// Claims and the scopes that hold them (OpenID Connect Core section 5.4).
const SCOPES: [(&str, &[&str]); 2] =
    [("profile", &["name", "picture", "preferred_username", "updated_at"]), ("email", &["email", "email_verified"])];

#[derive(Default)]
pub(super) struct RequestedClaims {
    /// Scopes that hold the essential claims.
    pub scopes: Scopes,
    pub level: AssuranceLevel,
    /// Account that the ID token must be for.
    pub subject: Option<String>,
}

impl RequestedClaims {
    pub fn parse(text: &str) -> Result<Self, AuthorizationError> {
        let malformed = AuthorizationError::InvalidRequest("claims must be a JSON object of objects");
        let claims: Map<String, Value> = serde_json::from_str(text).map_err(|_| malformed)?;
        let members = |name: &str| match claims.get(name) {
            None => Ok(Map::new()),
            Some(Value::Object(members)) => Ok(members.clone()),
            Some(_) => Err(malformed),
        };
        let (id_token, userinfo) = (members("id_token")?, members("userinfo")?);
        let is_asked = |name: &&str| is_essential(&id_token, name) || is_essential(&userinfo, name);
        let held = SCOPES.iter().filter(|(_, claims)| claims.iter().any(is_asked));
        let names: Vec<&str> = held.map(|(scope, _)| *scope).collect();
        let subject = id_token.get("sub").and_then(|sub| sub.get("value")).and_then(Value::as_str);
        Ok(Self {
            scopes: Scopes::parse(&names.join(" ")).unwrap_or_default(),
            level: level_of(&id_token),
            subject: subject.map(str::to_owned),
        })
    }
}

fn is_essential(members: &Map<String, Value>, name: &str) -> bool {
    members.get(name).and_then(|claim| claim.get("essential")) == Some(&Value::Bool(true))
}

/// Level by `acr`. An essential one must be met (section 5.5.1.1), any other is a wish.
fn level_of(id_token: &Map<String, Value>) -> AssuranceLevel {
    let Some(acr) = id_token.get("acr") else {
        return AssuranceLevel::Any;
    };
    let several = acr.get("values").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let values: Vec<&str> = acr.get("value").into_iter().chain(several).filter_map(Value::as_str).collect();
    let (one, two) = (values.contains(&ONE_FACTOR), values.contains(&TWO_FACTORS));
    match (is_essential(id_token, "acr"), one, two) {
        (true, false, true) => AssuranceLevel::Required,
        (true, false, false) if !values.is_empty() => AssuranceLevel::Unknown,
        (_, _, true) => AssuranceLevel::Preferred,
        _ => AssuranceLevel::Any,
    }
}
