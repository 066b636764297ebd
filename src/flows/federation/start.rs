//! Redirect of a browser to a provider.

use url::Url;

use super::{BROWSER, STATE_LIFETIME, binding, calls, openid, redirect_uri};
use crate::app::App;
use crate::config::{IdentityProvider, Protocol};
use crate::crypto::one_time_token::OneTimeToken;
use crate::domain::{AuthError, RedirectUrl};
use crate::flows::SignedIn;
use crate::store::tables::federation_states::{NewState, insert_state};

/// Request of a browser.
pub struct Start<'a> {
    /// Redirect target afterwards.
    pub redirect_url: Option<&'a RedirectUrl>,
    /// Session whose account an identity is to be linked to; it must be fresh.
    pub link: Option<&'a SignedIn>,
    /// Secret in its cookie, from an earlier visit.
    pub browser: Option<&'a str>,
}

/// Redirect to send.
pub struct Started {
    /// URL of the redirect.
    pub location: String,
    /// Secret for the browser's cookie.
    pub browser: OneTimeToken,
}

/// Sends a browser to a provider. It keeps its secret if it has one, so that ways begun in several tabs all lead back.
/// Nothing in the URL is the caller's (RFC 9700 section 4.7): state, nonce and PKCE are made here.
///
/// # Errors
/// [`AuthError::ReauthenticationRequired`], [`AuthError::FederationFailed`] if it cannot be found out where to,
/// [`AuthError::Unavailable`].
pub async fn start(app: &App, provider: &IdentityProvider, asked: Start<'_>) -> Result<Started, AuthError> {
    let Start { redirect_url, link, browser } = asked;
    if link.is_some_and(|signed_in| !signed_in.session.is_fresh(app.now())) {
        return Err(AuthError::ReauthenticationRequired);
    }
    let state = OneTimeToken::from_random("state", app.ports.entropy.bytes()?);
    let browser = match browser.and_then(|text| OneTimeToken::parse(BROWSER, text)) {
        Some(kept) => kept,
        None => OneTimeToken::from_random(BROWSER, app.ports.entropy.bytes()?),
    };
    let location = location(app, provider, state.expose()).await?;
    let new = NewState {
        id: &state.fingerprint(),
        provider: &provider.name,
        browser: &binding(&browser),
        redirect_url,
        link: link.map(|signed_in| (&signed_in.account.id, &signed_in.session.id)),
        expires_at: app.now() + STATE_LIFETIME,
    };
    insert_state(&*app.ports.database, new).await?;
    Ok(Started { location, browser })
}

/// Authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3, OpenID Connect Core section 3.1.2.1).
async fn location(app: &App, provider: &IdentityProvider, state: &str) -> Result<String, AuthError> {
    let (endpoint, nonce) = match &provider.protocol {
        Protocol::OpenId { issuer, .. } => {
            let discovery = openid::discover(app, provider, issuer).await?;
            (discovery.authorization_endpoint.clone(), Some(app.keys().nonce(state)))
        }
        Protocol::Profile { authorization, .. } => (authorization.clone(), None),
    };
    let mut url = Url::parse(&endpoint).map_err(|_| calls::failed("authorization endpoint", "not a URL"))?;
    let mut query = url.query_pairs_mut();
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &provider.client_id)
        .append_pair("redirect_uri", &redirect_uri(app, provider))
        .append_pair("scope", provider.scope)
        .append_pair("state", state)
        .append_pair("code_challenge", &app.keys().pkce_verifier(state).challenge())
        .append_pair("code_challenge_method", "S256");
    if let Some(nonce) = nonce {
        query.append_pair("nonce", &nonce);
    }
    drop(query);
    Ok(url.into())
}
