//! One request being answered.

use std::cell::Cell;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Dialect, ProtocolError, Request};
use crate::app::App;
use crate::domain::{Client, Language};

/// A request with the service that answers it.
pub struct Exchange {
    /// The service.
    pub app: App,
    /// The request.
    pub request: Request,
    /// What the route's path left open.
    pub parameter: Option<String>,
    /// The fields of the body.
    pub fields: Map<String, Value>,
    /// Dialect that shapes its errors.
    pub dialect: &'static Dialect,
    /// The language of the person, until they choose another in this very request.
    pub language: Cell<Language>,
}

impl Exchange {
    /// The body, read into its type. An empty one is an object without fields.
    ///
    /// # Errors
    /// [`ProtocolError::Malformed`] if a field is missing or of the wrong type.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, ProtocolError> {
        serde_json::from_value(Value::Object(self.fields.clone())).map_err(|_| ProtocolError::Malformed)
    }

    /// A parameter of the query, if it is given once and not empty.
    pub fn query(&self, name: &str) -> Option<String> {
        let query = self.request.query.as_deref()?;
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).ok()?;
        let mut values = pairs.into_iter().filter(|(known, _)| known == name).map(|(_, value)| value);
        values.next().filter(|value| values.next().is_none() && !value.is_empty())
    }

    /// What the widget of the captcha added to a form of our own pages, where one is set up.
    pub fn captcha_response(&self) -> Option<&str> {
        let captcha = self.app.config().captcha.as_ref()?;
        self.fields.get(captcha.provider.response_field())?.as_str()
    }

    /// Who asks.
    pub fn client(&self) -> Client {
        Client { language: self.language.get(), ..self.request.client() }
    }
}
