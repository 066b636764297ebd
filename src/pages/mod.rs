//! The hosted pages: HTML for people, which works without script but for passkeys. A page says what will happen; only
//! its forms' POST acts.

mod account;
mod entrance;
mod field;
pub mod frame;
mod handlers;
mod icons;
mod language;
mod mailbox;
mod outcome;
pub mod page;
mod pairing;
mod reference;
pub mod render;
mod second_step;
pub mod security;
mod session;
mod sign_in;
mod sign_up;
#[cfg(test)]
mod tests;
mod view;
mod words;

pub use page::{Done, Failed, Page, Problem};
pub use reference::DOCUMENT;
pub use render::{Html, render, render_mailbox};
pub use second_step::SecondStep;
pub use session::Visitor;
pub(crate) use sign_in::see_other;
pub use words::events::{event_title, method_of_sign_in};

use ::http::StatusCode;

use crate::domain::{AuthError, TokenKind};
use crate::http::router::route;
use crate::http::{Exchange, ProtocolError, Request, Response, Route};

/// Its routes.
pub const ROUTES: &[Route] = &[
    route!(Page, GET "/" => sign_in::root),
    route!(Page, GET "/sign-in" => sign_in::show_sign_in),
    route!(Page, POST "/sign-in" => sign_in::sign_in, sets_cookies: Yes),
    route!(Page, POST "/sign-in/link" => sign_in::mail_link, sets_cookies: Yes, limit: Mail, form: "/sign-in"),
    route!(Page, POST "/sign-in/verification" => sign_in::mail_verification, sets_cookies: Yes, limit: Mail, form: "/sign-in"),
    route!(Page, POST "/sign-in/passkey" => sign_in::use_passkey, sets_cookies: Yes, form: "/sign-in"),
    route!(Page, POST "/sign-out" => sign_in::sign_out, sets_cookies: Yes, limit: Session, form: "/account"),
    route!(Page, GET "/sign-up" => sign_up::show_sign_up),
    route!(Page, POST "/sign-up" => sign_up::sign_up, sets_cookies: Yes, limit: SignUp),
    route!(Page, GET "/forgot-password" => sign_up::show_forgot_password),
    route!(Page, POST "/forgot-password" => sign_up::forgot_password, sets_cookies: Yes, limit: Mail),
    route!(Page, POST "/language" => language::switch, sets_cookies: Yes, form: "/"),
    route!(Page, GET "/magic-link" => handlers::show_magic_link),
    route!(Page, POST "/magic-link" => handlers::magic_link, sets_cookies: Yes),
    route!(Page, GET "/verify-email" => handlers::show_verify_email),
    route!(Page, POST "/verify-email" => handlers::verify_email, sets_cookies: Yes),
    route!(Page, GET "/confirm-address" => handlers::show_confirm_address),
    route!(Page, POST "/confirm-address" => handlers::confirm_address, sets_cookies: Yes),
    route!(Page, GET "/approve-address-change" => handlers::show_approve_address_change),
    route!(Page, POST "/approve-address-change" => handlers::approve_address_change, sets_cookies: Yes),
    route!(Page, GET "/reset-password" => handlers::show_reset_password),
    route!(Page, POST "/reset-password" => handlers::reset_password, sets_cookies: Yes),
    route!(Page, GET "/approve-login" => handlers::show_approve_login),
    route!(Page, POST "/approve-login" => handlers::approve_login, sets_cookies: Yes),
    route!(Page, GET "/done" => outcome::page),
    route!(Page, GET "/.well-known/change-password" => account::change_password),
    route!(Page, GET "/favicon.ico" => icons::ico),
    route!(Page, GET "/favicon.svg" => icons::svg),
    route!(Page, GET "/apple-touch-icon.png" => icons::touch),
    route!(Page, GET "/second-factor" => second_step::show),
    route!(Page, POST "/second-factor" => second_step::answer, sets_cookies: Yes),
    route!(Page, GET "/docs" => reference::show),
    route!(Session, GET "/openapi.json" => reference::document),
    route!(Page, GET "/pair" => pairing::show, within: pairing::signed_in),
    route!(Page, POST "/pair" => pairing::act, sets_cookies: Yes),
];

/// Those of the account page.
pub const ACCOUNT_ROUTES: &[Route] = account::ROUTES;

/// Its routes where mail stays in the development mailbox.
pub const DEVELOPMENT_ROUTES: &[Route] = &[
    route!(Page, GET "/dev/mailbox" => handlers::mailbox),
    route!(Session, GET "/dev/mailbox.json" => handlers::mailbox_json),
];

/// Whether the forms of a page whose URL has a token go to this path: such a page sends no referrer, and so browsers name
/// no origin in its forms. The switch of the language is on each of them.
pub fn hides_its_origin(path: &str) -> bool {
    let kinds = [
        TokenKind::VerifyEmail,
        TokenKind::ConfirmAddress,
        TokenKind::ApproveAddressChange,
        TokenKind::MagicLink,
        TokenKind::ResetPassword,
    ];
    let mut names = kinds.iter().map(|kind| kind.as_str()).chain([page::APPROVE_LOGIN, "language"]);
    path.strip_prefix('/').is_some_and(|path| names.any(|name| name == path))
}

/// Says on a page what a flow did not do.
pub fn refuse(exchange: &Exchange, error: &AuthError) -> Response {
    let (status, failed) = match error {
        AuthError::InvalidLink
        | AuthError::InvalidToken
        | AuthError::InvalidCredentials
        | AuthError::NotAuthorized
        | AuthError::EmailNotVerified => (StatusCode::BAD_REQUEST, Failed::LinkInvalid),
        AuthError::NoDeviceFound => (StatusCode::NOT_FOUND, Failed::CodeUnknown),
        AuthError::NotFound => (StatusCode::NOT_FOUND, Failed::NotFound),
        AuthError::TooManyAttempts { .. } => (StatusCode::TOO_MANY_REQUESTS, Failed::TooManyAttempts),
        AuthError::InvalidRequest(_)
        | AuthError::InvalidEmail
        | AuthError::InvalidName
        | AuthError::InvalidImage
        | AuthError::InvalidUsername
        | AuthError::InvalidPlatform
        | AuthError::InvalidRedirect
        | AuthError::InvalidCode
        | AuthError::PasswordTooShort
        | AuthError::PasswordTooLong
        | AuthError::PasswordTooCommon
        | AuthError::PasswordBreached
        | AuthError::CaptchaFailed(_)
        | AuthError::EmailTaken
        | AuthError::UsernameTaken
        | AuthError::TotpRequired
        | AuthError::ChallengeRequired(_)
        | AuthError::InvalidTotp
        | AuthError::TwoFactorEnabled
        | AuthError::TwoFactorNotEnabled
        | AuthError::InvalidPasskey(_)
        | AuthError::PasskeyTaken
        | AuthError::TooManyPasskeys
        | AuthError::IdentityTaken
        | AuthError::TooManyIdentities
        | AuthError::AccessDenied
        | AuthError::FederationFailed(_)
        | AuthError::LastWayIn
        | AuthError::ReauthenticationRequired => (StatusCode::BAD_REQUEST, Failed::BadRequest),
        AuthError::MailNotConfigured => (StatusCode::SERVICE_UNAVAILABLE, Failed::MailNotConfigured),
        AuthError::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, Failed::Unavailable),
        AuthError::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, Failed::WentWrong),
    };
    handlers::show(exchange, status, &Page::Failed(failed), &[])
}

/// Says at which address the page is to be opened.
fn show_other_address(exchange: &Exchange, public_url: &str) -> Response {
    let Request { path, query, .. } = &exchange.request;
    let query = query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let url = format!("{public_url}{path}{query}");
    handlers::show(exchange, StatusCode::FORBIDDEN, &Page::OtherAddress { url }, &[])
}

/// Says on a page what is wrong with the request itself.
pub fn refuse_protocol(exchange: &Exchange, error: &ProtocolError) -> Response {
    let failed = match error {
        ProtocolError::OtherLocalName { public_url } => return show_other_address(exchange, public_url),
        ProtocolError::UnknownPath => Failed::NotFound,
        ProtocolError::ForeignOrigin => Failed::ForeignOrigin,
        ProtocolError::Misconfigured => Failed::Unavailable,
        ProtocolError::MethodNotAllowed(_) => Failed::NotTaken,
        ProtocolError::Prefetched
        | ProtocolError::PayloadTooLarge
        | ProtocolError::UnsupportedMediaType
        | ProtocolError::UnsupportedCoding
        | ProtocolError::Malformed => Failed::BadRequest,
    };
    handlers::show(exchange, error.describe().status, &Page::Failed(failed), &[])
}
