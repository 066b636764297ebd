//! Dialect C: no passwords; logins are approved from the mailbox.

mod errors;
mod handlers;
mod wire;

use serde_json::json;

use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::edge_limit::Limit;
use crate::http::route::Alternative;
use crate::http::{Route, route};

/// Its errors: `{"error": <sentence>}`.
pub static DIALECT: Dialect = Dialect {
    prefixes: &["/auth/registration", "/auth/session", "/auth/email"],
    on_behalf: true,
    cors: Cors::Trusted,
    errors: Errors::Json {
        describe: |error, _| errors::describe(error),
        body: |error| json!({ "error": error.sentence }),
    },
};

/// `POST /auth/login`, which JSON without a password means.
pub const LOG_IN: Alternative = Alternative {
    is_meant: handlers::is_log_in,
    dialect: &DIALECT,
    handler: |exchange| Box::pin(handlers::log_in(exchange)),
};

/// Its routes, but for its login: `/auth/login` is dialect A's too.
pub const ROUTES: &[Route] = &[
    route!(DIALECT, POST "/auth/registration", anyone => handlers::register, limit(Limit::SignUp)),
    route!(DIALECT, GET "/auth/session/:id", anyone => handlers::collect),
    route!(DIALECT, POST "/auth/email", account => handlers::change_address, limit(Limit::Mail)),
];
