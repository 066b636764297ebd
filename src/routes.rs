//! Every route: one line for each dialect, and the pages.

use crate::api::{admin, bearer, cookie, oauth, passwordless, service, session};
use crate::config::{Config, MailConfig};
use crate::http::dialect::Dialects;
use crate::http::router::Router;
use crate::http::{Route, route};
use crate::pages;

/// The dialects, and the answer to a path of none of them.
pub static DIALECTS: Dialects = Dialects {
    prefixed: &[
        &bearer::DIALECT,
        &session::DIALECT,
        &passwordless::DIALECT,
        &cookie::DIALECT,
        &admin::DIALECT,
        &oauth::DIALECT,
        &pages::ADMIN_DIALECT,
    ],
    programs: &service::DIALECT,
    people: &pages::DIALECT,
};

/// Routes that two dialects share.
const SHARED: &[Route] =
    &[route!(bearer::DIALECT, POST "/auth/login", anyone => bearer::log_in, shared_with(passwordless::LOG_IN))];

/// Every route except those of development.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    [
        bearer::ROUTES,
        session::ROUTES,
        passwordless::ROUTES,
        cookie::ROUTES,
        service::ROUTES,
        admin::ROUTES,
        oauth::ROUTES,
        SHARED,
        pages::ROUTES,
        pages::WELCOME_ROUTES,
        pages::ACCOUNT_ROUTES,
        pages::AUTHORIZATION_ROUTES,
        pages::ADMIN_ROUTES,
    ]
    .into_iter()
    .flatten()
}

/// Router under these settings, with the development routes under `MAIL_TRANSPORT=mailbox`.
pub fn router(config: &Config) -> Router {
    let keeps_mail = matches!(config.mail, MailConfig::Mailbox);
    let development = [pages::DEVELOPMENT_ROUTES, service::DEVELOPMENT_ROUTES].into_iter().flatten();
    Router::new(&DIALECTS, routes().chain(development.filter(|_| keeps_mail)))
}

#[cfg(test)]
mod tests;
