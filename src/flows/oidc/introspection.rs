//! Introspection (RFC 7662): a client asks about its own tokens, a resource about access tokens for it.

use serde_json::{Map, Value, json};

use super::access_token::{self, AccessToken};
use super::client_authentication::ClientRequest;
use crate::app::App;
use crate::crypto::refresh_token::ComputedToken;
use crate::domain::client_metadata::ClientId;
use crate::domain::{AuthError, CredentialPlace, GrantId, OAuthError};
use crate::store::batch::{Batch, Handle};
use crate::store::batches::client_authentication::Authentication;
use crate::store::tables::grants::{GrantOwner, IntrospectedGrant};

/// Client or resource that asks.
enum Introspector {
    Client(ClientId),
    /// Resource, by its identifier.
    Resource(String),
}

/// Token as its text says.
enum Token {
    Access(Box<AccessToken>),
    Refresh(ComputedToken<GrantId>),
    None,
}

/// State of a token whose grant is looked up.
enum FoundToken {
    Access(Box<AccessToken>, Handle<Option<GrantOwner>>),
    Refresh(Handle<Option<IntrospectedGrant>>),
    None,
}

/// Members of the answer; only `active` for a token that is not the asker's, or is not good. One round trip, beside that
/// of an assertion.
///
/// # Errors
/// [`OAuthError::InvalidClient`], also for a public client; [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn introspect(app: &App, client: &ClientRequest<'_>, token: &str) -> Result<Map<String, Value>, AuthError> {
    if client.is_public() {
        return Err(OAuthError::InvalidClient(CredentialPlace::Body).into());
    }
    let token = read(app, token).await?;
    let (mut batch, shown) = (Batch::new(), client.shown());
    let (by_client, by_resource) = (batch.authenticate_client(&shown), batch.authenticate_resource(&shown));
    let found = match token {
        Token::Access(token) => {
            let owner = batch.owner_of_grant(&token.grant(), app.now());
            FoundToken::Access(token, owner)
        }
        Token::Refresh(token) => FoundToken::Refresh(batch.refreshable_grant(&token.generation, app.now())),
        Token::None => FoundToken::None,
    };
    let mut done = batch.run(&*app.ports.database).await?;
    let asker = match (done.take(by_client)?, done.take(by_resource)?) {
        (_, Authentication::Authenticated(identifier)) => Introspector::Resource(identifier),
        (_, by_resource @ Authentication::TooMany { .. }) => Introspector::Resource(client.admitted(by_resource)?),
        (by_client, Authentication::Refused) => Introspector::Client(client.admitted(by_client)?.id),
    };
    let claims = match found {
        FoundToken::Access(token, owner) => done.take(owner)?.and_then(|_| of_access_token(*token, &asker)),
        FoundToken::Refresh(grant) => done.take(grant)?.and_then(|grant| of_refresh_token(app, &grant, &asker)),
        FoundToken::None => None,
    };
    let mut members = claims.unwrap_or_default();
    members.insert("active".to_owned(), json!(!members.is_empty()));
    Ok(members)
}

async fn read(app: &App, token: &str) -> Result<Token, AuthError> {
    if let Some(token) = app.keys().grant_refresh_tokens.read_computed(token) {
        return Ok(Token::Refresh(token));
    }
    Ok(access_token::read(app, token).await?.map_or(Token::None, |token| Token::Access(Box::new(token))))
}

fn of_access_token(token: AccessToken, asker: &Introspector) -> Option<Map<String, Value>> {
    let is_askers = match asker {
        Introspector::Client(id) => *id == token.client,
        Introspector::Resource(identifier) => *identifier == token.audience,
    };
    let mut claims = token.claims;
    claims.insert("token_type".to_owned(), json!("Bearer"));
    is_askers.then_some(claims)
}

fn of_refresh_token(app: &App, grant: &IntrospectedGrant, asker: &Introspector) -> Option<Map<String, Value>> {
    let IntrospectedGrant { account_id, client_id, scope, ends_at } = grant;
    let is_askers = matches!(asker, Introspector::Client(id) if id == client_id);
    let members = json!({
        "iss": app.config().public_url, "sub": account_id, "client_id": client_id, "scope": scope, "exp": ends_at,
    });
    members.as_object().filter(|_| is_askers).cloned()
}
