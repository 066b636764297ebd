//! ID tokens that clients send back as a hint of the person or the session.

use serde_json::Value;

use super::signing::{ExpectedToken, TokenAge, verify};
use crate::app::App;
use crate::domain::client_metadata::ClientId;
use crate::domain::{AccountId, AuthError};

/// `typ` of ID tokens.
pub const ID_TOKEN: &str = "JWT";

/// ID token of this service, which may have expired.
#[derive(Clone, Debug)]
pub struct Hint {
    pub account: AccountId,
    pub client: ClientId,
    /// `sid`.
    pub sid: Option<String>,
}

/// Reads a hint; `None` for anything but an ID token of this service.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn read_hint(app: &App, token: &str) -> Result<Option<Hint>, AuthError> {
    let claims = verify(app, token, ExpectedToken { typ: ID_TOKEN, age: TokenAge::Any }).await?;
    let text = |name: &str| claims.as_ref()?.get(name)?.as_str().map(str::to_owned);
    let sid = claims.as_ref().and_then(|claims| claims.get("sid")).and_then(Value::as_str).map(str::to_owned);
    let (Some(account), Some(client)) = (text("sub"), text("aud")) else {
        return Ok(None);
    };
    Ok(Some(Hint { account: AccountId(account), client: ClientId(client), sid }))
}
