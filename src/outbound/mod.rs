//! Services that are called: the transports of mail, their retries, and the mailbox of development.

pub mod delivery;
pub mod mailbox;
pub mod no_mail;
pub mod resend;
