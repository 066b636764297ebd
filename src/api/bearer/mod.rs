//! Dialect A: forms in, `{"bearer"}` out.

mod errors;
mod handlers;
mod wire;

pub use handlers::log_in;

use serde_json::json;

use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::edge_limit::Limit;
use crate::http::{Route, route};

/// Its errors: `{"message"}`.
pub static DIALECT: Dialect = Dialect {
    prefixes: &["/auth"],
    on_behalf: true,
    cors: Cors::Trusted,
    errors: Errors::Json { describe: errors::describe, body: |error| json!({ "message": error.sentence }) },
};

/// Its routes, but for its login: `/auth/login` is dialect C's too.
pub const ROUTES: &[Route] = &[
    route!(DIALECT, POST "/auth/register", anyone => handlers::register, limit(Limit::SignUp)),
    route!(DIALECT, POST "/auth/pair", account => handlers::pair),
    route!(DIALECT, POST "/auth/pair/code", anyone => handlers::pairing_code),
];
