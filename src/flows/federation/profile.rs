//! Providers that identify a person by an API, as GitHub does (<https://docs.github.com/en/rest/users/users>,
//! <https://docs.github.com/en/rest/users/emails>).

use futures_util::future::try_join;
use serde::Deserialize;
use serde_json::Value;

use super::AssertedPerson;
use super::calls::{self, ClientAuthentication, failed};
use crate::app::App;
use crate::config::IdentityProvider;
use crate::domain::AuthError;

/// URLs of the API.
pub(super) struct Endpoints<'a> {
    /// Token endpoint.
    pub token: &'a str,
    /// Profile of the person.
    pub user: &'a str,
    /// Addresses of the person.
    pub emails: &'a str,
}

#[derive(Deserialize)]
struct GitHubUser {
    id: u64,
    name: Option<Value>,
    avatar_url: Option<Value>,
}

#[derive(Deserialize)]
struct Email {
    email: String,
    primary: bool,
    verified: bool,
}

/// Person behind a code. Only an address that the provider has verified counts; a GitHub App without the permission to
/// read addresses gets none.
pub(super) async fn identify(
    app: &App,
    provider: &IdentityProvider,
    endpoints: Endpoints<'_>,
    code: &str,
    state: &str,
) -> Result<AssertedPerson, AuthError> {
    const CALL: &str = "user";
    let tokens = calls::exchange(app, provider, endpoints.token, ClientAuthentication::Post, code, state).await?;
    let token = &tokens.access_token;
    let user = calls::get::<GitHubUser>(app, CALL, endpoints.user, Some(token));
    let emails = calls::get_if_permitted::<Vec<Email>>(app, "emails", endpoints.emails, token);
    let (user, emails) = try_join(user, emails).await?;
    // A missing id must never become one that two people share.
    if user.id == 0 {
        return Err(failed(CALL, "no id"));
    }
    let is_usable = |email: &&Email| email.primary && email.verified;
    let email = emails.iter().flatten().find(is_usable).map(|email| email.email.as_str());
    let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
    let (name, image) = (text(&user.name), text(&user.avatar_url));
    Ok(AssertedPerson::new(user.id.to_string(), email, true, name.as_deref(), image.as_deref()))
}
