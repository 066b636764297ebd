//! Mails: a subject, a text part and an HTML part for each message. Sending is the `Mailer` port's job.

pub mod compose;
pub mod letter;
pub mod message;
mod notices;
#[cfg(test)]
mod tests;

pub use compose::compose;
pub use letter::Composed;
pub use message::Message;
