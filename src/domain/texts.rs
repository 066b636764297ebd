//! Texts of a language: rooms, and places for values.

/// Declares a room: a struct of texts, which a test can list by their names.
macro_rules! texts {
    ($(#[$about:meta])* $room:ident { $($(#[$place:meta])* $text:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub struct $room {
            $($(#[$place])* pub $text: &'static str,)+
        }

        #[cfg(test)]
        impl $room {
            /// Texts with their names.
            pub fn named(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($text), self.$text)),+]
            }
        }
    };
}

pub(crate) use texts;

/// Text with values in its places, which are written `{place}`. A place without a value stays.
pub fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (place, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        written.push_str(before);
        match values.iter().find(|(name, _)| *name == place) {
            Some((_, value)) => written.push_str(value),
            None => written.extend(["{", place, "}"]),
        }
        rest = after;
    }
    written + rest
}

/// Names of the texts that a language still lacks: blank ones, those that are as in the original and may not be, and
/// those with other places.
#[cfg(test)]
pub fn missing<'a>(texts: &'a [(String, String)], original: &[(String, String)], shared: &[&str]) -> Vec<&'a str> {
    let places = |text: &str| -> std::collections::BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    };
    let lacks = |((name, text), (_, other)): (&'a (String, String), &(String, String))| {
        let is_translated = text != other || shared.contains(&name.as_str());
        (text.trim().is_empty() || !is_translated || places(text) != places(other)).then_some(name.as_str())
    };
    assert_eq!(texts.len(), original.len());
    texts.iter().zip(original).filter_map(lacks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_into_their_places() {
        let values = [("a", "1"), ("b", "{a}")];
        for (text, written) in [
            ("x {a} y {b} z", "x 1 y {a} z"),
            ("{b}{a}", "{a}1"),
            ("{app} {a}", "{app} 1"),
            ("no place", "no place"),
            ("an open { brace", "an open { brace"),
        ] {
            assert_eq!(filled(text, &values), written);
        }
    }

    #[test]
    fn a_text_is_missing_if_it_is_blank_or_copied_or_lost_a_place() {
        let texts = |texts: [&str; 4]| {
            ["a", "b", "c", "d"]
                .into_iter()
                .zip(texts)
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .collect::<Vec<_>>()
        };
        let original = texts(["Email", "Code", "For {span}", "Sign in"]);
        assert_eq!(missing(&texts([" ", "Code", "Pendant", "Connexion"]), &original, &["b"]), ["a", "c"]);
        assert_eq!(missing(&texts(["E-mail", "Code", "Pendant {span}", "Connexion"]), &original, &[]), ["b"]);
    }
}
