//! Service: the part created once per isolate, and its view by one request.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::config::Config;
use crate::crypto::Keys;
use crate::crypto::key_ring::KeptRing;
use crate::domain::time::MINUTE;
use crate::domain::{AuthError, Fingerprint, UnixTime};
use crate::federation::Documents;
use crate::look::Look;
use crate::ports::{Level, Ports};

/// Created once per isolate from the settings.
pub struct Service {
    pub config: Config,
    pub keys: Keys,
    /// Cached metadata of providers.
    pub documents: Documents,
    /// Theme of pages and mails.
    pub look: Look,
    /// Service keys that the database refused a moment ago.
    pub refused_keys: RefusedKeys,
    /// Keys that sign tokens for others to verify.
    pub key_ring: KeptRing,
}

/// Hashes of service keys that the database refused within the last minute, in this isolate.
#[derive(Default)]
pub struct RefusedKeys(RefCell<BTreeMap<Fingerprint, UnixTime>>);

impl RefusedKeys {
    /// Most keys to remember; past it all are forgotten.
    const MOST: usize = 1000;

    /// Remembers a key for a minute.
    pub fn insert(&self, hash: Fingerprint, now: UnixTime) {
        let mut keys = self.0.borrow_mut();
        if keys.len() >= Self::MOST {
            keys.clear();
        }
        keys.insert(hash, now + MINUTE);
    }

    /// True if the key was refused within the last minute.
    pub fn contains(&self, hash: &Fingerprint, now: UnixTime) -> bool {
        self.0.borrow().get(hash).is_some_and(|until| *until > now)
    }
}

/// Service as one request sees it. Cheap to clone: work after the answer takes a clone along.
#[derive(Clone)]
pub struct App {
    service: Rc<Service>,
    pub ports: Ports,
    request_id: Rc<str>,
    route: Option<Rc<str>>,
    began: i64,
}

/// Log line about a fault that belongs to no request.
pub fn log_line(event: &str, detail: &str) -> String {
    serde_json::json!({ "event": event, "detail": detail }).to_string()
}

impl Service {
    /// Derives the keys and the theme from the settings.
    pub fn new(config: Config) -> Self {
        let keys = Keys::new(&config.key_settings());
        let look = Look::new(&config);
        Self {
            config,
            keys,
            documents: Documents::default(),
            look,
            refused_keys: RefusedKeys::default(),
            key_ring: KeptRing::default(),
        }
    }
}

impl App {
    /// Service with the ports of this request, whose log lines carry `request_id`.
    pub fn new(service: Rc<Service>, ports: Ports, request_id: &str) -> Self {
        let began = ports.clock.milliseconds();
        Self { service, ports, request_id: Rc::from(request_id), route: None, began }
    }

    pub fn config(&self) -> &Config {
        &self.service.config
    }

    pub fn keys(&self) -> &Keys {
        &self.service.keys
    }

    pub fn documents(&self) -> &Documents {
        &self.service.documents
    }

    pub fn refused_keys(&self) -> &RefusedKeys {
        &self.service.refused_keys
    }

    pub fn key_ring(&self) -> &KeptRing {
        &self.service.key_ring
    }

    pub fn look(&self) -> &Look {
        &self.service.look
    }

    pub fn now(&self) -> UnixTime {
        self.ports.clock.now()
    }

    /// Id of this request in the log.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Sets the route of later log lines: method and pattern, since the path itself may hold a token.
    pub fn note_route(&mut self, method: &str, pattern: &str) {
        self.route = Some(format!("{method} {pattern}").into());
    }

    /// Writes a log line about this request.
    pub fn log(&self, level: Level, event: &str, detail: &str) {
        let line = serde_json::json!({
            "event": event, "detail": detail, "request": &*self.request_id, "route": self.route.as_deref(),
        });
        self.ports.log.write(level, &line.to_string());
    }

    /// Logs the answer if `LOG_REQUESTS` is on. The milliseconds are those spent waiting for others: on the edge, the
    /// clock stands still during computation.
    pub fn log_answer(&self, status: u16) {
        if !self.config().log_requests {
            return;
        }
        let line = serde_json::json!({
            "event": "request", "request": &*self.request_id, "route": self.route.as_deref(), "status": status,
            "milliseconds": self.ports.clock.milliseconds() - self.began,
        });
        self.ports.log.write(Level::Info, &line.to_string());
    }

    /// Runs work after the answer was sent. A failure is logged as `event` and has no other effect.
    pub fn run_after_answer(&self, event: &'static str, work: impl Future<Output = Result<(), AuthError>> + 'static) {
        let app = self.clone();
        self.ports.background.run_after_answer(Box::pin(async move {
            if let Err(error) = work.await {
                app.log(Level::Warning, event, &error.to_string());
            }
        }));
    }
}
