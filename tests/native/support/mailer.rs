//! The Mailer port, remembering what it was given.

use std::cell::RefCell;
use std::collections::VecDeque;

use async_trait::async_trait;
use sesame::ports::{Mail, MailError, Mailer};

#[derive(Default)]
pub struct TestMailer {
    /// Every mail that was accepted, oldest first.
    pub sent: RefCell<Vec<Mail>>,
    /// What becomes of the next tries, in order; after these all succeed.
    pub failures: RefCell<VecDeque<MailError>>,
    /// The id of every try.
    pub tries: RefCell<Vec<String>>,
}

impl TestMailer {
    /// The newest mail to this address.
    pub fn newest_to(&self, address: &str) -> Mail {
        let sent = self.sent.borrow();
        sent.iter().rev().find(|mail| mail.to.eq_ignore_ascii_case(address)).expect("a mail").clone()
    }
}

#[async_trait(?Send)]
impl Mailer for TestMailer {
    async fn send(&self, id: &str, mail: &Mail) -> Result<(), MailError> {
        self.tries.borrow_mut().push(id.to_owned());
        match self.failures.borrow_mut().pop_front() {
            Some(failure) => Err(failure),
            None => {
                self.sent.borrow_mut().push(mail.clone());
                Ok(())
            }
        }
    }
}
