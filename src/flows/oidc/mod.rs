//! The provider: applications sign people in with this service.

pub mod api_token;
pub mod signing;
pub mod signing_keys;
