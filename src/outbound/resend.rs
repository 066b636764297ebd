//! Mail by Resend's HTTP API (<https://resend.com/docs/api-reference/emails/send-email>).

use std::rc::Rc;

use async_trait::async_trait;
use http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{Request, Response};
use serde_json::{Value as Json, json};

use crate::config::{ResendConfig, Sender};
use crate::ports::{HttpClient, Mail, MailError, MailId, Mailer, PortError};

/// The client errors that pass: a conflict is an earlier try of the same mail that is still under way.
const PASSING: [u16; 4] = [408, 409, 425, 429];

pub struct Resend {
    pub http: Rc<dyn HttpClient>,
    pub config: ResendConfig,
}

#[async_trait(?Send)]
impl Mailer for Resend {
    async fn send(&self, id: &MailId, mail: &Mail) -> Result<(), MailError> {
        let request = self.request(id, mail).map_err(|error| MailError::Refused(error.to_string()))?;
        let answer = self.http.send(request).await.map_err(|PortError(problem)| MailError::Failed(problem))?;
        outcome(&answer)
    }
}

impl Resend {
    fn request(&self, id: &MailId, mail: &Mail) -> http::Result<Request<Vec<u8>>> {
        let body = json!({
            "from": mailbox(&self.config.from),
            "to": [mail.to],
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
        });
        Request::post(format!("{}/emails", self.config.api_url))
            .header(AUTHORIZATION, format!("Bearer {}", self.config.api_key.expose()))
            .header(CONTENT_TYPE, "application/json")
            // Resend refuses requests without a user agent.
            .header(USER_AGENT, concat!("Sesame/", env!("CARGO_PKG_VERSION")))
            .header("idempotency-key", &id.0)
            .body(body.to_string().into_bytes())
    }
}

fn mailbox(sender: &Sender) -> String {
    match &sender.name {
        Some(name) => format!("{name} <{}>", sender.address),
        None => sender.address.clone(),
    }
}

/// The body of a refusal may repeat the address, so the log gets the status alone.
fn outcome(answer: &Response<Vec<u8>>) -> Result<(), MailError> {
    let status = answer.status();
    if status.is_success() && has_id(answer.body()) {
        Ok(())
    } else if status.is_client_error() && !PASSING.contains(&status.as_u16()) {
        Err(MailError::Refused(format!("resend: {}", status.as_u16())))
    } else {
        Err(MailError::Failed(format!("resend: {}", status.as_u16())))
    }
}

/// True for the body of a success, which has an `id`; anything else does not come from the API.
fn has_id(body: &[u8]) -> bool {
    serde_json::from_slice::<Json>(body).is_ok_and(|answer| answer.get("id").is_some_and(Json::is_string))
}
