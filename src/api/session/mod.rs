//! Dialect B: JSON in, `{user, session}` out.

mod federation;
mod handlers;
mod mailed;
mod passkeys;
mod two_factor;
mod wire;

use crate::api::shared::errors::{code_and_message, describe};
use crate::http::authentication::as_account_nearby;
use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::edge_limit::Limit;
use crate::http::{Route, route};

/// Its errors: `{"error", "message"}`.
pub static DIALECT: Dialect = Dialect {
    prefixes: &["/api/auth"],
    on_behalf: true,
    cors: Cors::Trusted,
    errors: Errors::Json { describe: |error, _| describe(error), body: code_and_message },
};

pub const ROUTES: &[Route] = &[
    route!(DIALECT, POST "/api/auth/sign-up", anyone => handlers::sign_up, limit(Limit::SignUp)),
    route!(DIALECT, POST "/api/auth/sign-in", anyone => handlers::sign_in),
    route!(DIALECT, POST "/api/auth/sign-out", anyone => handlers::sign_out, limit(Limit::Session)),
    route!(DIALECT, GET "/api/auth/session", account(as_account_nearby) => handlers::session),
    route!(DIALECT, GET "/api/auth/token", account => handlers::api_token),
    route!(DIALECT, GET "/api/auth/sessions", account => handlers::sessions),
    route!(DIALECT, DELETE "/api/auth/sessions", account => handlers::end_other_sessions),
    route!(DIALECT, DELETE "/api/auth/sessions/:id", account => handlers::end_session),
    route!(DIALECT, POST "/api/auth/change-password", account => handlers::change_password),
    route!(DIALECT, POST "/api/auth/send-verification-email", anyone => mailed::send_verification, limit(Limit::Mail)),
    route!(DIALECT, POST "/api/auth/verify-email", anyone => mailed::verify_email),
    route!(DIALECT, POST "/api/auth/send-magic-link", anyone => mailed::send_magic_link, limit(Limit::Mail)),
    route!(DIALECT, POST "/api/auth/magic-link", anyone => mailed::magic_link),
    route!(DIALECT, POST "/api/auth/forgot-password", anyone => mailed::forgot_password, limit(Limit::Mail)),
    route!(DIALECT, POST "/api/auth/reset-password", anyone => mailed::reset_password),
    route!(DIALECT, POST "/api/auth/change-email", account => mailed::change_email, limit(Limit::Mail)),
    route!(DIALECT, POST "/api/auth/two-factor/enable", account => two_factor::enable),
    route!(DIALECT, POST "/api/auth/two-factor/verify", account => two_factor::verify),
    route!(DIALECT, POST "/api/auth/two-factor/challenge", anyone => two_factor::challenge),
    route!(DIALECT, POST "/api/auth/two-factor/disable", account => two_factor::disable),
    route!(DIALECT, POST "/api/auth/two-factor/backup-codes", account => two_factor::backup_codes),
    route!(DIALECT, POST "/api/auth/passkey/register", account => passkeys::register),
    route!(DIALECT, POST "/api/auth/passkey/sign-in", anyone => passkeys::sign_in),
    route!(DIALECT, GET "/api/auth/passkeys", account => passkeys::list),
    route!(DIALECT, PATCH "/api/auth/passkeys/:id", account => passkeys::rename),
    route!(DIALECT, DELETE "/api/auth/passkeys/:id", account => passkeys::remove),
    route!(DIALECT, GET "/api/auth/oauth/:provider", anyone => federation::start, sets_cookies, limit(Limit::Act)),
    route!(DIALECT, GET "/api/auth/callback/:provider", anyone => federation::finish, sets_cookies),
    route!(DIALECT, GET "/api/auth/identities", account => federation::identities),
    route!(DIALECT, DELETE "/api/auth/identities/:id", account => federation::unlink),
    route!(DIALECT, GET "/api/auth/events", account => handlers::events),
    route!(DIALECT, PATCH "/api/auth/user", account => handlers::update_user),
    route!(DIALECT, DELETE "/api/auth/user", account => handlers::delete_user),
    route!(DIALECT, GET "/api/auth/user/export", account => handlers::export),
];
