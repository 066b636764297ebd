//! Visitor: the session of a browser that asks for a page. A browser's session token lives 15 minutes; where it is over,
//! the refresh token beside it is rotated on the way, and the answer sets both cookies anew; HEAD rotates nothing.

use ::http::Method;

use super::authentication::{Credential, decides_on_page};
use super::cookies::{self, REFRESH_TOKEN};
use super::{Exchange, Failure, Response, serve};
use crate::domain::{AccountId, AuthError, SessionId};
use crate::flows::SignedIn;
use crate::flows::authenticate::{authenticate, named_by};
use crate::flows::pairing::authenticate_guess;
use crate::flows::refresh::{look_up, refresh};
use crate::flows::sign_in::Opened;
use crate::store::batches::pairing::PairingGuess;

/// Signed-in person, by kind of credential.
pub enum Visitor {
    /// By a session token.
    Known(Box<SignedIn>),
    /// By a refresh token, now rotated.
    Renewed(Box<Opened>),
}

impl Visitor {
    /// Visitor of a request; `None` if nobody is signed in.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn of(exchange: &Exchange) -> Result<Option<Self>, AuthError> {
        match find(exchange).await {
            Ok(visitor) => Ok(Some(visitor)),
            Err(AuthError::InvalidToken) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Session that a browser's token names, which the caller looks up in a batch of its own. Where the token is over, the
    /// visitor is renewed first, and must answer.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub async fn named(exchange: &Exchange) -> Result<(Option<(SessionId, AccountId)>, Option<Self>), AuthError> {
        let token = Credential::of_page(&exchange.request).token();
        if let Some(named) = token.and_then(|token| named_by(&exchange.app, token)) {
            return Ok((Some(named), None));
        }
        match renewed(exchange).await {
            Ok(visitor) => {
                let session = &visitor.signed_in().session;
                Ok((Some((session.id.clone(), session.account_id.clone())), Some(visitor)))
            }
            Err(AuthError::InvalidToken) => Ok((None, None)),
            Err(error) => Err(error),
        }
    }

    /// Visitor who looks up a pairing code, which the session check counts as a guess. The guess is `None` for a
    /// visitor found by a refresh token.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub async fn guessing(exchange: &Exchange) -> Result<Option<(Self, Option<PairingGuess>)>, AuthError> {
        if let Some(token) = Credential::of_page(&exchange.request).token() {
            match authenticate_guess(&exchange.app, token, &exchange.client()).await {
                Ok((signed_in, guess)) => return Ok(Some((Self::Known(Box::new(signed_in)), Some(guess)))),
                Err(AuthError::InvalidToken) => {}
                Err(error) => return Err(error),
            }
        }
        match renewed(exchange).await {
            Ok(visitor) => Ok(Some((visitor, None))),
            Err(AuthError::InvalidToken) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub fn signed_in(&self) -> &SignedIn {
        match self {
            Self::Known(signed_in) => signed_in,
            Self::Renewed(opened) => &opened.signed_in,
        }
    }

    /// Adds newly set cookies to the answer, even to an error: the browser's former ones are spent.
    pub fn answer(&self, exchange: &Exchange, answer: Result<Response, Failure>) -> Result<Response, Failure> {
        let Self::Renewed(opened) = self else {
            return answer;
        };
        let mut response = answer.unwrap_or_else(|failure| serve::refuse(exchange, failure));
        // An answer that sets the cookies itself has ended the session.
        if !cookies::has_pair(&response) {
            cookies::set_pair(&mut response, exchange.app.config(), opened, exchange.app.now());
        }
        Ok(response)
    }
}

async fn find(exchange: &Exchange) -> Result<Visitor, AuthError> {
    let (app, request) = (&exchange.app, &exchange.request);
    if let Some(token) = Credential::of_page(request).token() {
        match authenticate(app, token).await {
            Err(AuthError::InvalidToken) => {}
            found => return found.map(|signed_in| Visitor::Known(Box::new(signed_in))),
        }
    }
    renewed(exchange).await
}

/// Visitor with a refresh token, which is rotated.
async fn renewed(exchange: &Exchange) -> Result<Visitor, AuthError> {
    let (app, request) = (&exchange.app, &exchange.request);
    let shown = cookies::carried(request, REFRESH_TOKEN).value().filter(|_| !decides_on_page(request));
    let shown = shown.ok_or(AuthError::InvalidToken)?;
    if request.method == Method::HEAD {
        return Ok(Visitor::Known(Box::new(look_up(app, shown).await?)));
    }
    Ok(Visitor::Renewed(Box::new(refresh(app, shown, &exchange.client()).await?)))
}
