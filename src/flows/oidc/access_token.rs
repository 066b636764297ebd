//! Access tokens as they come back to this service.

use serde_json::{Map, Value};

use super::issuing::{ACCESS_TOKEN_TYPE, GRANT_CLAIM};
use super::signing::{ExpectedToken, TokenAge, verify};
use crate::app::App;
use crate::domain::client_metadata::ClientId;
use crate::domain::{AccountId, AuthError, GrantId, Scopes};
use crate::store::tables::grants::NamedGrant;

/// Access token with a valid signature that has not expired. Its grant may have ended.
pub struct AccessToken {
    pub grant: GrantId,
    pub account: AccountId,
    pub client: ClientId,
    pub audience: String,
    pub scope: Scopes,
    /// All of its claims.
    pub claims: Map<String, Value>,
}

impl AccessToken {
    pub(super) fn grant(&self) -> NamedGrant<'_> {
        NamedGrant { id: &self.grant, account: &self.account, client: &self.client }
    }
}

/// Reads an access token; `None` for any other text.
///
/// # Errors
/// [`AuthError::Unavailable`] if the keys cannot be read.
pub(super) async fn read(app: &App, token: &str) -> Result<Option<AccessToken>, AuthError> {
    let expected = ExpectedToken { typ: ACCESS_TOKEN_TYPE, age: TokenAge::Current };
    Ok(verify(app, token, expected).await?.and_then(of_claims))
}

fn of_claims(claims: Map<String, Value>) -> Option<AccessToken> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let (grant, account, client) = (text(GRANT_CLAIM)?, text("sub")?, text("client_id")?);
    let (audience, scope) = (text("aud")?, Scopes::parse(&text("scope")?)?);
    let (grant, account, client) = (GrantId(grant), AccountId(account), ClientId(client));
    Some(AccessToken { grant, account, client, audience, scope, claims })
}
