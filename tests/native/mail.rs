//! Delivery of mails: retries, the request to Resend, the development mailbox.

use std::cell::RefCell;
use std::rc::Rc;

use async_trait::async_trait;
use futures_util::FutureExt;
use http::{Request, Response};
use serde_json::{Value as Json, json};
use sesame::config::{ResendConfig, Sender};
use sesame::domain::Secret;
use sesame::outbound::delivery::deliver_after_answer;
use sesame::outbound::mailbox::{self, Mailbox, ReceivedMail};
use sesame::outbound::no_mail::NoMail;
use sesame::outbound::resend::Resend;
use sesame::ports::{Bounds, HttpClient, Mail, MailError, MailId, Mailer, PortError};

use crate::support::{MemoryKeyValue, TestClock, World};

fn mail_to(to: &str) -> Mail {
    Mail {
        to: to.into(),
        subject: "Your code".into(),
        text: "The code is 918273".into(),
        html: "<p>The code is 918273</p>".into(),
    }
}

fn failed() -> MailError {
    MailError::Failed("the line is down".into())
}

/// Delivers one mail through a mailer with these failures first; returns the world.
fn deliver(failures: Vec<MailError>) -> World {
    let world = World::new();
    world.mailer.failures.borrow_mut().extend(failures);
    deliver_after_answer(&world.app(), || mail_to("ada@acme.test"));
    assert!(world.mailer.tries.borrow().is_empty(), "nothing is sent before the answer");
    world.finish_background();
    world
}

#[test]
fn a_mail_is_tried_three_times_with_pauses_and_one_id() {
    let world = deliver(vec![failed(), failed()]);
    assert_eq!(world.mailer.newest_to("ada@acme.test"), mail_to("ada@acme.test"));
    assert_eq!(world.mailer.sent.borrow().len(), 1);
    assert_eq!(*world.clock.pauses.borrow(), [1000, 4000]);
    let tries = world.mailer.tries.borrow();
    assert!(tries.len() == 3 && tries.iter().all(|id| *id == tries[0] && id.0.len() == 36), "{tries:?}");
    assert!(world.log.0.borrow().is_empty());
}

#[test]
fn two_mails_have_two_ids() {
    let world = World::new();
    for _ in 0..2 {
        deliver_after_answer(&world.app(), || mail_to("ada@acme.test"));
    }
    world.finish_background();
    let tries = world.mailer.tries.borrow();
    assert_ne!(tries[0], tries[1]);
}

#[test]
fn three_failures_leave_one_log_line_without_the_mail() {
    let world = deliver(vec![failed(), failed(), failed()]);
    assert_eq!((world.mailer.tries.borrow().len(), world.mailer.sent.borrow().len()), (3, 0));
    let lines = world.log.0.borrow();
    let [(_, line)] = lines.as_slice() else { panic!("{lines:?}") };
    assert!(["mail_failed", "test-request", "the line is down"].iter().all(|part| line.contains(part)), "{line}");
    assert!(!["ada", "918273", "Your code"].iter().any(|part| line.contains(part)), "{line}");
}

#[test]
fn a_refused_mail_is_not_tried_again() {
    let world = deliver(vec![MailError::Refused("unknown sender".into())]);
    assert_eq!((world.mailer.tries.borrow().len(), world.mailer.sent.borrow().len()), (1, 0));
    assert_eq!((world.clock.pauses.borrow().len(), world.log.0.borrow().len()), (0, 1));
}

#[test]
fn more_than_one_recipient_or_line_never_reaches_a_transport() {
    let two_lines = Mail { subject: "Hello\r\nBcc: eve@acme.test".into(), ..mail_to("ada@acme.test") };
    let bad = ["ada@acme.test, eve@acme.test", "ada@acme.test\r\nBcc: eve@acme.test", "Ada <ada@acme.test>", ""];
    for mail in bad.map(mail_to).into_iter().chain([two_lines]) {
        let world = World::new();
        let written = mail.clone();
        deliver_after_answer(&world.app(), move || written);
        world.finish_background();
        assert_eq!((world.mailer.tries.borrow().len(), world.log.0.borrow().len()), (0, 1), "{mail:?}");
        assert!(!world.log.0.borrow()[0].1.contains("eve@"));
    }
}

#[test]
fn without_a_transport_mail_is_refused() {
    let outcome = NoMail.send(&MailId("id".into()), &mail_to("ada@acme.test")).now_or_never();
    assert!(matches!(outcome, Some(Err(MailError::Refused(_)))));
}

/// HTTP client with one answer to every request. Records the last request.
struct Double {
    answer: Result<(u16, Vec<u8>), String>,
    asked: RefCell<Option<Request<Vec<u8>>>>,
}

#[async_trait(?Send)]
impl HttpClient for Double {
    async fn send_within(&self, request: Request<Vec<u8>>, _: Bounds) -> Result<Response<Vec<u8>>, PortError> {
        self.asked.replace(Some(request));
        let (status, body) = self.answer.clone().map_err(PortError)?;
        Ok(Response::builder().status(status).body(body).expect("an answer"))
    }
}

fn by_resend(answer: Result<(u16, Vec<u8>), String>, name: Option<&str>) -> (Result<(), MailError>, Request<Vec<u8>>) {
    let http = Rc::new(Double { answer, asked: RefCell::default() });
    let config = ResendConfig {
        from: Sender { name: name.map(str::to_owned), address: "auth@acme.test".into() },
        api_key: Secret::new("re_123".into()),
        api_url: "https://mail.test".into(),
    };
    let outcome =
        Resend { http: http.clone(), config }.send(&MailId("mail-1".into()), &mail_to("ada@acme.test")).now_or_never();
    (outcome.expect("nothing here waits"), http.asked.take().expect("a request"))
}

#[test]
fn resend_is_asked_to_send_one_mail_to_one_person() {
    let (outcome, request) = by_resend(Ok((200, br#"{"id":"49a3"}"#.to_vec())), Some("Acme"));
    assert_eq!(outcome, Ok(()));
    assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("POST", "https://mail.test/emails"));
    for (name, value) in
        [("authorization", "Bearer re_123"), ("content-type", "application/json"), ("idempotency-key", "mail-1")]
    {
        assert_eq!(request.headers()[name], value);
    }
    assert!(request.headers().contains_key("user-agent"));
    let mail = mail_to("ada@acme.test");
    assert_eq!(
        serde_json::from_slice::<Json>(request.body()).expect("JSON"),
        json!({ "from": "Acme <auth@acme.test>", "to": [mail.to], "subject": mail.subject, "text": mail.text, "html": mail.html })
    );
    let (_, request) = by_resend(Ok((200, Vec::new())), None);
    assert_eq!(serde_json::from_slice::<Json>(request.body()).expect("JSON")["from"], "auth@acme.test");
}

#[test]
fn an_answer_of_resend_is_a_success_a_refusal_or_worth_another_try() {
    let outcome = |status: u16, body: &str| by_resend(Ok((status, body.into())), None).0;
    assert_eq!(outcome(201, r#"{"id":"49a3","more":1}"#), Ok(()));
    for nonsense in
        ["", "OK", "null", "[]", r#"["49a3"]"#, r#""49a3""#, "{}", r#"{"id":null}"#, r#"{"id":7}"#, r#"{"id":"49a3""#]
    {
        assert!(matches!(outcome(200, nonsense), Err(MailError::Failed(_))), "{nonsense}");
    }
    for status in [400, 401, 403, 404, 413, 422] {
        let outcome = outcome(status, r#"{"message":"ada@acme.test is not allowed"}"#);
        assert!(matches!(&outcome, Err(MailError::Refused(why)) if !why.contains("ada")), "{status}: {outcome:?}");
    }
    for status in [301, 307, 408, 409, 425, 429, 500, 503, 520] {
        let outcome = outcome(status, r#"{"id":"49a3"}"#);
        assert!(matches!(outcome, Err(MailError::Failed(_))), "{status}: {outcome:?}");
    }
    assert_eq!(by_resend(Err("no answer".into()), None).0, Err(MailError::Failed("no answer".into())));
}

fn read(key_value: &MemoryKeyValue, to: Option<&str>) -> Vec<ReceivedMail> {
    mailbox::read(key_value, to).now_or_never().expect("nothing here waits").expect("reads")
}

#[test]
fn the_mailbox_shows_the_newest_first_by_address_and_for_a_day() {
    let clock: Rc<TestClock> = Rc::default();
    let key_value = Rc::new(MemoryKeyValue::new(clock.clone()));
    let mailbox = Mailbox { key_value: key_value.clone(), clock: clock.clone() };
    for (id, to) in [("1", "Ada@acme.test"), ("2", "bob@acme.test"), ("3", "ada@acme.test")] {
        mailbox.send(&MailId(id.into()), &mail_to(to)).now_or_never().expect("nothing here waits").expect("kept");
        clock.advance_milliseconds(1);
    }
    let ids = |to| read(&key_value, to).into_iter().map(|mail| mail.id.0).collect::<Vec<_>>();
    assert_eq!(ids(None), ["3", "2", "1"]);
    assert_eq!(ids(Some("ADA@acme.test")), ["3", "1"]);
    assert!(ids(Some("acme.test")).is_empty() && ids(Some("")).is_empty());

    let newest = serde_json::to_value(&read(&key_value, Some("bob@acme.test"))[0]).expect("JSON");
    let mail = mail_to("bob@acme.test");
    assert_eq!(
        newest,
        json!({ "id": "2", "to": mail.to, "subject": mail.subject, "text": mail.text, "html": mail.html, "sentAt": "2023-11-14T22:13:20Z" })
    );
    clock.advance(24 * 60 * 60);
    assert!(ids(None).is_empty());
}

#[test]
fn the_mailbox_transport_keeps_its_mails() {
    let world = World::with_settings(&[("MAIL_TRANSPORT", "mailbox"), ("PUBLIC_URL", "http://localhost:8787")]);
    deliver_after_answer(&world.app(), || mail_to("ada@acme.test"));
    world.finish_background();
    assert_eq!(read(&world.key_value, Some("ada@acme.test")).len(), 1);

    world.key_value.wipe();
    assert!(read(&world.key_value, None).is_empty());
    world.key_value.is_down.set(true);
    deliver_after_answer(&world.app(), || mail_to("ada@acme.test"));
    world.finish_background();
    let trips_of_three_tries_and_two_readings = 1 + 2 + 1 + 3;
    assert_eq!(world.key_value.trips.get(), trips_of_three_tries_and_two_readings);
    assert_eq!(world.log.0.borrow().len(), 1);
}
