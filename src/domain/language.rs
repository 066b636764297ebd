//! Languages of pages and mails.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Default, unless the reader prefers French.
    English,
    French,
}

impl Language {
    /// Preferred language of an `Accept-Language` header (RFC 9110 section 12.5.4): the highest weight wins; the first
    /// wins a tie. Malformed entries are ignored.
    pub fn of_accept_language(header: &str) -> Self {
        let mut best = (0.0, Self::English);
        for range in header.split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, "q=1"));
            if let (Some(language), Some(weight)) = (Self::of_range(tag.trim()), weight(parameters))
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }

    /// Parses a language tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        [Self::English, Self::French].into_iter().find(|language| language.tag() == tag)
    }

    /// The language to offer as an alternative.
    pub fn other(self) -> Self {
        self.pick(Self::French, Self::English)
    }

    /// Name of the language in that language.
    pub fn own_name(self) -> &'static str {
        self.pick("English", "Français")
    }

    fn of_range(range: &str) -> Option<Self> {
        let primary = range.split(['-', '_']).next()?;
        if primary.eq_ignore_ascii_case("fr") {
            Some(Self::French)
        } else if primary.eq_ignore_ascii_case("en") || range == "*" {
            Some(Self::English)
        } else {
            None
        }
    }

    /// Language tag (RFC 5646).
    pub fn tag(self) -> &'static str {
        self.pick("en", "fr")
    }

    fn pick<T>(self, english: T, french: T) -> T {
        match self {
            Self::English => english,
            Self::French => french,
        }
    }
}

/// Quality value (RFC 9110 section 12.4.2), 0 to 1.
fn weight(parameters: &str) -> Option<f32> {
    let (name, value) = parameters.trim().split_once('=')?;
    let weight: f32 = value.parse().ok()?;
    (name.eq_ignore_ascii_case("q") && (0.0..=1.0).contains(&weight)).then_some(weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_calls_itself_by_its_own_name() {
        let names = [Language::English, Language::French].map(|language| (language.tag(), language.own_name()));
        assert_eq!(names, [("en", "English"), ("fr", "Français")]);
    }

    #[test]
    fn french_where_it_is_preferred_and_english_otherwise() {
        for (header, tag) in [
            ("", "en"),
            ("fr", "fr"),
            ("FR-ca", "fr"),
            ("fr_FR", "fr"),
            ("en_US,fr_FR;q=0.9", "en"),
            ("de_DE, fr_CA;q=0.5", "fr"),
            ("en", "en"),
            ("de", "en"),
            ("fro", "en"),
            ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"),
            ("en-GB,en;q=0.9,fr;q=0.8", "en"),
            ("en;q=0.8, fr;q=0.9", "fr"),
            ("en;q=0.9, fr;q=0.8", "en"),
            ("fr;q=0.5, en;q=0.5", "fr"),
            ("en;q=0.5, fr;q=0.5", "en"),
            ("de, fr;q=0.2", "fr"),
            ("*, fr;q=0.5", "en"),
            ("fr;q=0", "en"),
            ("fr ; Q=1", "fr"),
        ] {
            assert_eq!(Language::of_accept_language(header).tag(), tag, "{header}");
        }
    }

    #[test]
    fn a_language_is_known_by_its_tag() {
        for language in [Language::English, Language::French] {
            assert_eq!(Language::of_tag(language.tag()), Some(language));
            assert_ne!(language.other(), language);
        }
        for tag in ["", "FR", "fr-CH", "de"] {
            assert_eq!(Language::of_tag(tag), None);
        }
    }

    #[test]
    fn an_unreadable_language_header_means_english() {
        for header in ["fr;q=", "fr;q=2", "fr;q=-1", "fr;q=NaN", "fr;q=x", "fr;level=1", ";q=1", ",,,", "\u{0}", "🇫🇷"]
        {
            assert_eq!(Language::of_accept_language(header), Language::English, "{header}");
        }
    }
}
