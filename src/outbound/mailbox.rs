//! Development mailbox: mails are kept instead of sent, for a person or a test to read.

use std::rc::Rc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::domain::EmailAddress;
use crate::domain::time::DAY;
use crate::ports::{Clock, KeyValue, Mail, MailError, MailId, Mailer, PortError};

/// Prefix of its keys. A key is `mailbox:<time>:<id>:<recipient>`, such as
/// `mailbox:8299999999999:1b4e28ba-2fa1-41d2-883f-0016d3cca427:ada@acme.com`; its value is a [`ReceivedMail`] in JSON
/// and lives for a day. The time counts down to 0 at [`LAST_MILLISECOND`], so that the newest mail sorts first.
const PREFIX: &str = "mailbox:";
/// Largest number of milliseconds with 13 digits, in November 2286.
const LAST_MILLISECOND: i64 = 9_999_999_999_999;
/// Most mails in one read.
const MAX_READ: usize = 100;

/// `Mailer` port that keeps its mails.
pub struct Mailbox {
    pub key_value: Rc<dyn KeyValue>,
    pub clock: Rc<dyn Clock>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedMail {
    pub id: MailId,
    /// Address of the only recipient.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Text part.
    pub text: String,
    /// HTML part.
    pub html: String,
    /// RFC 3339, UTC.
    pub sent_at: String,
}

#[async_trait(?Send)]
impl Mailer for Mailbox {
    async fn send(&self, id: &MailId, mail: &Mail) -> Result<(), MailError> {
        let Mail { to, subject, text, html } = mail.clone();
        let left = LAST_MILLISECOND.saturating_sub(self.clock.milliseconds());
        let key = format!("{PREFIX}{left:013}:{}:{}", id.0, to.to_lowercase());
        let received = ReceivedMail { id: id.clone(), to, subject, text, html, sent_at: self.clock.now().to_rfc3339() };
        let value = serde_json::to_string(&received).map_err(|error| MailError::Refused(error.to_string()))?;
        self.key_value.put(&key, &value, DAY).await.map_err(|PortError(problem)| MailError::Failed(problem))
    }
}

/// Newest hundred mails, or newest hundred to this address in any of its spellings, newest first.
///
/// # Errors
/// If KV fails.
pub async fn read(key_value: &dyn KeyValue, to: Option<&str>) -> Result<Vec<ReceivedMail>, PortError> {
    let to = to.map(|to| {
        EmailAddress::parse(to).map_or_else(|| to.to_lowercase(), |address| address.key().as_str().to_owned())
    });
    let keys = key_value.list(PREFIX).await?;
    let wanted = keys.iter().filter(|key| to.is_none() || to.as_deref() == recipient(key));
    let mut mails = Vec::new();
    for key in wanted.take(MAX_READ) {
        let value = key_value.get(key).await?;
        mails.extend(value.and_then(|value| serde_json::from_str(&value).ok()));
    }
    Ok(mails)
}

/// Mail with this id, to whichever address.
///
/// # Errors
/// If KV fails.
pub async fn find(key_value: &dyn KeyValue, id: &MailId) -> Result<Option<ReceivedMail>, PortError> {
    let keys = key_value.list(PREFIX).await?;
    let Some(key) = keys.iter().find(|key| key.split(':').nth(2) == Some(&id.0)) else { return Ok(None) };
    let value = key_value.get(key).await?;
    Ok(value.and_then(|value| serde_json::from_str(&value).ok()))
}

fn recipient(key: &str) -> Option<&str> {
    key.splitn(4, ':').nth(3)
}
