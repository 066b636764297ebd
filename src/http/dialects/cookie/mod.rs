//! Dialect D: JSON in, cookies out.

pub mod errors;
mod handlers;
mod wire;

use crate::http::Route;
use crate::http::router::route;

/// Its routes.
pub const ROUTES: &[Route] = &[
    route!(Cookie, POST "/api/v1/auth/signup" => handlers::sign_up, sets_cookies: Yes, limit: SignUp),
    route!(Cookie, POST "/api/v1/auth/signin" => handlers::sign_in, sets_cookies: Yes),
    route!(Cookie, POST "/api/v1/auth/verify-email" => handlers::verify_email),
    route!(Cookie, POST "/api/v1/auth/custom-refresh" => handlers::refresh, sets_cookies: Yes, limit: Session),
    route!(Cookie, POST "/api/v1/auth/custom-logout" => handlers::log_out, sets_cookies: Yes, limit: Session),
];
