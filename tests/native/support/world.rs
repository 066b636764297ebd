//! One service, and a client's requests to it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use async_trait::async_trait;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value as Json;
use sesame::app::{App, Service};
use sesame::config::{Config, MailConfig};
use sesame::http::request::MAX_BODY;
use sesame::http::router::Router;
use sesame::http::{Body, Request, serve};
use sesame::outbound::mailbox::Mailbox;
use sesame::ports::{Background, Clock, Entropy, Level, Log, Mailer, PortError, Ports};
use sesame::routes::router;

use super::{Answer, MemoryKeyValue, Sqlite, TestHttp, TestMailer, TestSignatures};

/// Valid settings, with the cheapest password profile.
const SETTINGS: [(&str, &str); 7] = [
    ("PUBLIC_URL", "https://auth.acme.test"),
    ("TRUSTED_ORIGINS", "https://app.acme.test"),
    ("AUTH_SECRET", "q8Jx2mZr5Tn7Wb4Kd9Lf3Hs6Vc1Yp0Ga"),
    ("DATA_SECRET", "1:e5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9Zx0CvQ"),
    ("PASSWORD_PROFILE", "m7168"),
    ("MAIL_TRANSPORT", "send_email"),
    ("MAIL_FROM", "auth@acme.test"),
];

#[derive(Clone)]
pub struct World {
    pub database: Rc<Sqlite>,
    /// Replica for session checks. Differs from `database` only with `READ_REPLICAS`.
    pub nearest: Rc<Sqlite>,
    pub key_value: Rc<MemoryKeyValue>,
    /// Recipient of mails, unless `MAIL_TRANSPORT` is `mailbox` or `none`.
    pub mailer: Rc<TestMailer>,
    /// Other services.
    pub http: Rc<TestHttp>,
    /// Signing keys are generated and imported here.
    pub signatures: Rc<TestSignatures>,
    pub clock: Rc<TestClock>,
    pub log: Rc<TestLog>,
    background: Rc<TestBackground>,
    entropy: Rc<TestEntropy>,
    service: Rc<Service>,
    router: Rc<Router>,
    /// Routes, by method and pattern, in which a statement was made to fail before the answer.
    pub failed: Rc<RefCell<BTreeSet<(String, &'static str)>>>,
}

impl World {
    pub fn new() -> Self {
        Self::with_settings(&[])
    }

    /// Same world after a deployment with other settings.
    pub fn redeployed(&self, changes: &[(&str, &str)]) -> Self {
        self.restarted(changes)
    }

    pub fn with_settings(changes: &[(&str, &str)]) -> Self {
        let clock: Rc<TestClock> = Rc::default();
        let (service, router) = service(changes);
        Self {
            database: Rc::new(Sqlite::migrated()),
            nearest: Rc::new(Sqlite::migrated()),
            key_value: Rc::new(MemoryKeyValue::new(clock.clone())),
            mailer: Rc::default(),
            http: Rc::default(),
            signatures: Rc::default(),
            clock,
            log: Rc::default(),
            background: Rc::default(),
            entropy: Rc::default(),
            service,
            router,
            failed: Rc::default(),
        }
    }

    /// Service on a database filled under schema `from`, at this time, with another random seed.
    pub fn upgraded(changes: &[(&str, &str)], from: &str, rows: &str, now: i64) -> Self {
        let world = Self { database: Rc::new(Sqlite::upgraded(from, rows)), ..Self::with_settings(changes) };
        world.clock.advance(now - world.clock.now().0);
        world.entropy.0.set(u64::MAX / 3);
        world
    }

    /// Same world under other settings.
    pub fn restarted(&self, changes: &[(&str, &str)]) -> Self {
        let (service, router) = service(changes);
        Self { service, router, ..self.clone() }
    }

    /// Service as one request sees it.
    pub fn app(&self) -> App {
        let mailer: Rc<dyn Mailer> = match self.service.config.mail {
            MailConfig::Mailbox => Rc::new(Mailbox { key_value: self.key_value.clone(), clock: self.clock.clone() }),
            _ => self.mailer.clone(),
        };
        let ports = Ports {
            database: self.database.clone(),
            nearest: self.nearest.clone(),
            key_value: self.key_value.clone(),
            mailer,
            http: self.http.clone(),
            rate_limiter: None,
            signatures: self.signatures.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            background: self.background.clone(),
            log: self.log.clone(),
        };
        App::new(self.service.clone(), ports, "test-request")
    }

    /// Sends a request. Background work waits for [`Self::finish_background`]. As in a browser, the redirect after a
    /// successful form is followed.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Json>) -> Answer {
        let answer = self.send_once(method, path, headers, body);
        let to = answer.headers.get("location").and_then(|to| to.to_str().ok());
        match to.filter(|to| to.starts_with("/done?")) {
            Some(to) => Answer { headers: answer.headers.clone(), ..self.send_once("GET", to, headers, None) },
            None => answer,
        }
    }

    /// Sends a request without following a redirect.
    pub fn send_once(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Json>) -> Answer {
        let kind = body.as_ref().map(|_| "application/json");
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        self.send_text(method, path, headers, (kind, body))
    }

    /// Sends a form.
    pub fn send_form(&self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send_text("POST", path, headers, (Some("application/x-www-form-urlencoded"), body))
    }

    /// Sends a body of a media type.
    pub fn send_text(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        (kind, body): (Option<&'static str>, String),
    ) -> Answer {
        let mut map = HeaderMap::new();
        if let Some(kind) = kind {
            map.insert("content-type", HeaderValue::from_static(kind));
        }
        for (name, value) in headers {
            map.insert(HeaderName::try_from(*name).expect("a name"), HeaderValue::from_str(value).expect("a value"));
        }
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query.to_owned())));
        let request = Request {
            method: Method::try_from(method).expect("a method"),
            path: path.to_owned(),
            query,
            headers: map,
            body: if body.len() > MAX_BODY { Body::TooLarge } else { Body::Complete(body.into_bytes()) },
            place: None,
        };
        let route = self.router.find(&request.method, &request.path).map(|found| found.route).ok();
        let was_to_fail = self.database.fail_at.get().is_some();
        let response = serve(self.app(), &self.router, request).now_or_never().expect("nothing here waits");
        if let Some(route) = route.filter(|_| was_to_fail && self.database.fail_at.get().is_none()) {
            self.failed.borrow_mut().insert((route.method.to_string(), route.path));
        }
        let (parts, body) = response.into_parts();
        let is_json = parts.headers.get("content-type").is_some_and(|kind| kind == "application/json");
        let body = match String::from_utf8(body).expect("UTF-8") {
            text if is_json && !text.is_empty() => serde_json::from_str(&text).expect("JSON"),
            text => Json::String(text),
        };
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// Headers and body of a static file.
    pub fn file(&self, path: &str) -> (HeaderMap, Vec<u8>) {
        let (method, body) = (Method::GET, Body::Complete(Vec::new()));
        let request =
            Request { method, path: path.to_owned(), query: None, headers: HeaderMap::new(), body, place: None };
        let response = serve(self.app(), &self.router, request).now_or_never().expect("nothing here waits");
        assert_eq!(response.status(), 200, "{path}");
        let (parts, body) = response.into_parts();
        (parts.headers, body)
    }

    pub fn post(&self, path: &str, body: Json) -> Answer {
        self.send("POST", path, &[], Some(body))
    }

    pub fn as_bearer(&self, token: &str, method: &str, path: &str, body: Option<Json>) -> Answer {
        self.send(method, path, &[("authorization", &format!("Bearer {token}"))], body)
    }

    pub fn with_cookies(&self, cookies: &str, method: &str, path: &str) -> Answer {
        self.send(method, path, &[("cookie", cookies)], None)
    }

    /// Runs the pending background work.
    pub fn finish_background(&self) {
        while let Some(work) = self.background.next() {
            work.now_or_never().expect("nothing here waits");
        }
    }
}

/// Service under [`SETTINGS`] with these changes, and its routes.
fn service(changes: &[(&str, &str)]) -> (Rc<Service>, Rc<Router>) {
    let setting = |name: &str| {
        changes.iter().chain(&SETTINGS).find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
    let config = Config::read(setting).expect("good settings");
    let router = router(&config);
    (Rc::new(Service::new(config)), Rc::new(router))
}

pub struct TestClock {
    milliseconds: Cell<i64>,
    /// Requested pauses, in milliseconds. None takes time.
    pub pauses: RefCell<Vec<u64>>,
}

impl Default for TestClock {
    fn default() -> Self {
        Self { milliseconds: Cell::new(1_700_000_000_000), pauses: RefCell::default() }
    }
}

impl TestClock {
    pub fn advance(&self, seconds: i64) {
        self.advance_milliseconds(seconds * 1000);
    }

    pub fn advance_milliseconds(&self, milliseconds: i64) {
        self.milliseconds.set(self.milliseconds.get() + milliseconds);
    }
}

#[async_trait(?Send)]
impl Clock for TestClock {
    fn milliseconds(&self) -> i64 {
        self.milliseconds.get()
    }

    async fn pause(&self, milliseconds: u64) {
        self.pauses.borrow_mut().push(milliseconds);
    }
}

/// SplitMix64: reproducible, without repeated draws.
#[derive(Default)]
struct TestEntropy(Cell<u64>);

impl Entropy for TestEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), PortError> {
        for chunk in buffer.chunks_mut(8) {
            self.0.set(self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
            let mut z = self.0.get();
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[derive(Default)]
struct TestBackground(RefCell<Vec<LocalBoxFuture<'static, ()>>>);

impl TestBackground {
    /// Takes the oldest pending work.
    fn next(&self) -> Option<LocalBoxFuture<'static, ()>> {
        let mut left = self.0.borrow_mut();
        if left.is_empty() { None } else { Some(left.remove(0)) }
    }
}

impl Background for TestBackground {
    fn run_after_answer(&self, work: LocalBoxFuture<'static, ()>) {
        self.0.borrow_mut().push(work);
    }
}

#[derive(Default)]
pub struct TestLog(pub RefCell<Vec<(Level, String)>>);

impl Log for TestLog {
    fn write(&self, level: Level, line: &str) {
        self.0.borrow_mut().push((level, line.to_owned()));
    }
}
