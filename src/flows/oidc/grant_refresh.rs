//! Grant type `refresh_token` (RFC 6749 section 6).

use super::client_authentication::ClientRequest;
use super::code_redemption::newest_version;
use super::issuing::{IssuedTokens, TokensToIssue, issue};
use super::signing_keys::ring;
use crate::app::App;
use crate::domain::resource::spellings;
use crate::domain::{AuthError, OAuthError, Scopes, Secret};
use crate::ports::Level;
use crate::store::batch::Batch;
use crate::store::batches::grant_refresh::{Refreshing, ShownGrantToken, refresh_grant};

const NO_TOKEN: OAuthError = OAuthError::InvalidGrant("The refresh token is unknown, used, expired or revoked");

/// Refresh token, with the parameters beside it.
pub struct RefreshRequest {
    pub token: Secret,
    /// Some of the granted scopes; `None`: all.
    pub scope: Option<Scopes>,
    pub resource: Option<String>,
}

/// Refreshes a grant, in one round trip beside that of an assertion. Concurrent requests get one successor.
///
/// # Errors
/// [`OAuthError`], [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn refresh(
    app: &App,
    client: &ClientRequest<'_>,
    request: &RefreshRequest,
) -> Result<IssuedTokens, AuthError> {
    // Keys that cannot be read fail before the token is turned.
    ring(app).await?;
    let Some(token) = app.keys().grant_refresh_tokens.read_computed(request.token.expose()) else {
        return Err(refuse(app, client).await?);
    };
    let resource = request.resource.as_deref().map(spellings);
    let shown = ShownGrantToken {
        token: &token,
        newest_version: newest_version(app)?,
        scope: request.scope.as_ref(),
        resource: resource.as_ref(),
    };
    let (authentication, refreshing) = refresh_grant(&*app.ports.database, &client.shown(), &shown).await?;
    let client = client.admitted(authentication)?;
    match refreshing {
        Refreshing::Refreshed(grant) => {
            let scope = request.scope.as_ref().unwrap_or(&grant.scope);
            issue(app, &TokensToIssue { client: &client, grant: &grant, scope, nonce: None }).await
        }
        _ if !client.metadata.uses("refresh_token") => Err(OAuthError::UnauthorizedClient.into()),
        Refreshing::WrongScope => Err(OAuthError::InvalidScope.into()),
        Refreshing::WrongResource => Err(OAuthError::InvalidTarget.into()),
        Refreshing::Reused => {
            app.log(Level::Warning, "grant_token_reused", &format!("client {}: its grant ended", client.id.0));
            Err(NO_TOKEN.into())
        }
        Refreshing::Unknown => Err(NO_TOKEN.into()),
    }
}

/// Error of a text that is no refresh token of a grant: that of the client, if there is one.
async fn refuse(app: &App, client: &ClientRequest<'_>) -> Result<AuthError, AuthError> {
    let mut batch = Batch::new();
    let authentication = batch.authenticate_client(&client.shown());
    let authentication = batch.run(&*app.ports.database).await?.take(authentication)?;
    let client = client.admitted(authentication)?;
    let is_registered = client.metadata.uses("refresh_token");
    Ok(if is_registered { NO_TOKEN } else { OAuthError::UnauthorizedClient }.into())
}
