//! `/oauth2/authorize`, where applications send people to sign in, its consent page, and their sign-out.

mod answer;
pub(in crate::pages) mod browser;
mod consent;
mod page;
mod sealed_form;
mod sign_out;

use ::http::{Method, StatusCode};
use url::{Url, form_urlencoded};

use self::answer::{grant, refuse};
pub use self::page::{AuthorizationPage, ConsentPage};
use super::handlers::{show, target_of};
use super::security::FormTarget;
use super::session::{sign_in_again_url, sign_in_url};
use super::ui::paths::SIGN_IN;
use super::{DIALECT, FailurePage, Page, page_dialect};
use crate::domain::authorization_request::{Began, Step, Wish};
use crate::domain::redirect_url::Place;
use crate::domain::{AccountId, AuthError, RedirectUrl, SessionId};
use crate::facts::one_line;
use crate::flows::oidc::authorize::{GoodRequest, Sent, Verdict, issue_code, judge};
use crate::flows::oidc::waiting::{self, ToKeep, WaitingRequest, WaitingRequestId};
use crate::http::cookies::{self, Carried, LANGUAGE};
use crate::http::dialect::{Cors, Dialect};
use crate::http::edge_limit::Limit;
use crate::http::reply::{self, see_other};
use crate::http::visitor::Visitor;
use crate::http::{Body, Exchange, Failure, ProtocolError, Response, Route, route};

const AUTHORIZE: &str = "/oauth2/authorize";
/// Target of the consent form.
pub const CONSENT: &str = "/oauth2/consent";
/// Target of the form that signs out.
pub const SIGN_OUT: &str = "/oauth2/logout/confirm";
/// Query parameter with the id of a request that waited.
const WAITING: &str = "waiting";

pub(super) const ROUTES: &[Route] = &[
    route!(DIALECT, GET "/oauth2/authorize", anyone => authorize, limit(Limit::Authorize)),
    route!(POSTED, POST "/oauth2/authorize", anyone => to_get, limit(Limit::Authorize), unread),
    route!(DIALECT, POST "/oauth2/consent", anyone => consent::decide, sets_cookies, limit(Limit::Authorize), form("/account")),
    route!(DIALECT, GET "/oauth2/logout", anyone => sign_out::show_page, limit(Limit::Session)),
    route!(POSTED, POST "/oauth2/logout", anyone => to_get, limit(Limit::Session), unread),
    route!(DIALECT, POST "/oauth2/logout/confirm", anyone => sign_out::confirm, sets_cookies, limit(Limit::Session), form("/account")),
];

/// Dialect of forms that applications post. They come from any origin, and no cookie is read.
static POSTED: Dialect = Dialect { cors: Cors::Any, ..page_dialect() };

/// Redirects a form that an application posts to the same parameters in a query. A form of another site carries no
/// cookie; the redirect that follows it does.
async fn to_get(exchange: &Exchange) -> Result<Response, Failure> {
    let Body::Complete(bytes) = &exchange.request.body else {
        return Err(ProtocolError::PayloadTooLarge.into());
    };
    let form = form_urlencoded::parse(bytes);
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let path = exchange.request.path.trim_end_matches('/');
    Ok(see_other(&format!("{path}?{query}")))
}

/// Authorization request: as it was sent, and its id if it waited.
struct Journey {
    query: String,
    waited: Option<WaitingRequestId>,
    began: Option<Began>,
}

impl Journey {
    /// Path and query that go on with it.
    fn url(&self) -> String {
        match &self.waited {
            Some(id) => waiting_path(id),
            None => format!("{AUTHORIZE}?{}", self.query),
        }
    }
}

fn waiting_path(id: &WaitingRequestId) -> String {
    format!("{AUTHORIZE}?{WAITING}={}", id.0)
}

/// `GET /oauth2/authorize`, with the parameters of a client or the id of a request that waited.
async fn authorize(exchange: &Exchange) -> Result<Response, Failure> {
    if exchange.request.is_ahead_of_person() {
        return Err(ProtocolError::Prefetched.into());
    }
    let waited = exchange.query(WAITING).filter(|_| exchange.query("client_id").is_none()).map(WaitingRequestId);
    let journey = match waited {
        None => Journey { query: exchange.request.query.clone().unwrap_or_default(), waited: None, began: None },
        Some(id) => match waiting::find(&exchange.app, &id).await? {
            None => return Ok(over(exchange)),
            Some(request) if !browser::secret_of(exchange, &id).is_some_and(|secret| request.is_of(secret)) => {
                return elsewhere(exchange, &request).await;
            }
            Some(request) => Journey { began: Some(request.began()), query: request.query, waited: Some(id) },
        },
    };
    let (session, renewed) = Visitor::named(exchange).await?;
    let answer = go_on(exchange, &journey, session.as_ref()).await;
    match renewed {
        Some(visitor) => visitor.answer(exchange, answer),
        None => answer,
    }
}

async fn go_on(
    exchange: &Exchange,
    journey: &Journey,
    session: Option<&(SessionId, AccountId)>,
) -> Result<Response, Failure> {
    let sent = Sent { query: &journey.query, session, began: journey.began.as_ref() };
    let request = match judge(&exchange.app, &sent).await? {
        Verdict::NoWayBack => return Ok(unknown(exchange)),
        Verdict::Refused(way_back, error) => {
            return Ok(finished(exchange, journey, refuse(exchange, &way_back, error)));
        }
        Verdict::Good(request) => request,
    };
    if exchange.request.method == Method::HEAD {
        return Ok(reply::empty(StatusCode::OK));
    }
    speak(exchange, &request.wish);
    match request.step {
        Step::SignIn { again } => Ok(sign_in(exchange, journey, &request, again).await?),
        Step::SecondFactor => Ok(ask_for_factor(exchange, journey, &request).await?),
        Step::Consent { to_all } => Ok(consent::ask(exchange, journey, &request, to_all)?),
        Step::Code => match issue_code(&exchange.app, &request.issue()?, &exchange.client()).await? {
            Some(code) => Ok(finished(exchange, journey, grant(exchange, &request.way_back, code))),
            // Something changed since it was read.
            None => Ok(see_other(&journey.url())),
        },
    }
}

fn over(exchange: &Exchange) -> Response {
    show(exchange, StatusCode::BAD_REQUEST, &Page::Failed(FailurePage::ApplicationRequestOver), &[])
}

fn unknown(exchange: &Exchange) -> Response {
    show(exchange, StatusCode::BAD_REQUEST, &Page::Failed(FailurePage::UnknownApplication), &[])
}

/// Page for a browser that did not begin the request.
async fn elsewhere(exchange: &Exchange, request: &WaitingRequest) -> Result<Response, Failure> {
    let sent = Sent { query: &request.query, session: None, began: None };
    let application = match judge(&exchange.app, &sent).await? {
        Verdict::Good(request) => request.client_name().to_owned(),
        _ => return Ok(over(exchange)),
    };
    let page = Page::Authorization(Box::new(AuthorizationPage::Elsewhere { application }));
    Ok(show(exchange, StatusCode::OK, &page, &[]))
}

/// Uses the language that the client asks for, unless the person chose one.
fn speak(exchange: &Exchange, wish: &Wish) {
    let is_chosen = cookies::carried(&exchange.request, LANGUAGE) != Carried::Nothing;
    if let Some(language) = wish.language.filter(|_| !is_chosen) {
        exchange.language.set(language);
    }
}

/// Answer that ends a journey.
fn finished(exchange: &Exchange, journey: &Journey, mut response: Response) -> Response {
    if let Some(id) = &journey.waited {
        browser::forget(exchange, &mut response, id);
    }
    response
}

/// Keeps a request, unless it waits already, and answers with what follows for its id.
async fn wait(
    exchange: &Exchange,
    journey: &Journey,
    request: &GoodRequest,
    then: impl FnOnce(&WaitingRequestId) -> Response,
) -> Result<Response, AuthError> {
    if let Some(id) = &journey.waited {
        return Ok(then(id));
    }
    if !exchange.request.may_be_navigation() {
        // An `<img>` or `<script>` of another site: nobody would come back for a request that is kept.
        return Ok(see_other(&format!("/{SIGN_IN}")));
    }
    let met = request.session.as_ref().map(|(_, session)| &session.id);
    let kept = waiting::keep(&exchange.app, &ToKeep { client: &request.client.id, query: &journey.query, met }).await?;
    let mut response = then(&kept.id);
    browser::remember(exchange, &mut response, &kept, &request.way_back.redirect_uri);
    Ok(response)
}

async fn sign_in(
    exchange: &Exchange,
    journey: &Journey,
    request: &GoodRequest,
    again: bool,
) -> Result<Response, AuthError> {
    let public_url = &exchange.app.config().public_url;
    let url = if again { sign_in_again_url } else { sign_in_url };
    wait(exchange, journey, request, |id| see_other(&url(public_url, &waiting_path(id)))).await
}

async fn ask_for_factor(exchange: &Exchange, journey: &Journey, request: &GoodRequest) -> Result<Response, AuthError> {
    wait(exchange, journey, request, |id| {
        let (application, onward) = (request.client_name().to_owned(), waiting_path(id));
        let again = sign_in_again_url(&exchange.app.config().public_url, &onward);
        let page = Page::Authorization(Box::new(AuthorizationPage::Factor { application, onward, again }));
        show(exchange, StatusCode::OK, &page, &FormTarget::of_client(&request.way_back.redirect_uri))
    })
    .await
}

/// Application whose request waits behind a sign-in page.
#[derive(Default)]
pub(super) struct WaitingApplication {
    pub name: Option<String>,
    /// Login to fill in.
    pub login_hint: Option<String>,
}

/// Application that waits for the sign-in with this target. The language that it asks for is used.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub(super) async fn waiting_application(
    exchange: &Exchange,
    target: Option<&RedirectUrl>,
) -> Result<WaitingApplication, AuthError> {
    let Some(id) = target.and_then(waiting_id) else {
        return Ok(WaitingApplication::default());
    };
    let Some(request) = waiting::find(&exchange.app, &id).await? else {
        return Ok(WaitingApplication::default());
    };
    let name = Some(one_line(&request.client_name)).filter(|name| !name.is_empty());
    let wish = request.wish();
    if let Some(wish) = &wish {
        speak(exchange, wish);
    }
    Ok(WaitingApplication { name, login_hint: wish.and_then(|wish| wish.login_hint) })
}

/// Request of an application that a page leads on to, by its URL or by the form that was sent from it.
pub(super) fn waiting_target(exchange: &Exchange) -> Option<RedirectUrl> {
    target_of(exchange).filter(|target| waiting_id(target).is_some())
}

/// Id in the URL of a request that waits.
fn waiting_id(target: &RedirectUrl) -> Option<WaitingRequestId> {
    let url = Url::parse(target.as_str()).ok().filter(|url| target.place() == Place::Own && url.path() == AUTHORIZE)?;
    url.query_pairs().find(|(name, _)| name == WAITING).map(|(_, id)| WaitingRequestId(id.into_owned()))
}
