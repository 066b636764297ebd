//! A browser that comes back from a provider.

use super::{Person, calls::failed, openid, profile, whose};
use crate::app::App;
use crate::config::{Protocol, ProviderConfig};
use crate::crypto::subkey::fingerprint;
use crate::domain::{AuthError, Client, RedirectUrl};
use crate::flows::SignedIn;
use crate::flows::sign_in::Opened;
use crate::store::oauth_states::{ConsumedState, consume_state};

/// Longest code that is passed on, in bytes.
const MAX_CODE: usize = 4096;

/// What a browser brings back.
pub struct Returned<'a> {
    /// The state.
    pub state: &'a str,
    /// Its cookie.
    pub browser: Option<&'a str>,
    /// What the provider says.
    pub answer: Answer<'a>,
    /// Who the provider says it is (RFC 9207).
    pub issuer: Option<&'a str>,
    /// The session token that the browser holds, good or not.
    pub session_token: Option<&'a str>,
}

/// What a provider says by way of the browser (RFC 6749 section 4.1.2).
#[derive(Clone, Copy)]
pub enum Answer<'a> {
    /// A code to be exchanged.
    Code(&'a str),
    /// It refuses, or the person does.
    Refusal,
}

/// What came of it.
pub enum Finished {
    /// A session was opened.
    SignedIn(Box<Opened>),
    /// An identity was linked to the account of a session that was there before.
    Linked {
        /// The session.
        signed_in: Box<SignedIn>,
        /// Where the browser goes.
        redirect_url: Option<String>,
    },
}

/// What went wrong, and where the browser is to be told.
pub struct Failed {
    /// What.
    pub error: AuthError,
    /// Where, if that is known and trusted.
    pub redirect_url: Option<RedirectUrl>,
}

/// Finishes a sign-in, or a link: spends the state, asks the provider who it is, and finds out who that is here.
///
/// # Errors
/// [`AuthError::InvalidLink`] if this is not the browser that was sent, not in time, or not for the first time: then
/// the provider is not asked at all. [`AuthError::ProviderFailed`], [`AuthError::LinkRequired`],
/// [`AuthError::IdentityTaken`], [`AuthError::ChallengeRequired`], [`AuthError::Unavailable`].
pub async fn finish(
    app: &App,
    provider: &ProviderConfig,
    returned: Returned<'_>,
    client: &Client,
) -> Result<Finished, Failed> {
    let at_home = |error| Failed { error, redirect_url: None };
    let state = spend(app, provider, &returned).await.map_err(at_home)?.ok_or(at_home(AuthError::InvalidLink))?;
    // What was trusted when the browser was sent may not be any more.
    let redirect_url = state.redirect_url.as_ref().and_then(|url| app.config().redirect_url(url));
    match go_on(app, provider, &returned, state, redirect_url.as_ref(), client).await {
        Ok(finished) => Ok(finished),
        Err(error) => Err(Failed { error, redirect_url }),
    }
}

async fn spend(
    app: &App,
    provider: &ProviderConfig,
    returned: &Returned<'_>,
) -> Result<Option<ConsumedState>, AuthError> {
    let (database, by) = (&*app.ports.database, app.ports.entropy.uuid()?);
    let browser = fingerprint(returned.browser.unwrap_or_default());
    consume_state(database, &fingerprint(returned.state), &provider.name, &browser, &by, app.now()).await
}

async fn go_on(
    app: &App,
    provider: &ProviderConfig,
    returned: &Returned<'_>,
    state: ConsumedState,
    redirect_url: Option<&RedirectUrl>,
    client: &Client,
) -> Result<Finished, AuthError> {
    if !state.holds || !is_still_the_person(app, &state, returned) {
        return Err(AuthError::InvalidLink);
    }
    let person = identify(app, provider, returned).await?;
    let redirect_url = redirect_url.map(|url| url.as_str().to_owned());
    match &state.link {
        None => {
            let opened = whose::sign_in(app, provider, &person, redirect_url, client).await?;
            Ok(Finished::SignedIn(Box::new(opened)))
        }
        Some(session) => {
            let signed_in = whose::link(app, provider, &person, session, client).await?;
            Ok(Finished::Linked { signed_in: Box::new(signed_in), redirect_url })
        }
    }
}

/// Whether nobody else has signed in in the browser of a person who links.
fn is_still_the_person(app: &App, state: &ConsumedState, returned: &Returned<'_>) -> bool {
    let held = returned.session_token.and_then(|token| app.keys().session_tokens.verify(token, app.now()));
    match (&state.link, held) {
        (Some((_, session)), Some(claims)) => claims.sid == *session,
        _ => true,
    }
}

/// Has the provider say who it is.
async fn identify(app: &App, provider: &ProviderConfig, returned: &Returned<'_>) -> Result<Person, AuthError> {
    const CALL: &str = "authorization endpoint";
    let code = match returned.answer {
        Answer::Code(code) if (1..=MAX_CODE).contains(&code.len()) => code,
        Answer::Code(_) => return Err(failed(CALL, "no code")),
        Answer::Refusal => return Err(failed(CALL, "a refusal")),
    };
    match &provider.protocol {
        Protocol::OpenId { issuer, issued_as } => {
            let discovery = openid::discover(app, provider, issuer).await?;
            // A code of another provider must not be shown to this one (RFC 9700 section 4.4).
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
