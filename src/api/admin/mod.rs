//! The operators' API, for people with a role and for service keys.

mod roles;
mod states;
mod users;
mod wire;

use crate::api::shared::errors::{code_and_message, describe};
use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::{Route, route};

/// Its errors: those of dialect B. No page of another origin reads its answers or sends it cookies.
pub static DIALECT: Dialect = Dialect {
    prefixes: &["/api/admin/v1"],
    cors: Cors::Own,
    errors: Errors::Json { describe: |error, _| describe(error), body: code_and_message },
};

pub const ROUTES: &[Route] = &[
    route!(DIALECT, GET "/api/admin/v1/users/:id", operators(ReadUsers) => users::show),
    route!(DIALECT, PUT "/api/admin/v1/users/:id/role", operators(GiveRoles) => roles::put),
    route!(DIALECT, POST "/api/admin/v1/users/:id/disable", operators(WriteUsers) => states::disable),
    route!(DIALECT, POST "/api/admin/v1/users/:id/enable", operators(WriteUsers) => states::enable),
];
