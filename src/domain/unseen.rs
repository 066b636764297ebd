//! Invisible characters, and names made of nothing else.

/// Listed as a symbol by Unicode, yet blank in every font.
const BRAILLE_BLANK: char = '\u{2800}';

/// True if a text has no visible character.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_unseen(c) || c == BRAILLE_BLANK)
}

/// True for control characters and for characters that Unicode lists as bidirectional controls, default ignorable or
/// interlinear annotation (Unicode Character Database, `PropList.txt` and `DerivedCoreProperties.txt`).
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::is_blank;

    #[test]
    fn a_text_is_blank_unless_something_of_it_shows() {
        let blanks = [
            "",
            " ",
            "\u{a0}\u{3000}",
            "\u{200b}",
            "\u{feff}\u{2060}",
            "\u{3164}",
            "\u{2800}",
            "\u{ad}",
            "\u{202e}\u{7}",
            "\u{fe0f}",
            "\u{e0041}",
        ];
        for text in blanks {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["a", "\u{200b}.", "\u{200f}ש", "👨\u{200d}👩", "-"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
