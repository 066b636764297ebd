//! Dialect B: JSON in, `{user, session}` out.

pub mod errors;
mod federation;
mod handlers;
mod mailed;
mod passkeys;
mod two_factor;
pub mod wire;

use crate::http::Route;
use crate::http::router::route;

/// Its routes.
pub const ROUTES: &[Route] = &[
    route!(Session, POST "/api/auth/sign-up" => handlers::sign_up, limit: SignUp),
    route!(Session, POST "/api/auth/sign-in" => handlers::sign_in),
    route!(Session, POST "/api/auth/sign-out" => handlers::sign_out, limit: Session),
    route!(Session, GET "/api/auth/session" => handlers::session),
    route!(Session, GET "/api/auth/sessions" => handlers::sessions),
    route!(Session, DELETE "/api/auth/sessions" => handlers::end_other_sessions),
    route!(Session, DELETE "/api/auth/sessions/:id" => handlers::end_session),
    route!(Session, POST "/api/auth/change-password" => handlers::change_password),
    route!(Session, POST "/api/auth/send-verification-email" => mailed::send_verification, limit: Mail),
    route!(Session, POST "/api/auth/verify-email" => mailed::verify_email),
    route!(Session, POST "/api/auth/send-magic-link" => mailed::send_magic_link, limit: Mail),
    route!(Session, POST "/api/auth/magic-link" => mailed::magic_link),
    route!(Session, POST "/api/auth/forgot-password" => mailed::forgot_password, limit: Mail),
    route!(Session, POST "/api/auth/reset-password" => mailed::reset_password),
    route!(Session, POST "/api/auth/change-email" => mailed::change_email, limit: Mail),
    route!(Session, POST "/api/auth/two-factor/enable" => two_factor::enable),
    route!(Session, POST "/api/auth/two-factor/verify" => two_factor::verify),
    route!(Session, POST "/api/auth/two-factor/challenge" => two_factor::challenge),
    route!(Session, POST "/api/auth/two-factor/disable" => two_factor::disable),
    route!(Session, POST "/api/auth/two-factor/backup-codes" => two_factor::backup_codes),
    route!(Session, POST "/api/auth/passkey/register" => passkeys::register),
    route!(Session, POST "/api/auth/passkey/sign-in" => passkeys::sign_in),
    route!(Session, GET "/api/auth/passkeys" => passkeys::list),
    route!(Session, PATCH "/api/auth/passkeys/:id" => passkeys::rename),
    route!(Session, DELETE "/api/auth/passkeys/:id" => passkeys::remove),
    route!(Session, GET "/api/auth/oauth/:provider" => federation::start, sets_cookies: Yes, limit: Act),
    route!(Session, GET "/api/auth/callback/:provider" => federation::finish, sets_cookies: Yes),
    route!(Session, GET "/api/auth/identities" => federation::identities),
    route!(Session, DELETE "/api/auth/identities/:id" => federation::unlink),
    route!(Session, GET "/api/auth/events" => handlers::events),
    route!(Session, PATCH "/api/auth/user" => handlers::update_user),
    route!(Session, DELETE "/api/auth/user" => handlers::delete_user),
    route!(Session, GET "/api/auth/user/export" => handlers::export),
];
