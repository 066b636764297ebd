//! Revocation (RFC 7009): either token of a grant ends it.

use super::access_token;
use super::client_authentication::ClientRequest;
use crate::app::App;
use crate::domain::AuthError;
use crate::store::batch::Batch;

/// Ends the grant of a token if it is the client's, in one round trip beside that of an assertion. For any other token
/// nothing happens.
///
/// # Errors
/// [`OAuthError::InvalidClient`](crate::domain::OAuthError::InvalidClient), [`AuthError::TooManyAttempts`],
/// [`AuthError::Unavailable`].
pub async fn revoke(app: &App, client: &ClientRequest<'_>, token: &str) -> Result<(), AuthError> {
    let refresh_token = app.keys().grant_refresh_tokens.read_computed(token);
    let access_token = if refresh_token.is_some() { None } else { access_token::read(app, token).await? };
    let (mut batch, shown) = (Batch::new(), client.shown());
    let authentication = batch.authenticate_client(&shown);
    if let Some(token) = &refresh_token {
        let generation = &token.generation;
        batch.end_grant(&shown, &generation.holder, Some(&generation.seed.to_stored()));
    }
    if let Some(token) = access_token.filter(|token| token.client == *shown.id) {
        batch.end_grant(&shown, &token.grant, None);
    }
    let authentication = batch.run(&*app.ports.database).await?.take(authentication)?;
    client.admitted(authentication).map(drop)
}
