//! Pages in each language.

use super::*;

/// Texts of a page, one for each element that has any.
fn texts(html: &str) -> Vec<&str> {
    let parts = own_part(html).split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text.trim());
    parts.filter(|text| text.chars().any(char::is_alphabetic)).collect()
}

#[test]
fn every_text_of_a_page_is_translated() {
    // Words that are the same in both languages, names, and typed text.
    const SAME: [&str; 5] = ["Code", "2 minutes", "Ada", "a@b.com", "Ada, Ada"];
    for page in all_pages() {
        let [english, french] = LANGUAGES.map(|language| html(&page, language));
        let (english, french) = (texts(&english), texts(&french));
        assert_eq!(english.len(), french.len(), "{page:?}");
        for (english, french) in english.iter().zip(&french) {
            assert!(!english.to_lowercase().contains("e-mail"), "{english}: spelled \"email\"");
            assert!(english != french || SAME.contains(english), "{english} in {page:?}");
        }
    }
}

#[test]
fn the_address_to_open_is_shown_and_linked() {
    let url = "http://localhost:8787/sign-in?redirectUrl=%2Faccount";
    let pages = LANGUAGES.map(|language| html(&Page::OtherAddress { url: url.into() }, language));
    for page in &pages {
        assert_eq!(values(own_part(page), "href"), [url]);
        assert!(texts(page).contains(&url), "{page}");
    }
    let [english, french] = pages.each_ref().map(|page| texts(page));
    for (english, french) in english.iter().zip(&french) {
        assert!(english != french || *english == url, "{english}");
    }
}
