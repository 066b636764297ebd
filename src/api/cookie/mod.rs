//! Dialect D: JSON in, cookies out.

mod handlers;
mod wire;

use crate::api::shared::errors::{code_and_message, describe};
use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::edge_limit::Limit;
use crate::http::{Route, route};

/// Its errors: those of dialect B.
pub static DIALECT: Dialect = Dialect {
    prefixes: &["/api/v1/auth"],
    on_behalf: true,
    cors: Cors::Trusted,
    errors: Errors::Json { describe: |error, _| describe(error), body: code_and_message },
};

pub const ROUTES: &[Route] = &[
    route!(DIALECT, POST "/api/v1/auth/signup", anyone => handlers::sign_up, sets_cookies, limit(Limit::SignUp)),
    route!(DIALECT, POST "/api/v1/auth/signin", anyone => handlers::sign_in, sets_cookies),
    route!(DIALECT, POST "/api/v1/auth/verify-email", account => handlers::verify_email),
    route!(DIALECT, POST "/api/v1/auth/custom-refresh", anyone => handlers::refresh, sets_cookies, limit(Limit::Session)),
    route!(DIALECT, POST "/api/v1/auth/custom-logout", anyone => handlers::log_out, sets_cookies, limit(Limit::Session)),
];
