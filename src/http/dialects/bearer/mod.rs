//! Dialect A: forms in, `{"bearer"}` out.

pub mod errors;
mod handlers;
mod wire;

pub use handlers::dialect_of_login;

use crate::http::Route;
use crate::http::router::route;

/// The path that dialect C has too.
pub const LOGIN: &str = "/auth/login";

/// Its routes.
pub const ROUTES: &[Route] = &[
    route!(Bearer, POST "/auth/register" => handlers::register, limit: SignUp),
    route!(Bearer, POST "/auth/login" => handlers::login),
    route!(Bearer, POST "/auth/pair" => handlers::pair),
    route!(Bearer, POST "/auth/pair/code" => handlers::pairing_code),
];
