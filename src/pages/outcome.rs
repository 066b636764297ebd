//! Post/redirect/get: a successful form redirects to `/done`, so that a reload sends nothing again. The URL holds the
//! outcome sealed: nobody else can make one, and no address appears in a history.

use ::http::StatusCode;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::Page;
use super::done_page::DonePage;
use super::handlers::show;
use super::page::ACCOUNT;
use super::sign_in::trusted;
use super::sign_in_code::{self, AskedSignIn};
use super::welcome::{self, Unproven};
use crate::domain::one_time_token::CODE_PAGE_LIFETIME;
use crate::domain::{AccountId, AuthError, Fingerprint, TokenKind, UnixTime};
use crate::flows::sign_in::magic_link::MailRequestId;
use crate::http::reply::see_other;
use crate::http::{Exchange, Failure, Response, press};

const PURPOSE: &str = "page outcome";
/// Owner of sealed outcomes: none, since the page is also shown to people who are not signed in.
const NOBODY: &str = "";
/// Seconds for which the page can be shown again.
const LIFETIME: i64 = CODE_PAGE_LIFETIME;

/// Outcome of a form.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum FormOutcome {
    Done(DonePage),
    /// A mail was sent if there is an account.
    MailSent {
        kind: TokenKind,
        email: String,
    },
    /// A sign-in mail was sent if there is an account.
    SignInMailed {
        request: MailRequestId,
        email: String,
    },
    /// A domain-bound account was created, and its verification mailed.
    SignedUpUnproven {
        account: AccountId,
        email: String,
        /// Browser that signed up, as [`press::bind`] has it.
        browser: Fingerprint,
    },
}

#[derive(Serialize, Deserialize)]
struct SealedOutcome {
    until: UnixTime,
    outcome: FormOutcome,
}

/// Redirects the browser to the page of an outcome.
///
/// # Errors
/// [`AuthError::Unavailable`] without randomness, [`AuthError::Internal`].
pub(super) fn lead(exchange: &Exchange, outcome: FormOutcome) -> Result<Response, AuthError> {
    let app = &exchange.app;
    let shown = SealedOutcome { until: app.now() + LIFETIME, outcome };
    let text = serde_json::to_vec(&shown).map_err(|error| AuthError::Internal(error.to_string()))?;
    let sealed = app.keys().sealer.seal(PURPOSE, NOBODY, &text, app.ports.entropy.bytes()?)?;
    Ok(see_other(&sealed_url(exchange, &sealed)))
}

/// URL of the page of a sealed outcome.
pub(super) fn sealed_url(exchange: &Exchange, sealed: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("result", sealed);
    // The relation to the opener is kept if the form is on the way to a trusted page.
    let asked = exchange.fields.get("redirectUrl").and_then(|url| url.as_str()).map(str::to_owned);
    if let Some(url) = trusted(exchange, asked) {
        query.append_pair("redirectUrl", url.as_str());
    }
    format!("/done?{}", query.finish())
}

/// `GET /done`. An invalid or expired outcome redirects to the account.
pub(super) async fn page(exchange: &Exchange) -> Result<Response, Failure> {
    let sealed = exchange.query("result").unwrap_or_default();
    let page = match open(exchange, &sealed) {
        Some(FormOutcome::Done(done)) => Page::Done(done),
        Some(FormOutcome::MailSent { kind, email }) => Page::MailSent { kind, email },
        Some(FormOutcome::SignInMailed { request, email }) => {
            let target = trusted(exchange, exchange.query("redirectUrl"));
            return Ok(sign_in_code::show_entry(exchange, &AskedSignIn { request, email }, target.as_ref(), None));
        }
        Some(FormOutcome::SignedUpUnproven { email, browser, .. }) if press::is_bound(exchange, &browser) => {
            return Ok(welcome::show_without_session(exchange, &Unproven { sealed, email }));
        }
        Some(FormOutcome::SignedUpUnproven { .. }) | None => return Ok(see_other(ACCOUNT)),
    };
    Ok(show(exchange, StatusCode::OK, &page, &[]))
}

/// Outcome that was sealed, for as long as its page can be shown.
pub(super) fn open(exchange: &Exchange, sealed: &str) -> Option<FormOutcome> {
    let opened = exchange.app.keys().sealer.open(PURPOSE, NOBODY, sealed)?;
    let shown: SealedOutcome = serde_json::from_slice(&opened.plaintext).ok()?;
    (exchange.app.now() < shown.until).then_some(shown.outcome)
}
