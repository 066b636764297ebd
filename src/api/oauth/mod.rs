//! OAuth 2.1 and OpenID Connect: the endpoints that applications call. Those that people see are pages.

pub mod client;
mod errors;
mod introspection;
pub mod metadata;
mod revocation;
mod token;
mod userinfo;

use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::edge_limit::Limit;
use crate::http::route::Cache;
use crate::http::{Route, route};

/// Its errors: those of RFC 6749. It reads no cookie, so pages of any origin may call it.
pub static DIALECT: Dialect = Dialect {
    prefixes: &["/oauth2", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"],
    on_behalf: false,
    cors: Cors::Any,
    errors: Errors::Json { describe: |error, _| errors::describe(error), body: errors::body },
};

/// As [`DIALECT`], for what back ends alone call: no page reads its answers.
pub static BACK_END_DIALECT: Dialect = Dialect {
    prefixes: &[],
    on_behalf: false,
    cors: Cors::Own,
    errors: Errors::Json { describe: |error, _| errors::describe(error), body: errors::body },
};

/// Routes that take credentials have no edge rate limit: a back end redeems and refreshes for all of its people from one
/// address, by secrets of 256 bits, and failures are counted by client and address.
pub const ROUTES: &[Route] = &[
    route!(DIALECT, GET "/.well-known/openid-configuration", anyone => metadata::document, cache(Cache::FiveMinutes)),
    route!(DIALECT, GET "/.well-known/oauth-authorization-server", anyone => metadata::document, cache(Cache::FiveMinutes)),
    route!(DIALECT, GET "/oauth2/jwks", anyone => metadata::keys, cache(Cache::FiveMinutes)),
    route!(DIALECT, POST "/oauth2/token", anyone => token::token, forms, limit(Limit::Unlimited)),
    route!(DIALECT, GET "/oauth2/userinfo", anyone => userinfo::userinfo),
    route!(DIALECT, POST "/oauth2/userinfo", anyone => userinfo::userinfo, forms, limit(Limit::Unlimited)),
    route!(BACK_END_DIALECT, POST "/oauth2/introspect", anyone => introspection::introspect, forms, limit(Limit::Unlimited)),
    route!(DIALECT, POST "/oauth2/revoke", anyone => revocation::revoke, forms, limit(Limit::Unlimited)),
];
