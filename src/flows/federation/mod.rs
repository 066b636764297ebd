//! Sign-in by a provider (RFC 6749, RFC 9700, OpenID Connect Core 1.0): the browser is sent there with a state and
//! returns with a code, for which the provider says who the person is. The access token is used and dropped.

mod calls;
mod finish;
pub mod identities;
mod openid;
mod profile;
mod start;
mod whose;

pub use finish::{FailedReturn, Finished, ProviderAnswer, Returned, VisitPurpose, finish};
pub use start::{Start, Started, start};

use crate::app::App;
use crate::config::IdentityProvider;
use crate::crypto::one_time_token::OneTimeToken;
use crate::crypto::subkey::fingerprint;
use crate::domain::time::MINUTE;
use crate::domain::{AuthError, EmailAddress, Fingerprint, profile as fit};

/// Seconds within which a browser must return.
pub const STATE_LIFETIME: i64 = 10 * MINUTE;

/// Kind of the secret in the browser's cookie. All its states are bound to it.
const BROWSER: &str = "browser";

/// Binding of a state to its browser's secret. No secret has this form itself, so a secret of the former version, which
/// stored a plain fingerprint, cannot pass for one.
fn binding(browser: &OneTimeToken) -> Fingerprint {
    fingerprint(&format!("oauth state of {}", browser.expose()))
}

/// Provider by name.
///
/// # Errors
/// [`AuthError::NotFound`] if none of this name is configured.
pub fn provider<'a>(app: &'a App, name: &str) -> Result<&'a IdentityProvider, AuthError> {
    app.config().identity_providers.iter().find(|provider| provider.name == name).ok_or(AuthError::NotFound)
}

/// Redirect URI, the same for every request (RFC 9700 section 2.1).
fn redirect_uri(app: &App, provider: &IdentityProvider) -> String {
    format!("{}/api/auth/callback/{}", app.config().public_url, provider.name)
}

/// Person, as asserted by a provider.
struct AssertedPerson {
    /// Provider's stable id.
    subject: String,
    /// Address, if there is a valid one.
    email: Option<EmailAddress>,
    /// True if the provider has verified the address.
    email_verified: bool,
    /// Display name, if valid.
    name: Option<String>,
    /// URL of a picture, if valid.
    image: Option<String>,
}

impl AssertedPerson {
    /// Takes the provider's description of a person, without its invalid parts.
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
