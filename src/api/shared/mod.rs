//! Shared by the dialects and the pages: texts of errors, bodies, the OpenAPI document.

pub mod errors;
pub mod mailbox;
pub mod patch;
pub mod wire;

/// OpenAPI 3.1, built from `openapi.yaml`.
pub const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));
