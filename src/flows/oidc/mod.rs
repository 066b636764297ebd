//! The provider: applications sign people in with this service.

pub mod access_token;
pub mod api_token;
pub mod applications;
pub mod authorize;
mod claims;
pub mod client_authentication;
pub mod code_redemption;
pub mod grant_refresh;
pub mod hint;
pub mod introspection;
pub mod issuing;
pub mod logout;
pub mod rotation;
pub mod signing;
pub mod signing_keys;
pub(in crate::flows) mod succession;
pub mod token_revocation;
pub mod userinfo;
pub mod waiting;
