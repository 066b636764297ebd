//! What the dialects share, and pages with them: the texts of errors, shapes, the OpenAPI document.

pub mod errors;
pub mod mailbox;
pub mod wire;

/// OpenAPI 3.1, built from `openapi.yaml`.
pub const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));
