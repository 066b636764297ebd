//! Signing in by another provider (RFC 6749, RFC 9700, OpenID Connect Core 1.0): the browser is sent there with a state,
//! comes back with a code, and the provider tells who it is. What it gives us to ask with is used and forgotten.

mod calls;
mod finish;
pub mod identities;
mod openid;
mod profile;
mod start;
mod whose;

pub use finish::{Answer, Began, Failed, Finished, Returned, finish};
pub use start::{Start, Started, start};

use crate::app::App;
use crate::config::IdentityProvider;
use crate::crypto::one_time_token::OneTimeToken;
use crate::crypto::subkey::fingerprint;
use crate::domain::time::MINUTE;
use crate::domain::{AuthError, EmailAddress, profile as fit};

/// Seconds a browser may take to come back.
pub const STATE_LIFETIME: i64 = 10 * MINUTE;

/// Kind of the secret that a browser keeps while it is away; all its states are bound to it.
const BROWSER: &str = "browser";

/// What a state stores of its browser's secret. No secret has this form itself, so one that was made for the version
/// before, which stored a plain fingerprint, cannot stand for it.
fn binding(browser: &OneTimeToken) -> String {
    fingerprint(&format!("oauth state of {}", browser.expose()))
}

/// A provider by its name.
///
/// # Errors
/// [`AuthError::NotFound`] if there is none that is set up.
pub fn provider<'a>(app: &'a App, name: &str) -> Result<&'a IdentityProvider, AuthError> {
    app.config().identity_providers.iter().find(|provider| provider.name == name).ok_or(AuthError::NotFound)
}

/// Where a provider sends the browser back to: always the same, whatever was asked for (RFC 9700 section 2.1).
fn redirect_uri(app: &App, provider: &IdentityProvider) -> String {
    format!("{}/api/auth/callback/{}", app.config().public_url, provider.name)
}

/// A person, as a provider vouches for them.
struct Person {
    /// The provider's stable id.
    subject: String,
    /// Address, if there is one that can be used.
    email: Option<EmailAddress>,
    /// Whether the provider vouches for the address.
    email_verified: bool,
    /// Display name, if it fits.
    name: Option<String>,
    /// Address of a picture, if it fits.
    image: Option<String>,
}

impl Person {
    /// Takes what describes the person where it is fit, and does without where it is not.
    fn new(
        subject: String,
        email: Option<&str>,
        email_verified: bool,
        name: Option<&str>,
        image: Option<&str>,
    ) -> Self {
        Self {
            subject,
            email: email.and_then(EmailAddress::parse),
            email_verified,
            name: name.and_then(|name| fit::name(name).ok()),
            image: image.and_then(|image| fit::image(image).ok()),
        }
    }
}
