//! Userinfo endpoint (OpenID Connect Core section 5.3).

use serde_json::{Map, Value, json};

use super::{access_token, claims, issuing};
use crate::app::App;
use crate::domain::{AuthError, OAuthError};
use crate::store::batch::Batch;

/// Claims for an access token without a resource, in one round trip.
///
/// # Errors
/// [`OAuthError::InvalidAccessToken`], [`OAuthError::InsufficientScope`], [`AuthError::Unavailable`].
pub async fn userinfo(app: &App, token: &str) -> Result<Map<String, Value>, AuthError> {
    let token = access_token::read(app, token).await?.filter(|of| of.audience == issuing::userinfo_audience(app));
    let token = token.ok_or(OAuthError::InvalidAccessToken)?;
    let mut batch = Batch::new();
    let owner = batch.owner_of_grant(&token.grant(), app.now());
    let owner = batch.run(&*app.ports.database).await?.take(owner)?.ok_or(OAuthError::InvalidAccessToken)?;
    if !token.scope.contains("openid") {
        return Err(OAuthError::InsufficientScope.into());
    }
    let mut claims = claims::of_person(&owner, &token.scope);
    claims.insert("sub".to_owned(), json!(owner.account.id));
    Ok(claims)
}
