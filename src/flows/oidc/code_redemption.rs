//! Grant type `authorization_code` (RFC 6749 section 4.1.3).

use super::client_authentication::ClientRequest;
use super::issuing::{IssuedTokens, TokensToIssue, issue};
use super::signing_keys::ring;
use crate::app::App;
use crate::crypto::pkce::challenge_of;
use crate::crypto::refresh_token::RefreshSeed;
use crate::crypto::subkey::fingerprint;
use crate::domain::resource::spellings;
use crate::domain::{AuthError, GrantId, OAuthError, Secret};
use crate::ports::Level;
use crate::store::batches::code_redemption::{Redemption, ShownCode, redeem_code};
use crate::store::tables::generations::NewChain;

const NO_CODE: OAuthError =
    OAuthError::InvalidGrant("The code is unknown, used, expired, or meant for another request");

/// Code to redeem, with the parameters beside it.
pub struct CodeRequest {
    pub code: Secret,
    pub redirect_uri: Option<String>,
    /// PKCE verifier (RFC 7636 section 4.5).
    pub verifier: Option<Secret>,
    pub resource: Option<String>,
}

/// Redeems a code, in one round trip beside that of an assertion.
///
/// # Errors
/// [`OAuthError`], [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn redeem(app: &App, client: &ClientRequest<'_>, request: &CodeRequest) -> Result<IssuedTokens, AuthError> {
    // Keys that cannot be read fail before the code is spent.
    ring(app).await?;
    let entropy = &*app.ports.entropy;
    let grant = GrantId(entropy.uuid()?);
    let challenge = request.verifier.as_ref().map(|verifier| challenge_of(verifier.expose()));
    let resource = request.resource.as_deref().map(spellings);
    let code = ShownCode {
        id: &fingerprint(request.code.expose()),
        grant: &grant,
        redirect_uri: request.redirect_uri.as_deref(),
        challenge: challenge.as_deref(),
        resource: resource.as_ref(),
        chain: &NewChain { seed: RefreshSeed::from_random(entropy.bytes()?), key_version: newest_version(app)? },
    };
    let (authentication, redemption) = redeem_code(&*app.ports.database, &client.shown(), &code).await?;
    let client = client.admitted(authentication)?;
    match redemption {
        Redemption::Redeemed(redeemed) => {
            let (grant, nonce) = (&redeemed.grant, redeemed.nonce.as_deref());
            issue(app, &TokensToIssue { client: &client, grant, scope: &grant.scope, nonce }).await
        }
        _ if !client.metadata.uses("authorization_code") => Err(OAuthError::UnauthorizedClient.into()),
        Redemption::WrongResource => Err(OAuthError::InvalidTarget.into()),
        Redemption::Replayed => {
            app.log(Level::Warning, "code_replayed", &format!("client {}: its grant ended", client.id.0));
            Err(NO_CODE.into())
        }
        Redemption::Unfit => Err(NO_CODE.into()),
    }
}

/// Version of the newest key of refresh tokens.
pub(super) fn newest_version(app: &App) -> Result<i64, AuthError> {
    let version = app.keys().grant_refresh_tokens.current_version();
    version.ok_or_else(|| AuthError::Internal("no key for refresh tokens".into()))
}
