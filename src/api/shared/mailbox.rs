//! The development mailbox, as a page and a program ask for it.

use crate::domain::AuthError;
use crate::http::Exchange;
use crate::outbound::mailbox::{self, ReceivedMail};

/// The mails to `?to=`. A `+` that was not percent-encoded is read as a space, which no address holds.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn wanted_mails(exchange: &Exchange) -> Result<Vec<ReceivedMail>, AuthError> {
    let to = exchange.query("to").map(|to| to.replace(' ', "+"));
    Ok(mailbox::read(&*exchange.app.ports.key_value, to.as_deref()).await?)
}
