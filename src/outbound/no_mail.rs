//! No mail at all.

use async_trait::async_trait;

use crate::ports::{Mail, MailError, MailId, Mailer};

/// Transport of `MAIL_TRANSPORT=none`: refuses every mail.
pub struct NoMail;

#[async_trait(?Send)]
impl Mailer for NoMail {
    async fn send(&self, _id: &MailId, _mail: &Mail) -> Result<(), MailError> {
        Err(MailError::Refused("MAIL_TRANSPORT is none".into()))
    }
}
