//! `Mailer` port that records its mails.

use std::cell::RefCell;
use std::collections::VecDeque;

use async_trait::async_trait;
use sesame::ports::{Mail, MailError, MailId, Mailer};

#[derive(Default)]
pub struct TestMailer {
    /// Accepted mails, oldest first.
    pub sent: RefCell<Vec<Mail>>,
    /// Outcomes of the next attempts, in order. After these, all succeed.
    pub failures: RefCell<VecDeque<MailError>>,
    /// Id of each attempt.
    pub tries: RefCell<Vec<MailId>>,
}

impl TestMailer {
    /// Newest mail to this address.
    pub fn newest_to(&self, address: &str) -> Mail {
        let sent = self.sent.borrow();
        sent.iter().rev().find(|mail| mail.to.eq_ignore_ascii_case(address)).expect("a mail").clone()
    }

    /// Token of the newest link to this page, whoever the recipient.
    pub fn last_token(&self, page: &str) -> String {
        let (sent, mark) = (self.sent.borrow(), format!("/{page}?token="));
        let mut links = sent.iter().rev().flat_map(|mail| mail.text.lines()).filter_map(|line| line.split_once(&mark));
        links.next().expect("a link").1.to_owned()
    }
}

#[async_trait(?Send)]
impl Mailer for TestMailer {
    async fn send(&self, id: &MailId, mail: &Mail) -> Result<(), MailError> {
        self.tries.borrow_mut().push(id.clone());
        match self.failures.borrow_mut().pop_front() {
            Some(failure) => Err(failure),
            None => {
                self.sent.borrow_mut().push(mail.clone());
                Ok(())
            }
        }
    }
}
