//! Mails: a subject, a text part and an HTML part for each message. Sending is the `Mailer` port's job.

pub mod act;
pub mod change;
pub mod compose;
mod copy;
pub mod letter;
pub mod message;
mod remedy;
#[cfg(test)]
mod tests;

pub use act::{Attribution, By, ToldAct};
pub use change::Change;
pub use compose::compose;
pub use letter::Composed;
pub use message::{AddressProof, Message};
pub use remedy::Remedy;
