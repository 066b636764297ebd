//! Next step of a checked request: sign-in, second factor, consent, or the code.

use super::{Asked, AssuranceLevel, AuthorizationError, is_recent};
use crate::domain::client_metadata::ClientMetadata;
use crate::domain::session::Aal;
use crate::domain::{AccountId, Scopes, SessionId, UnixTime};

/// Session of the browser.
#[derive(Clone, Debug)]
pub struct Met {
    pub id: SessionId,
    pub account: AccountId,
    /// `None`: it never authenticated.
    pub authenticated_at: Option<UnixTime>,
    pub aal: Aal,
    /// True if sign-in asks for a code of the second factor.
    pub has_second_factor: bool,
}

/// Beginning of a request that waited for a sign-in.
#[derive(Clone, Debug)]
pub struct Began {
    pub at: UnixTime,
    /// Session that the browser had then.
    pub met: Option<SessionId>,
}

/// Circumstances that decide on the next step.
pub struct Standing<'a> {
    pub session: Option<&'a Met>,
    pub began: Option<&'a Began>,
    /// Account of the `id_token_hint`.
    pub hinted: Option<&'a AccountId>,
    /// Scopes that the account allowed the client for the resource; empty: none.
    pub consented: &'a Scopes,
    /// Redirect URI, as sent.
    pub redirect_uri: &'a str,
    pub now: UnixTime,
}

/// Next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Sign-in, by a person who may be signed in already if it is `again`.
    SignIn { again: bool },
    /// Setup of a second factor.
    SecondFactor,
    /// Consent: to the scopes that are new, or to all of them.
    Consent { to_all: bool },
    /// Code.
    Code,
}

impl Asked<'_> {
    /// Next step of a client's request.
    ///
    /// # Errors
    /// Errors of `prompt=none`, and [`AuthorizationError::LoginRequired`] if another account signed in than the one
    /// asked for.
    pub fn step(&self, client: &ClientMetadata, standing: &Standing<'_>) -> Result<Step, AuthorizationError> {
        let silent = self.wish.prompt.none;
        let unless_silent = |step: Step, error| if silent { Err(error) } else { Ok(step) };
        let Some((session, authenticated_at)) = authenticated(standing.session) else {
            let again = standing.session.is_some();
            return unless_silent(Step::SignIn { again }, AuthorizationError::LoginRequired);
        };
        let is_new =
            standing.began.is_some_and(|began| began.met.as_ref() != Some(&session.id) && authenticated_at >= began.at);
        let again = Step::SignIn { again: true };
        if self.is_for_another(session, standing.hinted) {
            return if is_new {
                Err(AuthorizationError::LoginRequired)
            } else {
                unless_silent(again, AuthorizationError::LoginRequired)
            };
        }
        let is_old = self.wish.max_age.is_some_and(|age| !is_recent(authenticated_at, age, standing.now));
        if (self.wish.prompt.login || is_old) && !is_new {
            return unless_silent(again, AuthorizationError::LoginRequired);
        }
        if session.aal < Aal::Two {
            let required = client.requires_second_factor() || self.wish.level == AssuranceLevel::Required;
            let step = if session.has_second_factor { again } else { Step::SecondFactor };
            if required {
                return unless_silent(step, AuthorizationError::UnmetAuthenticationRequirements);
            }
            if self.wish.level == AssuranceLevel::Preferred && session.has_second_factor && !is_new && !silent {
                return Ok(again);
            }
        }
        self.consent(client, standing, is_new)
    }

    /// Consent, unless it is remembered or the client is ours. A client that neither authenticates nor has an https
    /// redirect URI may be any program, and is asked for each time.
    fn consent(
        &self,
        client: &ClientMetadata,
        standing: &Standing<'_>,
        is_new: bool,
    ) -> Result<Step, AuthorizationError> {
        let prompt = self.wish.prompt;
        let is_identified = !client.is_public() || is_https(standing.redirect_uri);
        let is_agreed = client.is_first_party() || self.scope.is_within(standing.consented);
        let is_asked_for = prompt.consent || (prompt.select_account && !is_new);
        match (is_identified && is_agreed, prompt.none) {
            (true, _) if !is_asked_for => Ok(Step::Code),
            (_, true) => Err(AuthorizationError::ConsentRequired),
            _ => Ok(Step::Consent { to_all: is_asked_for || !is_identified }),
        }
    }

    fn is_for_another(&self, session: &Met, hinted: Option<&AccountId>) -> bool {
        let of_claims = self.wish.subject.as_ref().is_some_and(|subject| *subject != session.account.0);
        of_claims || hinted.is_some_and(|hinted| *hinted != session.account)
    }
}

/// Session that authenticated, with the time.
fn authenticated(session: Option<&Met>) -> Option<(&Met, UnixTime)> {
    session.and_then(|session| Some((session, session.authenticated_at?)))
}

/// True for an https URI, whatever the case of its scheme.
fn is_https(uri: &str) -> bool {
    uri.split_once(':').is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("https"))
}
