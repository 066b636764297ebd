//! The events of the worker.

use std::cell::OnceCell;
use std::rc::Rc;

use ::http::header::{HeaderMap, HeaderName, HeaderValue};
use futures_util::StreamExt;
use worker::{Context, Env, ScheduleContext, ScheduledEvent, event};

use crate::app::{App, Service, log_line};
use crate::config::Config;
use crate::flows::expiry::sweep;
use crate::flows::oidc::rotation::tend;
use crate::flows::operators::recovery_requests::warn_again;
use crate::http::bookmark;
use crate::http::request::MAX_BODY;
use crate::http::router::Router;
use crate::http::{Body, Request, Response, serve, serve_misconfigured};
use crate::ports::{Background, Level, Log};
use crate::routes::{DIALECTS, router};
use crate::worker::adapters::{ConsoleLog, Followed, ScheduledWaitUntil, WaitUntil, ports};

/// Service and router of an isolate, created once; `Err` holds the log line that names an invalid setting.
type Instance = Result<(Rc<Service>, Rc<Router>), String>;

thread_local! {
    static INSTANCE: OnceCell<Instance> = const { OnceCell::new() };
}

#[event(fetch)]
async fn fetch(request: worker::Request, env: Env, context: Context) -> worker::Result<worker::Response> {
    let request = read(request).await?;
    let background = Rc::new(WaitUntil::new(context));
    let followed = Followed { shown: bookmark::shown(&request).map(str::to_owned), ..Followed::default() };
    let mut response = match app(&env, background.clone(), &followed) {
        Ok((app, router)) => serve(app, &router, request).await,
        Err(problem) => {
            ConsoleLog.write(Level::Error, &log_line("misconfigured", &problem));
            serve_misconfigured(&DIALECTS, &request)
        }
    };
    if let Some(seen) = followed.seen.latest() {
        bookmark::give(&mut response, &seen);
    }
    background.answered();
    write(response)
}

/// The service with the ports of one event; an error is a line of the log.
fn app(env: &Env, background: Rc<dyn Background>, followed: &Followed) -> Result<(App, Rc<Router>), String> {
    let (service, router) = instance(env)?;
    let ports = ports(env, background, &service.config, followed).map_err(|error| error.to_string())?;
    let request_id = ports.entropy.uuid().unwrap_or_default();
    Ok((App::new(service, ports, &request_id), router))
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, context: ScheduleContext) {
    let outcome = match app(&env, Rc::new(ScheduledWaitUntil(context)), &Followed::default()) {
        Ok((app, _)) => {
            if let Err(error) = tend(&app).await {
                app.log(Level::Error, "signing_keys_failed", &error.to_string());
            }
            let (swept, warned) = (sweep(&app).await, warn_again(&app).await);
            swept.and(warned).map_err(|error| error.to_string())
        }
        Err(problem) => Err(problem),
    };
    if let Err(problem) = outcome {
        ConsoleLog.write(Level::Error, &log_line("sweep_failed", &problem));
    }
}

fn instance(env: &Env) -> Instance {
    INSTANCE.with(|instance| instance.get_or_init(|| build(env)).clone())
}

fn build(env: &Env) -> Instance {
    let read = |name: &str| env.secret(name).ok().map(|value| value.to_string());
    let config = Config::read(read).map_err(|error| error.to_string())?;
    for ignored in &config.ignored {
        ConsoleLog.write(Level::Warning, &log_line("setting_ignored", &ignored.to_string()));
    }
    let router = router(&config);
    Ok((Rc::new(Service::new(config)), Rc::new(router)))
}

async fn read(mut request: worker::Request) -> worker::Result<Request> {
    let url = request.url()?;
    let mut headers = HeaderMap::new();
    for (name, text) in request.headers() {
        // A value that is no header value is kept as an empty one: that it was there may decide.
        let value = HeaderValue::from_bytes(text.as_bytes()).unwrap_or(HeaderValue::from_static(""));
        if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
            headers.try_append(name, value).map_err(|error| worker::Error::RustError(error.to_string()))?;
        }
    }
    Ok(Request {
        method: request.inner().method().parse().unwrap_or(::http::Method::OPTIONS),
        path: url.path().to_owned(),
        query: url.query().map(str::to_owned),
        headers,
        body: read_body(&mut request).await,
        place: request.cf().and_then(place),
    })
}

fn place(cf: &worker::Cf) -> Option<String> {
    let named: Vec<String> = [cf.city(), cf.country()].into_iter().flatten().collect();
    (!named.is_empty()).then(|| named.join(", "))
}

async fn read_body(request: &mut worker::Request) -> Body {
    let Ok(mut stream) = request.stream() else {
        return Body::Complete(Vec::new());
    };
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let Ok(chunk) = chunk else {
            return Body::Unreadable;
        };
        if bytes.len() + chunk.len() > MAX_BODY {
            return Body::TooLarge;
        }
        bytes.extend(chunk);
    }
    Body::Complete(bytes)
}

fn write(response: Response) -> worker::Result<worker::Response> {
    let (parts, body) = response.into_parts();
    let headers = worker::Headers::new();
    for (name, value) in &parts.headers {
        headers.append(name.as_str(), &String::from_utf8_lossy(value.as_bytes()))?;
    }
    let answer = if body.is_empty() { worker::Response::empty()? } else { worker::Response::from_bytes(body)? };
    Ok(answer.with_status(parts.status.as_u16()).with_headers(headers))
}
