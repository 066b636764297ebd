use super::*;
use crate::domain::texts::missing;

/// Texts that may be the same in two languages.
const SHARED: [&str; 4] = ["moment", "date", "minute", "minutes"];

/// Texts with their names. A new room does not compile until it is listed.
fn named(copy: &FactsCopy) -> Vec<(String, String)> {
    let FactsCopy { labels, times, months } = copy;
    let months = months.iter().map(|month| ("month", *month));
    let texts = labels.named().into_iter().chain(times.named()).chain(months);
    texts.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

#[test]
fn every_language_has_every_text() {
    assert_eq!(missing(&named(&fr::COPY), &named(&en::COPY), &SHARED), Vec::<&str>::new());
}
