//! OAuth 2.1 and OpenID Connect: the endpoints that applications call. Those that people see are pages.

mod errors;
pub mod metadata;

use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::route::Cache;
use crate::http::{Route, route};

/// Its errors: those of RFC 6749. It reads no cookie, so pages of any origin may call it.
pub static DIALECT: Dialect = Dialect {
    prefixes: &["/oauth2", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"],
    on_behalf: false,
    cors: Cors::Any,
    errors: Errors::Json { describe: |error, _| errors::describe(error), body: errors::body },
};

pub const ROUTES: &[Route] = &[
    route!(DIALECT, GET "/.well-known/openid-configuration", anyone => metadata::document, cache(Cache::FiveMinutes)),
    route!(DIALECT, GET "/.well-known/oauth-authorization-server", anyone => metadata::document, cache(Cache::FiveMinutes)),
    route!(DIALECT, GET "/oauth2/jwks", anyone => metadata::keys, cache(Cache::FiveMinutes)),
];
