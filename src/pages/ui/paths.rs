//! Paths of pages that others lead to.

use std::collections::HashMap;

use url::{Url, form_urlencoded};

/// Path of the pairing pages, without its slash.
pub const PAIR: &str = "pair";
/// Path of the sign-in page, without its slash.
pub const SIGN_IN: &str = "sign-in";
/// Path that takes the code of a sign-in mail, without its slash.
pub const SIGN_IN_CODE: &str = "sign-in/code";
/// Path of the sign-up page, without its slash.
pub const SIGN_UP: &str = "sign-up";
/// Path of the page for the code that was mailed to a new account, without its slash.
pub const CHECK_EMAIL: &str = "check-email";
/// Path of the page that offers a passkey to a new account, without its slash.
pub const ADD_PASSKEY: &str = "add-passkey";
/// Path of the page that requests a password reset, without its slash.
pub const FORGOT_PASSWORD: &str = "forgot-password";
/// Field of a form that the script fills in where the browser has passkeys.
pub const PASSKEYS: &str = "passkeys";
/// Query parameter of the sign-in page: asks a signed-in person for a credential again.
pub const AGAIN: &str = "again";
/// Path of the account page.
pub const ACCOUNT: &str = "/account";

/// Query parameter of [`CHECK_EMAIL`]: the browser returns from a provider, perhaps with a new account.
pub const RETURNED: &str = "returned";

/// Path that a provider's sign-in returns to before its target: the steps after a sign-up, which a new account alone is
/// shown.
pub fn after_provider(target: Option<&str>) -> String {
    with_parameter(&with_redirect(CHECK_EMAIL, target), RETURNED, "true")
}

/// Target in a URL of [`after_provider`].
pub fn target_after_provider(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let query: HashMap<_, _> = url.query_pairs().collect();
    let is_ours = url.path().strip_prefix('/') == Some(CHECK_EMAIL) && query.contains_key(RETURNED);
    is_ours.then(|| query.get("redirectUrl").map_or_else(|| ACCOUNT.to_owned(), |target| target.to_string()))
}

/// Path, perhaps with a query, with one more parameter. The value needs no escape.
pub fn with_parameter(path: &str, name: &str, value: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{name}={value}")
}

/// Path of a page with a redirect target.
pub fn with_redirect(path: &str, redirect_url: Option<&str>) -> String {
    match redirect_url {
        None => format!("/{path}"),
        Some(url) => {
            let query: String = form_urlencoded::byte_serialize(url.as_bytes()).collect();
            format!("/{path}?redirectUrl={query}")
        }
    }
}
