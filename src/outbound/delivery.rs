//! Delivery of mails after the answer, so that neither its time nor its status reveals whether one was sent.

use crate::app::App;
use crate::domain::{AuthError, EmailAddress};
use crate::ports::{Mail, MailError, MailId};

/// Pauses before each attempt, in milliseconds. Three attempts of at most 8 s each, with the log line, fit into the 30
/// s that the runtime allows after an answer.
const PAUSES: [u64; 3] = [0, 1000, 4000];

/// Writes and sends a mail after the answer, and retries if that may help. A mail that cannot be sent leaves a log line
/// without its content and has no other effect; the person can request another.
pub fn deliver_after_answer(app: &App, write: impl FnOnce() -> Mail + 'static) {
    let sender = app.clone();
    app.run_after_answer("mail_failed", async move {
        deliver(&sender, &write()).await.map_err(|error| AuthError::Unavailable(error.to_string()))
    });
}

async fn deliver(app: &App, mail: &Mail) -> Result<(), MailError> {
    check(mail)?;
    let id = app.ports.entropy.uuid().map(MailId).map_err(|error| MailError::Failed(error.to_string()))?;
    let mut outcome = Ok(());
    for pause in PAUSES {
        if pause > 0 {
            app.ports.clock.pause(pause).await;
        }
        outcome = app.ports.mailer.send(&id, mail).await;
        if !matches!(outcome, Err(MailError::Failed(_))) {
            break;
        }
    }
    outcome
}

/// Last check before a transport, which might take a comma for a second recipient, a line end for a header, or another
/// spelling of a domain for another domain.
fn check(mail: &Mail) -> Result<(), MailError> {
    if EmailAddress::parse(&mail.to).is_none_or(|address| address.as_typed() != mail.to) {
        Err(MailError::Refused("the recipient is not one address".into()))
    } else if mail.subject.contains(char::is_control) {
        Err(MailError::Refused("the subject is not one line".into()))
    } else {
        Ok(())
    }
}
