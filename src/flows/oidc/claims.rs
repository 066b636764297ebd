//! Claims about a person (OpenID Connect Core section 5.1), by the scopes that were granted.

use serde_json::{Map, Value, json};

use crate::domain::{Account, Scopes, SessionMethod};
use crate::store::tables::grants::GrantAuthentication;

/// Claims of the userinfo endpoint, but for `sub`.
pub(super) fn of_person(account: &Account, scopes: &Scopes) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut add = |name: &str, value: Option<&String>| {
        if let Some(value) = value {
            claims.insert(name.to_owned(), json!(value));
        }
    };
    if scopes.contains("profile") {
        add("name", account.name.as_ref());
        add("picture", account.image.as_ref());
        add("preferred_username", account.username.as_ref());
    }
    if scopes.contains("email") && account.email.is_some() {
        add("email", account.email.as_ref());
        claims.insert("email_verified".to_owned(), json!(account.email_verified));
    }
    claims
}

/// Authentication methods. A sign-up without a password names none: the password of a session that signed up is one that
/// it set itself, since a password that is set ends all other sessions.
pub(super) fn amr(of: &GrantAuthentication) -> &'static [&'static str] {
    if of.method == SessionMethod::SignUp && !of.has_password { &[] } else { of.method.amr(of.aal) }
}
