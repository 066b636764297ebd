//! OAuth 2.1 and OpenID Connect: the endpoints that applications call. Those that people see are pages.

mod errors;

use crate::http::Route;
use crate::http::dialect::{Cors, Dialect, Errors};

/// Its errors: those of RFC 6749. It reads no cookie, so pages of any origin may call it.
pub static DIALECT: Dialect = Dialect {
    prefixes: &["/oauth2", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"],
    on_behalf: false,
    cors: Cors::Any,
    errors: Errors::Json { describe: |error, _| errors::describe(error), body: errors::body },
};

pub const ROUTES: &[Route] = &[];
