//! OAuth 2.1 and OpenID Connect, as applications meet them.

mod api_token;
mod clients;
mod codes;
mod dialect;
mod introspections;
mod metadata;
mod refreshes;
mod tokens;
mod userinfo;
