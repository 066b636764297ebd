//! OAuth 2.1 and OpenID Connect, as applications meet them.

mod dialect;
mod metadata;
