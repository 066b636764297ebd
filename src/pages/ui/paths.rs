//! Paths of pages that others lead to.

use url::form_urlencoded;

/// The path of the pages that pair a device, without its slash.
pub const PAIR: &str = "pair";
/// The path of the page to sign in on, without its slash.
pub const SIGN_IN: &str = "sign-in";
/// The path of the page to sign up on, without its slash.
pub const SIGN_UP: &str = "sign-up";
/// The path of the page to ask for a new password on, without its slash.
pub const FORGOT_PASSWORD: &str = "forgot-password";
/// Parameter of the page to sign in on: asks for a credential though somebody is signed in.
pub const AGAIN: &str = "again";
/// Where a person looks after their account.
pub const ACCOUNT: &str = "/account";

/// The path of a page, and where the browser is to go after it.
pub fn with_redirect(path: &str, redirect_url: Option<&str>) -> String {
    match redirect_url {
        None => format!("/{path}"),
        Some(url) => {
            let query: String = form_urlencoded::byte_serialize(url.as_bytes()).collect();
            format!("/{path}?redirectUrl={query}")
        }
    }
}
