//! Every language has every text, and texts of its own.

use super::*;
use crate::domain::texts::missing;

/// Texts that may be the same in two languages.
const SHARED: [&str; 2] = ["labels.message", "labels.application"];

/// Texts with the names of their rooms. A new room does not compile until it is listed.
fn named(copy: &MailCopy) -> Vec<(String, String)> {
    let MailCopy { language: _, letters, labels, changes, acts, role, remedy } = copy;
    let rooms = [("letters", letters.named()), ("labels", labels.named())];
    let texts = rooms.into_iter().flat_map(|(room, texts)| {
        texts.into_iter().map(move |(name, text)| (format!("{room}.{name}"), text.to_owned()))
    });
    let notices = changes.named().into_iter().chain(acts.named()).flat_map(|(name, notice)| {
        let NoticeCopy { title, opening, advice } = notice;
        [("title", title), ("opening", opening), ("advice", advice)]
            .map(|(part, text)| (format!("{name}.{part}"), text.to_owned()))
    });
    let roles = Role::ALL.map(|one| (format!("role {one:?}"), role(one).to_owned()));
    let remedies = Remedy::ALL.map(|one| (format!("remedy {one:?}"), remedy(one).to_owned()));
    texts.chain(notices).chain(roles).chain(remedies).collect()
}

#[test]
fn every_language_has_every_text() {
    assert_eq!(missing(&named(&fr::COPY), &named(&en::COPY), &SHARED), Vec::<&str>::new());
}
