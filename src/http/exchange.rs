//! Exchange: a request and the service that answers it.

use std::cell::Cell;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::on_behalf::OnBehalf;
use super::{Dialect, ProtocolError, Request};
use crate::app::App;
use crate::domain::{Client, Language};

pub struct Exchange {
    pub app: App,
    pub request: Request,
    /// Segments of the path that the route's `:name`s matched, by name.
    pub parameters: Vec<(String, String)>,
    /// Page with the form that posts to the route.
    pub form: Option<&'static str>,
    /// Fields of the body.
    pub fields: Map<String, Value>,
    /// Dialect that shapes its errors.
    pub dialect: &'static Dialect,
    /// Back end that sent it for a visitor.
    pub on_behalf: Option<OnBehalf>,
    /// Language of the person, who may change it within this request.
    pub language: Cell<Language>,
}

impl Exchange {
    /// Deserializes the body. An empty one counts as an object without fields.
    ///
    /// # Errors
    /// [`ProtocolError::Malformed`] if a field is missing or of the wrong type.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, ProtocolError> {
        serde_json::from_value(Value::Object(self.fields.clone())).map_err(|_| ProtocolError::Malformed)
    }

    /// Segment of the path that the route's `:name` matched; empty if the route has no such name.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Query parameter, if it occurs once and is not empty.
    pub fn query(&self, name: &str) -> Option<String> {
        let query = self.request.query.as_deref()?;
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).ok()?;
        let mut values = pairs.into_iter().filter(|(known, _)| known == name).map(|(_, value)| value);
        values.next().filter(|value| values.next().is_none() && !value.is_empty())
    }

    /// Field that the captcha's widget added to a form of our own pages.
    pub fn captcha_response(&self) -> Option<&str> {
        let captcha = self.app.config().captcha.as_ref()?;
        self.fields.get(captcha.provider.response_field())?.as_str()
    }

    pub fn client(&self) -> Client {
        let client = Client { language: self.language.get(), ..self.request.client() };
        match &self.on_behalf {
            Some(OnBehalf { visitor, .. }) => Client { address: Some(*visitor), place: None, ..client },
            None => client,
        }
    }
}
