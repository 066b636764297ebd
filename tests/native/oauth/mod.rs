//! OAuth 2.1 and OpenID Connect, as applications meet them.

mod api_token;
mod dialect;
mod metadata;
