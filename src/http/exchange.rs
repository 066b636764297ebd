//! One request being answered.

use serde::de::DeserializeOwned;

use super::{ProtocolError, Request, body};
use crate::app::App;
use crate::domain::Client;

/// A request with the service that answers it.
pub struct Exchange {
    /// The service.
    pub app: App,
    /// The request.
    pub request: Request,
    /// What the route's path left open.
    pub parameter: Option<String>,
}

impl Exchange {
    /// The body.
    ///
    /// # Errors
    /// As [`body::read`].
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, ProtocolError> {
        body::read(&self.request)
    }

    /// Who asks.
    pub fn client(&self) -> Client {
        self.request.client()
    }
}
