//! Metadata: JSON objects that operators keep with an account.

use serde_json::{Map, Value};

use super::profile::FieldChange;

/// Largest of the two objects, in bytes of JSON.
pub const MAX_METADATA: usize = 8 * 1024;

#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// Shown to the person.
    pub public: Map<String, Value>,
    /// For operators alone.
    pub private: Map<String, Value>,
}

/// Patches of both objects (RFC 7396). `Some(None)` empties one.
#[derive(Debug, Default)]
pub struct MetadataPatch {
    pub public: FieldChange<Map<String, Value>>,
    pub private: FieldChange<Map<String, Value>>,
}
