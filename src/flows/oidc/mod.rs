//! The provider: applications sign people in with this service.

pub mod api_token;
pub mod applications;
pub mod authorize;
pub mod hint;
pub mod logout;
pub mod signing;
pub mod signing_keys;
pub mod waiting;
