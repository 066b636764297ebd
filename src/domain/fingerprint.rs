//! Stored forms of secrets.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Stored form of a secret: its SHA-256, or a keyed hash if it is short, in base64url. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
