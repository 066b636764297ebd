//! Hosted pages: HTML for people, working without script except for passkeys. GET shows; only a form's POST acts.

mod account;
mod admin;
mod authorization;
pub mod copy;
mod done_page;
mod entrance;
mod handlers;
mod icons;
mod kept_address;
mod language;
mod links;
mod mailbox;
mod outcome;
pub mod page;
mod pairing;
mod recovery;
mod reference;
mod refused_recovery;
mod removed_factor;
pub mod render;
mod second_step;
pub mod security;
mod session;
mod sign_in;
mod sign_in_code;
mod sign_up;
#[cfg(test)]
mod tests;
pub mod ui;
mod view;
mod views;
mod welcome;

pub use done_page::DonePage;
pub use page::Page;
pub use render::{Html, render, render_mailbox};
pub use ui::{FailurePage, Problem};

use ::http::StatusCode;

use self::ui::told;
use crate::domain::AuthError;
use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::edge_limit::Limit;
use crate::http::route::Cache;
use crate::http::{Exchange, ProtocolError, Request, Response, Route, route};

/// Its errors: pages.
pub static DIALECT: Dialect = page_dialect();

/// Dialect of pages, for those of a trusted origin.
const fn page_dialect() -> Dialect {
    let errors = Errors::Page { auth: refuse, protocol: refuse_protocol };
    Dialect { prefixes: &[], on_behalf: false, cors: Cors::Trusted, errors }
}

pub const ROUTES: &[Route] = &[
    route!(DIALECT, GET "/", anyone => sign_in::root),
    route!(DIALECT, GET "/sign-in", anyone => sign_in::show_sign_in),
    route!(DIALECT, POST "/sign-in", anyone => sign_in::sign_in, sets_cookies),
    route!(DIALECT, POST "/sign-in/link", anyone => sign_in::mail_link, sets_cookies, limit(Limit::Mail), form("/sign-in")),
    route!(DIALECT, POST "/sign-in/code", anyone => sign_in_code::answer, sets_cookies, form("/sign-in")),
    route!(DIALECT, POST "/sign-in/verification", anyone => sign_in::mail_verification, sets_cookies, limit(Limit::Mail), form("/sign-in")),
    route!(DIALECT, POST "/sign-in/passkey", anyone => sign_in::use_passkey, sets_cookies, form("/sign-in")),
    route!(DIALECT, POST "/sign-out", anyone => sign_in::sign_out, sets_cookies, limit(Limit::Session), form("/account")),
    route!(DIALECT, GET "/sign-up", anyone => sign_up::show_sign_up),
    route!(DIALECT, POST "/sign-up", anyone => sign_up::sign_up, sets_cookies, limit(Limit::SignUp)),
    route!(DIALECT, POST "/sign-up/code", anyone => welcome::take_sign_up_code, sets_cookies, form("/sign-up")),
    route!(DIALECT, POST "/sign-up/resend", anyone => welcome::mail_sign_up_code, sets_cookies, limit(Limit::Mail), form("/sign-up")),
    route!(DIALECT, GET "/forgot-password", anyone => sign_up::show_forgot_password),
    route!(DIALECT, POST "/forgot-password", anyone => sign_up::forgot_password, sets_cookies, limit(Limit::Mail)),
    route!(DIALECT, POST "/language", anyone => language::switch, sets_cookies, form("/"), null_origin),
    route!(DIALECT, GET "/magic-link", anyone => links::show_magic_link),
    route!(DIALECT, POST "/magic-link", anyone => links::magic_link, sets_cookies, null_origin),
    route!(DIALECT, GET "/verify-email", anyone => links::show_verify_email),
    route!(DIALECT, POST "/verify-email", anyone => links::verify_email, sets_cookies, null_origin),
    route!(DIALECT, GET "/confirm-address", anyone => links::show_confirm_address),
    route!(DIALECT, POST "/confirm-address", anyone => links::confirm_address, sets_cookies, null_origin),
    route!(DIALECT, GET "/approve-address-change", anyone => links::show_approve_address_change),
    route!(DIALECT, POST "/approve-address-change", anyone => links::approve_address_change, sets_cookies, null_origin),
    route!(DIALECT, GET "/remove-second-factor", anyone => removed_factor::show_page),
    route!(DIALECT, POST "/remove-second-factor", anyone => removed_factor::remove, sets_cookies, null_origin),
    route!(DIALECT, GET "/reset-password", anyone => links::show_reset_password),
    route!(DIALECT, POST "/reset-password", anyone => links::reset_password, sets_cookies, null_origin),
    route!(DIALECT, GET "/recovery", anyone => recovery::show_page),
    route!(DIALECT, POST "/recovery", anyone => recovery::set_password, sets_cookies, null_origin),
    route!(DIALECT, POST "/recovery/passkey", anyone => recovery::add_passkey, sets_cookies, form("/recovery"), null_origin),
    route!(DIALECT, POST "/recovery/options", anyone => recovery::options, form("/recovery")),
    route!(DIALECT, GET "/refuse-recovery", anyone => refused_recovery::show_page),
    route!(DIALECT, POST "/refuse-recovery", anyone => refused_recovery::refuse, sets_cookies, null_origin),
    route!(DIALECT, GET "/keep-address", anyone => kept_address::show_page),
    route!(DIALECT, POST "/keep-address", anyone => kept_address::keep, sets_cookies, null_origin),
    route!(DIALECT, GET "/approve-login", anyone => links::show_approve_login),
    route!(DIALECT, POST "/approve-login", anyone => links::approve_login, sets_cookies, null_origin),
    route!(DIALECT, GET "/done", anyone => outcome::page),
    route!(DIALECT, GET "/.well-known/change-password", anyone => account::change_password),
    route!(DIALECT, GET "/favicon.ico", anyone => icons::ico, cache(Cache::Day)),
    route!(DIALECT, GET "/favicon.svg", anyone => icons::svg, cache(Cache::Day)),
    route!(DIALECT, GET "/apple-touch-icon.png", anyone => icons::touch, cache(Cache::Day)),
    route!(DIALECT, GET "/second-factor", anyone => second_step::show),
    route!(DIALECT, POST "/second-factor", anyone => second_step::answer, sets_cookies),
    route!(DIALECT, GET "/docs", anyone => reference::show),
    route!(DIALECT, GET "/pair", visitor(pairing::signed_in) => pairing::show),
    route!(DIALECT, POST "/pair", anyone => pairing::act, sets_cookies),
];

/// Routes of the steps after a sign-up.
pub const WELCOME_ROUTES: &[Route] = welcome::ROUTES;

/// Routes of the account page.
pub const ACCOUNT_ROUTES: &[Route] = account::ROUTES;

/// Routes of the pages on the way of an application's sign-in, and of its sign-out.
pub const AUTHORIZATION_ROUTES: &[Route] = authorization::ROUTES;

/// Routes of the operators' console, and its dialect.
pub const ADMIN_ROUTES: &[Route] = admin::ROUTES;
pub use admin::DIALECT as ADMIN_DIALECT;

/// Routes of the development mailbox.
pub const DEVELOPMENT_ROUTES: &[Route] = &[
    route!(DIALECT, GET "/dev/mailbox", anyone => mailbox::show),
    route!(DIALECT, GET "/dev/mailbox/:id", anyone => mailbox::show_html_part),
];

/// Page that reports an error of a flow.
pub fn refuse(exchange: &Exchange, error: &AuthError) -> Response {
    let failed = told(error).failed;
    let page = match error {
        AuthError::AccountDisabled { reason } => {
            let contact = exchange.app.config().support_contact.clone();
            Page::Disabled { reason: reason.clone(), contact }
        }
        _ => Page::Failed(failed),
    };
    handlers::show(exchange, failed.status(), &page, &[])
}

/// Page with the URL to open instead.
fn show_other_address(exchange: &Exchange, public_url: &str) -> Response {
    let Request { path, query, .. } = &exchange.request;
    let query = query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let url = format!("{public_url}{path}{query}");
    handlers::show(exchange, StatusCode::FORBIDDEN, &Page::OtherAddress { url }, &[])
}

/// Page that reports an error of the request itself.
pub fn refuse_protocol(exchange: &Exchange, error: &ProtocolError) -> Response {
    let failed = match error {
        ProtocolError::OtherLocalName { public_url } => return show_other_address(exchange, public_url),
        ProtocolError::UnknownPath => FailurePage::NotFound,
        ProtocolError::ForeignOrigin => FailurePage::ForeignOrigin,
        ProtocolError::Misconfigured => FailurePage::Unavailable,
        ProtocolError::MethodNotAllowed(_) => FailurePage::NotTaken,
        ProtocolError::Prefetched
        | ProtocolError::PayloadTooLarge
        | ProtocolError::UnsupportedMediaType
        | ProtocolError::NoForm
        | ProtocolError::SeveralResources
        | ProtocolError::UnsupportedCoding
        | ProtocolError::Malformed => FailurePage::BadRequest,
    };
    handlers::show(exchange, error.describe().status, &Page::Failed(failed), &[])
}
