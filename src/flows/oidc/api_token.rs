//! Token by which a signed-in person shows an API who they are, without asking this service again.

use serde::Serialize;

use super::signing::sign;
use crate::app::App;
use crate::domain::time::MINUTE;
use crate::domain::{AuthError, SignatureAlgorithm, UnixTime};
use crate::flows::SignedIn;

/// In seconds.
const LIFETIME: i64 = 5 * MINUTE;

pub struct ApiToken {
    /// JWS in compact form.
    pub text: String,
    pub expires_at: UnixTime,
}

/// Claims. There is no `client_id`, so that it is no access token (RFC 9068 section 2.2).
#[derive(Serialize)]
struct ApiTokenClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    acr: &'static str,
    amr: &'static [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
}

/// Issues a token for a trusted origin, or this service itself. It ends no later than the session.
///
/// # Errors
/// [`AuthError::InvalidAudience`], those of [`sign`].
pub async fn issue(app: &App, signed_in: &SignedIn, audience: Option<&str>) -> Result<ApiToken, AuthError> {
    let config = app.config();
    let aud = audience.unwrap_or(&config.public_url);
    if !config.trusted_origins.admits(aud) {
        return Err(AuthError::InvalidAudience);
    }
    let SignedIn { account, session, .. } = signed_in;
    let (now, expires_at) = (app.now(), session.token_end(LIFETIME, app.now()));
    let claims = ApiTokenClaims {
        iss: &config.public_url,
        sub: &account.id.0,
        aud,
        iat: now.0,
        exp: expires_at.0,
        acr: session.proofs().acr(),
        amr: session.proofs().amr(),
        email: account.email.as_deref(),
        email_verified: account.email.as_ref().map(|_| account.email_verified),
    };
    let text = sign(app, SignatureAlgorithm::Es256, "JWT", &claims).await?;
    Ok(ApiToken { text, expires_at })
}
