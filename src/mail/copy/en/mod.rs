//! English.

mod acts;
mod changes;
mod letters;

use super::MailCopy;
use crate::domain::Language;

pub static COPY: MailCopy = MailCopy {
    language: Language::English,
    letters: letters::LETTERS,
    labels: letters::LABELS,
    changes: changes::CHANGES,
    acts: acts::ACTS,
    role: letters::role,
    remedy: letters::remedy,
};
