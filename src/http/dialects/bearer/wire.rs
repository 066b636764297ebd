//! What dialect A sends and is sent.

use serde::{Deserialize, Serialize};

/// An address and a password, which the client has hashed. What is missing is as good as wrong.
#[derive(Deserialize)]
pub struct Credentials {
    /// The address.
    pub email: Option<String>,
    /// The password.
    pub password: Option<String>,
}

/// A session token.
#[derive(Serialize)]
pub struct Bearer {
    /// The token.
    pub bearer: String,
}
