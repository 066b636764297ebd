//! Checks on new passwords beyond their length and the list of common ones: names of the account or service, and known
//! breaches.

use std::time::Duration;

use http::Request;
use http::header::USER_AGENT;
use sha1::{Digest, Sha1};

use crate::app::App;
use crate::domain::{Account, AuthError, Password, PasswordId};
use crate::ports::{Bounds, Level};
use crate::store::rows::StoredPassword;

/// One second at most. A range has about two thousand lines of 40 bytes, and padding.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(1), answer: 512 * 1024 };
/// Hexadecimal digits of the hash that are sent.
const PREFIX: usize = 5;

/// Names of the person who chooses a password.
pub(super) struct Owner<'a> {
    /// Address as typed.
    pub email: Option<&'a str>,
    /// Username as typed.
    pub username: Option<&'a str>,
    /// Display name.
    pub name: Option<&'a str>,
}

impl<'a> Owner<'a> {
    /// Names of an account.
    pub(super) fn of(account: &'a Account) -> Self {
        Self { email: account.shown_email(), username: account.username.as_deref(), name: account.name.as_deref() }
    }

    /// Words that others who know the owner would try first.
    fn words(&self) -> impl Iterator<Item = &'a str> {
        let local_part = self.email.and_then(|email| email.rsplit_once('@')).map(|(local, _)| local);
        [self.email, local_part, self.username, self.name].into_iter().flatten()
    }
}

/// Checks a new password before hashing. One that the client hashed is not checked.
///
/// # Errors
/// [`AuthError::PasswordTooCommon`], [`AuthError::PasswordBreached`].
pub(super) async fn judge(app: &App, password: &Password, owner: Owner<'_>) -> Result<(), AuthError> {
    if !password.is_typed() {
        return Ok(());
    }
    let config = app.config();
    let host = config.public_url.split_once("://").map_or("", |(_, host)| host);
    if password.is_any_of(owner.words().chain([config.app_name.as_str(), config.public_url.as_str(), host])) {
        return Err(AuthError::PasswordTooCommon);
    }
    match &config.breached_passwords_url {
        Some(url) if is_breached(app, url, password).await => Err(AuthError::PasswordBreached),
        _ => Ok(()),
    }
}

/// Password to store, under a new id.
///
/// # Errors
/// [`AuthError::Internal`], [`AuthError::Unavailable`] without randomness.
pub(super) fn hash(app: &App, password: &Password) -> Result<StoredPassword, AuthError> {
    let entropy = &*app.ports.entropy;
    let id = PasswordId(entropy.uuid()?);
    Ok(StoredPassword { id, hash: app.keys().passwords.hash(password, entropy.bytes()?)? })
}

/// Fetches every breached password whose hash has the same prefix, so that the service asked does not learn which was
/// meant (<https://haveibeenpwned.com/API/v3#PwnedPasswords>). A failed lookup counts as not breached.
async fn is_breached(app: &App, url: &str, password: &Password) -> bool {
    let hash: String = Sha1::digest(password.expose_bytes()).iter().map(|byte| format!("{byte:02X}")).collect();
    let Some((prefix, suffix)) = hash.split_at_checked(PREFIX) else {
        return false;
    };
    match fetch_range(app, &format!("{url}/range/{prefix}")).await {
        Ok(range) => range.lines().any(|line| is_counted(line, suffix)),
        Err(problem) => {
            app.log(Level::Warning, "breach_check_failed", &problem);
            false
        }
    }
}

async fn fetch_range(app: &App, url: &str) -> Result<String, String> {
    let request = Request::get(url)
        .header(USER_AGENT, concat!("Sesame/", env!("CARGO_PKG_VERSION")))
        .header("Add-Padding", "true")
        .body(Vec::new())
        .map_err(|_| String::from("cannot be asked so"))?;
    let answer = app.ports.http.send_within(request, BOUNDS).await.map_err(|error| error.to_string())?;
    let status = answer.status();
    if !status.is_success() {
        return Err(format!("status {}", status.as_u16()));
    }
    let range = String::from_utf8(answer.into_body()).map_err(|_| String::from("not text"))?;
    let is_range = range.lines().next().is_none_or(|line| line.trim_end().split_once(':').is_some());
    if is_range { Ok(range) } else { Err(String::from("not a range")) }
}

/// True if a line (`<35 hexadecimal digits>:<count>`) is about this hash. Padding has a count of zero.
fn is_counted(line: &str, suffix: &str) -> bool {
    let Some((found, count)) = line.trim_end().split_once(':') else {
        return false;
    };
    found.eq_ignore_ascii_case(suffix) && count.trim().parse::<u64>().is_ok_and(|count| count > 0)
}
