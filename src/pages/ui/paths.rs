//! Paths of pages that others lead to.

use url::form_urlencoded;

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
