//! Mails: from what there is to tell to a subject, a text part and an HTML part. Sending them is a port's work.

pub mod compose;
pub mod letter;
pub mod message;
mod notices;
#[cfg(test)]
mod tests;

pub use compose::compose;
pub use letter::Composed;
pub use message::Message;
