//! `HttpClient` port with programmed answers.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::Value as Json;
use sesame::ports::{Bounds, HttpClient, PortError};

#[derive(Default)]
pub struct TestHttp {
    /// Status and body by URL.
    answers: RefCell<BTreeMap<String, (u16, String)>>,
    /// Number of calls.
    pub calls: Cell<usize>,
    /// Body of the last call.
    pub last_body: RefCell<Vec<u8>>,
    pub last_authorization: RefCell<Option<String>>,
}

impl TestHttp {
    /// Programs the answer of a URL.
    pub fn answer(&self, url: &str, body: &Json) {
        self.answer_text(url, &body.to_string());
    }

    /// As [`Self::answer`], for a body that is not JSON.
    pub fn answer_text(&self, url: &str, body: &str) {
        self.answers.borrow_mut().insert(url.to_owned(), (200, body.to_owned()));
    }

    /// Programs a URL's answer with an error status.
    pub fn refuse(&self, url: &str, status: u16, body: &Json) {
        self.answers.borrow_mut().insert(url.to_owned(), (status, body.to_string()));
    }
}

#[async_trait(?Send)]
impl HttpClient for TestHttp {
    async fn send_within(
        &self,
        request: http::Request<Vec<u8>>,
        _: Bounds,
    ) -> Result<http::Response<Vec<u8>>, PortError> {
        self.calls.set(self.calls.get() + 1);
        self.last_body.borrow_mut().clone_from(request.body());
        let authorization = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        *self.last_authorization.borrow_mut() = authorization.map(str::to_owned);
        let answers = self.answers.borrow();
        let (status, body) =
            answers.get(&request.uri().to_string()).ok_or_else(|| PortError("nobody answers".into()))?;
        let answer = http::Response::builder().status(*status).body(body.clone().into_bytes());
        answer.map_err(|error| PortError(error.to_string()))
    }
}
