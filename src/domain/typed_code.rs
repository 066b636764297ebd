//! Codes as people type them and apps display them: `123 456`, `123-456`.

use super::unseen::is_unseen;

/// Length of a mailed code and of a one-time password.
const DIGITS: usize = 6;

/// True for characters that only group digits: white space, hyphens and dashes, and the invisible characters that
/// copied text may contain.
pub fn is_separator(c: char) -> bool {
    let is_dash = matches!(
        c,
        '-' | '\u{58a}'
            | '\u{5be}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2043}'
            | '\u{2212}'
            | '\u{2e3a}'..='\u{2e3b}'
            | '\u{fe58}'
            | '\u{fe63}'
            | '\u{ff0d}'
    );
    c.is_whitespace() || is_dash || (is_unseen(c) && !c.is_control())
}

/// Six ASCII digits, with separators removed. `None` for anything else.
pub fn six_digits(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| !is_separator(*c)).take(DIGITS + 1).collect();
    (code.len() == DIGITS && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_hyphens_of_any_kind_are_left_out() {
        for separator in [
            " ", "  ", "\t", "\r\n", "\u{a0}", "\u{2009}", "\u{202f}", "\u{3000}", "\u{200b}", "\u{2060}", "\u{feff}",
            "\u{ad}", "-", "\u{2010}", "\u{2011}", "\u{2013}", "\u{2014}", "\u{2212}", "\u{fe63}", "\u{ff0d}",
        ] {
            for typed in [format!("123{separator}456"), format!("{separator}12{separator}34{separator}56{separator}")] {
                assert_eq!(six_digits(&typed).as_deref(), Some("123456"), "{typed:?}");
            }
        }
    }

    #[test]
    fn other_characters_are_refused() {
        for typed in [
            "",
            " - ",
            "12345",
            "1234567",
            "123 4567",
            "123456\0",
            "123\u{7}456",
            "123.456",
            "123,456",
            "123_456",
            "+123456",
            "12345a",
            "１２３４５６",
            "٢٨٧٠٨٢",
            "123456 123456",
        ] {
            assert_eq!(six_digits(typed), None, "{typed:?}");
        }
        assert_eq!(six_digits(&"1".repeat(1 << 20)), None);
    }
}
