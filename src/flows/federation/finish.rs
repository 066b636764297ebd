//! Return of a browser from a provider.

use super::{AssertedPerson, BROWSER, binding, calls::failed, openid, profile, whose};
use crate::app::App;
use crate::config::{IdentityProvider, Protocol};
use crate::crypto::one_time_token::OneTimeToken;
use crate::crypto::subkey::fingerprint;
use crate::domain::{AuthError, Client, IdentityId, RedirectUrl};
use crate::flows::SignedIn;
use crate::flows::sign_in::Opened;
use crate::store::tables::federation_states::{ConsumedState, ReturnedState, StateStanding, consume_state};

/// Longest code to pass on, in bytes.
const MAX_CODE: usize = 4096;
/// Error codes for a cancelled sign-in: that of RFC 6749 section 4.1.2.1, and LinkedIn's and Apple's own.
const CANCELLED: [&str; 3] = ["access_denied", "user_cancelled_login", "user_cancelled_authorize"];

/// Request of a returning browser.
pub struct Returned<'a> {
    pub state: &'a str,
    /// Secret in its cookie.
    pub browser: Option<&'a str>,
    /// Secret in the former version's cookie.
    pub former_browser: Option<&'a str>,
    pub answer: ProviderAnswer<'a>,
    /// Issuer named by the provider (RFC 9207).
    pub issuer: Option<&'a str>,
    /// Session token in the browser's cookie, not yet verified.
    pub session_token: Option<&'a str>,
}

/// Provider's answer, sent through the browser (RFC 6749 section 4.1.2).
#[derive(Clone, Copy)]
pub enum ProviderAnswer<'a> {
    /// Code to exchange.
    Code(&'a str),
    /// Error, from the provider or the person.
    Refusal(&'a str),
}

/// Result of a return.
pub enum Finished {
    /// A session was opened.
    SignedIn(Box<Opened>),
    /// An identity was linked to the account of an existing session.
    Linked { signed_in: Box<SignedIn>, redirect_url: Option<String> },
    /// Nothing: this browser returned with the same state before, and that return did or began everything.
    Repeated { redirect_url: Option<RedirectUrl> },
}

/// Purpose of a visit to a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitPurpose {
    /// Sign-in, or an unknown state.
    SignIn,
    /// Link of an identity to an account.
    Link,
}

/// Failure of a return, and the place to report it.
pub struct FailedReturn {
    pub error: AuthError,
    /// Redirect target, if it is known and trusted.
    pub redirect_url: Option<RedirectUrl>,
    /// Purpose of the visit.
    pub began: VisitPurpose,
}

/// Finishes a sign-in, or a link: spends the state, asks the provider who it is, and finds out who that is here.
///
/// # Errors
/// [`AuthError::InvalidLink`] if this is not the browser that was sent, not in time, or not for the first time: then
/// the provider is not asked at all. [`AuthError::AccessDenied`], [`AuthError::FederationFailed`],
/// [`AuthError::IdentityTaken`], [`AuthError::TooManyIdentities`], [`AuthError::ChallengeRequired`],
/// [`AuthError::Unavailable`].
pub async fn finish(
    app: &App,
    provider: &IdentityProvider,
    returned: Returned<'_>,
    client: &Client,
) -> Result<Finished, FailedReturn> {
    let at_home = |error| FailedReturn { error, redirect_url: None, began: VisitPurpose::SignIn };
    let by = app.ports.entropy.uuid().map(IdentityId).map_err(at_home)?;
    let spent = spend(app, provider, &returned, &by).await.map_err(at_home)?;
    let state = spent.ok_or(at_home(AuthError::InvalidLink))?;
    let began = if state.link.is_some() { VisitPurpose::Link } else { VisitPurpose::SignIn };
    // A target trusted when the browser was sent may not be any more.
    let redirect_url = state.redirect_url.as_ref().and_then(|url| app.config().redirect_url(url));
    let outcome = match (state.standing, is_still_the_person(app, &state, &returned)) {
        (StateStanding::Good, true) => {
            let way = ValidReturn { state: &state, by: &by, redirect_url: redirect_url.as_ref() };
            go_on(app, provider, &returned, way, client).await
        }
        (StateStanding::Repeated, true) if state.link.is_none() || state.has_linked => {
            return Ok(Finished::Repeated { redirect_url });
        }
        _ => Err(AuthError::InvalidLink),
    };
    outcome.map_err(|error| FailedReturn { error, redirect_url, began })
}

async fn spend(
    app: &App,
    provider: &IdentityProvider,
    returned: &Returned<'_>,
    by: &IdentityId,
) -> Result<Option<ConsumedState>, AuthError> {
    let secret = |text: Option<&str>| text.and_then(|text| OneTimeToken::parse(BROWSER, text));
    let browser = secret(returned.browser).as_ref().map(binding);
    let former = secret(returned.former_browser).map(|secret| secret.fingerprint());
    let id = fingerprint(returned.state);
    let returned = ReturnedState {
        id: &id,
        provider: &provider.name,
        browser: browser.as_ref(),
        former_browser: former.as_ref(),
        by,
    };
    consume_state(&*app.ports.database, &returned, app.now()).await
}

/// Valid state, and the visit it belongs to.
struct ValidReturn<'a> {
    state: &'a ConsumedState,
    by: &'a IdentityId,
    redirect_url: Option<&'a RedirectUrl>,
}

async fn go_on(
    app: &App,
    provider: &IdentityProvider,
    returned: &Returned<'_>,
    way: ValidReturn<'_>,
    client: &Client,
) -> Result<Finished, AuthError> {
    let person = identify(app, provider, returned).await?;
    let redirect_url = way.redirect_url.map(|url| url.as_str().to_owned());
    match &way.state.link {
        None => {
            let opened = whose::sign_in(app, provider, &person, redirect_url, client).await?;
            Ok(Finished::SignedIn(Box::new(opened)))
        }
        Some(session) => {
            let new = whose::new_identity(app, provider, &person, way.by, client);
            let signed_in = whose::link(app, new, session, client).await?;
            Ok(Finished::Linked { signed_in: Box::new(signed_in), redirect_url })
        }
    }
}

/// True if nobody else has signed in meanwhile in the browser of a person who links.
fn is_still_the_person(app: &App, state: &ConsumedState, returned: &Returned<'_>) -> bool {
    let held = returned.session_token.and_then(|token| app.keys().session_tokens.verify(token, app.now()));
    match (&state.link, held) {
        (Some((_, session)), Some(claims)) => claims.sid == *session,
        _ => true,
    }
}

/// Has the provider say who it is.
async fn identify(
    app: &App,
    provider: &IdentityProvider,
    returned: &Returned<'_>,
) -> Result<AssertedPerson, AuthError> {
    const CALL: &str = "authorization endpoint";
    let code = match returned.answer {
        ProviderAnswer::Code(code) if (1..=MAX_CODE).contains(&code.len()) => code,
        ProviderAnswer::Code(_) => return Err(failed(CALL, "no code")),
        ProviderAnswer::Refusal(error) if CANCELLED.contains(&error) => return Err(AuthError::AccessDenied),
        ProviderAnswer::Refusal(_) => return Err(failed(CALL, "a refusal")),
    };
    match &provider.protocol {
        Protocol::OpenId { issuer, issued_as } => {
            let discovery = openid::discover(app, provider, issuer).await?;
            // A code of another provider must not be sent to this one (RFC 9700 section 4.4).
            let named = returned.issuer.is_some() || discovery.authorization_response_iss_parameter_supported;
            if named && returned.issuer != Some(issuer) {
                return Err(failed(CALL, "another issuer"));
            }
            openid::identify(app, provider, (issuer, issued_as), code, returned.state).await
        }
        Protocol::Profile { token, user, emails, .. } => {
            let endpoints = profile::Endpoints { token, user, emails };
            profile::identify(app, provider, endpoints, code, returned.state).await
        }
    }
}
