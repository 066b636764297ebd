//! Cursors of lists: where a page ended, signed, so that nobody asks for places that no page named.

use super::base64url;
use super::subkey::Subkey;

/// Position behind the last row of a page, by the values that the list is ordered by.
pub type Position = Vec<String>;

/// Text of a position in a list. `list` names the list and its filter: a cursor is good there alone.
pub(super) fn write(key: &Subkey, list: &str, position: &Position) -> String {
    let payload = serde_json::json!(position).to_string();
    let tag = key.mac(&[list.as_bytes(), payload.as_bytes()]);
    format!("{}.{}", base64url::encode(&payload), base64url::encode(tag))
}

/// Position of a text; `None` for any text that [`write`] did not make for this list.
pub(super) fn read(key: &Subkey, list: &str, text: &str) -> Option<Position> {
    let (payload, tag) = text.split_once('.')?;
    let (payload, tag) = (base64url::decode(payload)?, base64url::decode(tag)?);
    let message = [(list.len() as u64).to_be_bytes().as_slice(), list.as_bytes()].concat();
    let message = [message.as_slice(), (payload.len() as u64).to_be_bytes().as_slice(), &payload].concat();
    key.verifies(&message, &tag).then(|| serde_json::from_slice(&payload).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Secret;

    #[test]
    fn a_cursor_is_good_for_its_list_and_unchanged() {
        let key = Subkey::derive(&Secret::new("x".repeat(32)), "test");
        let position = vec!["1".to_owned(), "a".to_owned()];
        let text = write(&key, "users", &position);
        assert_eq!(read(&key, "users", &text), Some(position));
        assert_eq!(read(&key, "clients", &text), None);
        let (payload, tag) = text.split_once('.').expect("two parts");
        let other = base64url::encode(br#"["2","a"]"#);
        for text in
            ["", ".", payload, &format!("{other}.{tag}"), &format!("{payload}."), &format!("{payload}.{tag}AAAA")]
        {
            assert_eq!(read(&key, "users", text), None, "{text}");
        }
    }
}
