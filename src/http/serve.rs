//! Entry point: answers a request.

use std::cell::Cell;

use ::http::Method;
use ::http::header::{
    ALLOW, CACHE_CONTROL, HeaderValue, REFERRER_POLICY, RETRY_AFTER, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

use serde_json::{Map, Value};

use super::dialect::{Dialects, Errors};
use super::on_behalf::OnBehalf;
use super::reply::REQUEST_ID;
use super::route::{Route, Takes};
use super::router::Router;
use super::{
    Exchange, Failure, ProtocolError, Request, Response, authentication, body, challenge, edge_limit, on_behalf,
    origin, reply,
};
use crate::app::App;
use crate::domain::AuthError;
use crate::ports::Level;

/// Two years of https for this host (RFC 6797 section 6.1).
const HSTS: &str = "max-age=63072000";
/// Two years of https for this host and its subdomains.
const HSTS_WITH_SUBDOMAINS: &str = "max-age=63072000; includeSubDomains";

/// Answers a request. Every failure becomes a response in the error shape of the path's dialect.
pub async fn serve(app: App, router: &Router, request: Request) -> Response {
    let dialect = router.dialect_of(&request);
    let language = Cell::new(request.language());
    let (parameters, fields) = (Vec::new(), Map::new());
    let mut exchange = Exchange { app, request, parameters, form: None, fields, dialect, on_behalf: None, language };
    let mut response = match answer(&mut exchange, router).await {
        Ok(response) => response,
        Err(failure) => refuse(&exchange, failure),
    };
    let Exchange { app, request, .. } = &exchange;
    origin::allow(request, &mut response, exchange.dialect.cors, app.config());
    if app.config().is_https() {
        let policy = if app.config().hsts_include_subdomains { HSTS_WITH_SUBDOMAINS } else { HSTS };
        response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(policy));
    }
    reply::set_header(&mut response, REQUEST_ID, app.request_id());
    app.log_answer(response.status().as_u16());
    finish(request, response)
}

/// Answers 503 to every request while the settings are invalid.
pub fn serve_misconfigured(dialects: &Dialects, request: &Request) -> Response {
    let error = ProtocolError::Misconfigured.describe();
    let body = match dialects.of_path(&request.path).errors {
        Errors::Json { body, .. } => body(&error),
        Errors::Page { .. } => Value::Null,
    };
    finish(request, reply::json(error.status, &body))
}

/// Finds the route and runs its handler. Before it come the checks that need no database: path, origin, body, edge rate
/// limit.
async fn answer(exchange: &mut Exchange, router: &Router) -> Result<Response, Failure> {
    let request = &exchange.request;
    if origin::is_preflight(request) {
        return preflight(exchange, router);
    }
    let found = match router.find(&request.method, &request.path) {
        Err(ProtocolError::MethodNotAllowed(_)) if let Some(form) = router.form_of(&request.method, &request.path) => {
            return Ok(reply::see_other(form));
        }
        found => found?,
    };
    exchange.app.note_route(found.route.method.as_str(), found.route.path);
    if found.route.dialect.is_page() {
        origin::check_name(request, exchange.app.config())?;
    }
    origin::check(request, found.route, exchange.app.config())?;
    exchange.parameters = found.parameters;
    exchange.form = found.route.form;
    read_body(exchange, found.route).await?;
    let (dialect, handler) = found.route.meant_by(exchange);
    exchange.dialect = dialect;
    if dialect.on_behalf {
        on_behalf::take(exchange)?;
    }
    edge_limit::check(exchange, found.route.limit).await?;
    let answer = handler(exchange).await;
    if exchange.on_behalf.as_ref().is_some_and(OnBehalf::is_refused) {
        edge_limit::note_refused(exchange);
        return Err(AuthError::InvalidToken.into());
    }
    let mut response = answer?;
    if let Some(value) = found.route.cache.header() {
        response.headers_mut().insert(CACHE_CONTROL, value);
    }
    Ok(response)
}

fn preflight(exchange: &Exchange, router: &Router) -> Result<Response, Failure> {
    let methods = router.methods_of(&exchange.request.path).ok_or(ProtocolError::UnknownPath)?;
    Ok(origin::preflight(&exchange.request, &methods, exchange.dialect.cors, exchange.app.config()))
}

/// Reads the fields of the body. If they do not parse, an operators' route still looks at the credential first, as for
/// every other request.
async fn read_body(exchange: &mut Exchange, route: &Route) -> Result<(), Failure> {
    let fields = body::read_fields(&exchange.request, route.bodies);
    if fields.is_err()
        && let Takes::Operators(permission) = route.takes
    {
        authentication::admit(exchange, permission).await?;
    }
    exchange.fields = fields?;
    Ok(())
}

/// Response to a failure in the dialect's error shape. Failures that the operator should know of are logged.
pub(crate) fn refuse(exchange: &Exchange, failure: Failure) -> Response {
    match failure {
        Failure::Protocol(error) => refuse_protocol(exchange, &error),
        Failure::Auth(error) => refuse_auth(exchange, &error),
    }
}

fn refuse_protocol(exchange: &Exchange, error: &ProtocolError) -> Response {
    let mut response = match exchange.dialect.errors {
        Errors::Page { protocol, .. } => protocol(exchange, error),
        Errors::Json { body, .. } => {
            let described = error.describe();
            reply::json(described.status, &body(&described))
        }
    };
    if let ProtocolError::MethodNotAllowed(methods) = error {
        reply::set_header(&mut response, ALLOW, methods);
    }
    response
}

fn refuse_auth(exchange: &Exchange, error: &AuthError) -> Response {
    if let AuthError::Unavailable(_) | AuthError::Internal(_) = error {
        exchange.app.log(Level::Error, "request_failed", &error.to_string());
    }
    let mut response = match exchange.dialect.errors {
        Errors::Page { auth, .. } => auth(exchange, error),
        Errors::Json { describe, body } => {
            let described = describe(error, &exchange.request.path);
            let mut body = body(&described);
            add_details(&mut body, error, described.code);
            reply::json(described.status, &body)
        }
    };
    challenge::set(&mut response, error);
    if let AuthError::TooManyAttempts { retry_after } = error {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*retry_after));
    }
    response
}

/// Adds the fields that a client needs to continue with the second factor.
fn add_details(body: &mut Value, error: &AuthError, code: &str) {
    let Some(fields) = body.as_object_mut() else {
        return;
    };
    match error {
        AuthError::TotpRequired | AuthError::InvalidTotp => {
            fields.entry("error").or_insert_with(|| code.into());
        }
        AuthError::ChallengeRequired(challenge) => {
            fields.insert("challenge".to_owned(), challenge.expose().into());
        }
        _ => {}
    }
}

/// Adds the headers of every answer, and removes the body for HEAD.
fn finish(request: &Request, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    if request.method == Method::HEAD {
        response.body_mut().clear();
    }
    response
}
