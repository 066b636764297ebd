//! The service: what is made once an isolate, and what each request adds to it.

use std::rc::Rc;

use crate::config::Config;
use crate::crypto::Keys;
use crate::domain::{AuthError, UnixTime};
use crate::look::Look;
use crate::ports::{Level, Ports};
use crate::providers::Documents;

/// Made once: the settings and the keys derived from them.
pub struct Service {
    /// The settings.
    pub config: Config,
    /// The keys.
    pub keys: Keys,
    /// What providers publish about themselves.
    pub documents: Documents,
    /// What pages and mails look like.
    pub look: Look,
}

/// The service as one request sees it. Cloning is cheap: work after the answer takes a clone along.
#[derive(Clone)]
pub struct App {
    service: Rc<Service>,
    /// The outside world.
    pub ports: Ports,
    request_id: Rc<str>,
    route: Option<Rc<str>>,
    began: i64,
}

/// A line of the log about something that no request is to blame for.
pub fn log_line(event: &str, detail: &str) -> String {
    serde_json::json!({ "event": event, "detail": detail }).to_string()
}

impl Service {
    /// Derives the keys.
    pub fn new(config: Config) -> Self {
        let keys = Keys::new(&config);
        let look = Look::new(&config);
        Self { config, keys, documents: Documents::default(), look }
    }
}

impl App {
    /// The service with the ports of this request, which the log calls by `request_id`.
    pub fn new(service: Rc<Service>, ports: Ports, request_id: &str) -> Self {
        let began = ports.clock.milliseconds();
        Self { service, ports, request_id: Rc::from(request_id), route: None, began }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.service.config
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.service.keys
    }

    /// What providers publish about themselves.
    pub fn documents(&self) -> &Documents {
        &self.service.documents
    }

    /// What pages and mails look like.
    pub fn look(&self) -> &Look {
        &self.service.look
    }

    /// Now.
    pub fn now(&self) -> UnixTime {
        self.ports.clock.now()
    }

    /// What the log calls this request.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Has the log name the route from now on: its method and pattern, since the path itself may hold a token.
    pub fn note_route(&mut self, method: &str, pattern: &str) {
        self.route = Some(format!("{method} {pattern}").into());
    }

    /// Writes a line about this request.
    pub fn log(&self, level: Level, event: &str, detail: &str) {
        let line = serde_json::json!({
            "event": event, "detail": detail, "request": &*self.request_id, "route": self.route.as_deref(),
        });
        self.ports.log.write(level, &line.to_string());
    }

    /// Writes a line that says how this request was answered, where the settings want one. The milliseconds are those
    /// spent waiting for others: on the edge, time stands still while it computes.
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

    /// Sees work through after the answer was sent; a failure is logged as `event` and otherwise of no consequence.
    pub fn run_after_answer(&self, event: &'static str, work: impl Future<Output = Result<(), AuthError>> + 'static) {
        let app = self.clone();
        self.ports.background.run_after_answer(Box::pin(async move {
            if let Err(error) = work.await {
                app.log(Level::Warning, event, &error.to_string());
            }
        }));
    }
}
