//! Dialect C: no passwords; logins are approved from the mailbox.

pub mod errors;
pub mod handlers;
mod wire;

use crate::http::Route;
use crate::http::router::route;

/// Its routes; its login shares `/auth/login` with dialect A.
pub const ROUTES: &[Route] = &[
    route!(Passwordless, POST "/auth/registration" => handlers::register, limit: SignUp),
    route!(Passwordless, GET "/auth/session/:id" => handlers::collect),
    route!(Passwordless, POST "/auth/email" => handlers::change_address, limit: Mail),
];
