//! Claims about a person (OpenID Connect Core section 5.1), by the scopes that were granted.

use serde_json::{Map, Value, json};

use crate::domain::Scopes;
use crate::store::tables::grants::GrantOwner;

/// Claims of the userinfo endpoint, but for `sub`.
pub(super) fn of_person(owner: &GrantOwner, scopes: &Scopes) -> Map<String, Value> {
    let GrantOwner { account, profile_changed_at } = owner;
    let text = |value: &Option<String>| value.as_deref().map(Value::from);
    let mut claims = Vec::new();
    if scopes.contains("profile") {
        claims.push(("name", text(&account.name)));
        claims.push(("picture", text(&account.image)));
        claims.push(("preferred_username", text(&account.username)));
        claims.push(("updated_at", Some(json!(profile_changed_at))));
    }
    if scopes.contains("email") {
        claims.push(("email", text(&account.email)));
        claims.push(("email_verified", account.email.is_some().then(|| json!(account.email_verified))));
    }
    claims.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
