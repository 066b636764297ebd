//! Mail by the `send_email` binding (<https://developers.cloudflare.com/email-service/api/send-emails/workers-api/>).

use async_trait::async_trait;
use worker::{EmailAddress, Error, SendEmail, SendEmailBuilder};

use crate::config::Sender;
use crate::ports::{Mail, MailError, MailId, Mailer};

pub struct BoundMail {
    pub binding: SendEmail,
    pub from: Sender,
}

#[async_trait(?Send)]
impl Mailer for BoundMail {
    async fn send(&self, _id: &MailId, mail: &Mail) -> Result<(), MailError> {
        let message = match &self.from.name {
            Some(name) => {
                let from = EmailAddress::new(name, &self.from.address);
                SendEmailBuilder::builder_with_email_address_and_str(&from, &mail.to, &mail.subject)
            }
            None => SendEmailBuilder::builder(&self.from.address, &mail.to, &mail.subject),
        };
        let message = message.text(&mail.text).html(&mail.html).build();
        self.binding.send_with_builder(&message).await.map(drop).map_err(|error| outcome(&error.into()))
    }
}

/// The message of an error may repeat the address, so the log gets its code alone.
fn outcome(error: &Error) -> MailError {
    let code = match error {
        Error::EmailRecipientSuppressed(_) => "E_RECIPIENT_SUPPRESSED",
        Error::EmailRecipientNotAllowed(_) => "RCPT_NOT_ALLOWED",
        Error::DailyLimitExceeded(_) => "E_DAILY_LIMIT_EXCEEDED",
        Error::RateLimitExceeded(_) => return failed("E_RATE_LIMIT_EXCEEDED"),
        Error::InternalError(_) => return failed("E_INTERNAL_SERVER_ERROR"),
        Error::UnknownJsError { code: Some(code), .. } if code == "E_DELIVERY_FAILED" => return failed(code),
        Error::UnknownJsError { code: Some(code), .. } => code,
        _ => return failed("an error without a code"),
    };
    MailError::Refused(format!("send_email: {code}"))
}

fn failed(code: &str) -> MailError {
    MailError::Failed(format!("send_email: {code}"))
}
