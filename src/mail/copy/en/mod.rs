//! English.

mod acts;
mod changes;
mod letters;

use super::Copy;
use crate::domain::Language;

pub static COPY: Copy = Copy {
    language: Language::English,
    letters: letters::LETTERS,
    labels: letters::LABELS,
    changes: changes::CHANGES,
    acts: acts::ACTS,
    role: letters::role,
    remedy: letters::remedy,
};
