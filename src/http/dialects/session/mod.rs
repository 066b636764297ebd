//! Dialect B: JSON in, `{user, session}` out.

pub mod errors;
mod handlers;
pub mod wire;

use crate::http::Route;
use crate::http::router::route;

/// Its routes.
pub const ROUTES: &[Route] = &[
    route!(Session, POST "/api/auth/sign-up" => handlers::sign_up),
    route!(Session, POST "/api/auth/sign-in" => handlers::sign_in),
    route!(Session, POST "/api/auth/sign-out" => handlers::sign_out),
    route!(Session, GET "/api/auth/session" => handlers::session),
    route!(Session, GET "/api/auth/sessions" => handlers::sessions),
    route!(Session, DELETE "/api/auth/sessions" => handlers::end_other_sessions),
    route!(Session, DELETE "/api/auth/sessions/:id" => handlers::end_session),
    route!(Session, POST "/api/auth/change-password" => handlers::change_password),
    route!(Session, PATCH "/api/auth/user" => handlers::update_user),
    route!(Session, DELETE "/api/auth/user" => handlers::delete_user),
    route!(Session, GET "/api/auth/user/export" => handlers::export),
];
