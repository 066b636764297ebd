//! Details that a person sees before a decision, labelled in their language. Text from unauthenticated callers appears
//! only as the value of a detail, so that it cannot pass for our own words.

mod copy;
mod times;

use self::copy::FactsCopy;
pub use self::times::{RelativeTime, age, moment, span};
use crate::domain::first_proof::EarlierSetup;
use crate::domain::platform::{self, browser_and_system};
use crate::domain::texts::filled;
use crate::domain::unseen::is_unseen;
use crate::domain::{AccountOrigin, Client, EmailAddress, Language, UnixTime};

/// Labelled value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub label: &'static str,
    /// One line, without invisible characters.
    pub value: String,
    /// True if somebody was free to choose the value, so that it may look like a link.
    pub is_free_text: bool,
    /// Point in time that the value tells.
    pub time: Option<RelativeTime>,
}

impl Fact {
    /// Detail in somebody else's words.
    pub fn stated(label: &'static str, text: &str) -> Self {
        Self { label, value: one_line(text), is_free_text: true, time: None }
    }

    /// Detail in our own words.
    pub fn known(label: &'static str, text: String) -> Self {
        Self { label, value: text, is_free_text: false, time: None }
    }

    /// Point in time, told by how long ago it was.
    pub fn ago(label: &'static str, time: RelativeTime) -> Self {
        Self { label, value: time.ago.clone(), is_free_text: false, time: Some(time) }
    }

    /// Email address. One that a mail program might take for a link is treated as free text.
    pub fn address(label: &'static str, typed: &str) -> Self {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+');
        let is_plain = EmailAddress::parse(typed).is_some()
            && typed.chars().all(plain)
            && !typed.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
        Self { label, value: one_line(typed), is_free_text: !is_plain, time: None }
    }
}

/// Client that asks for something.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// Platform label.
    pub platform: &'a str,
    /// City and country, if the edge provided them.
    pub place: Option<&'a str>,
    /// IP address, if the edge provided one.
    pub address: Option<&'a str>,
    pub asked_at: UnixTime,
}

/// Time, place and client of an act.
#[derive(Clone, Debug)]
pub struct Circumstances {
    pub at: UnixTime,
    /// Platform label.
    pub platform: String,
    /// City and country, if the edge provided them.
    pub place: Option<String>,
    /// IP address, if the edge provided one.
    pub address: Option<String>,
}

impl Circumstances {
    pub fn of(client: &Client, at: UnixTime) -> Self {
        let Client { platform, place, address, .. } = client;
        Self { at, platform: platform.clone(), place: place.clone(), address: address.map(|ip| ip.to_string()) }
    }

    pub fn facts(&self, language: Language) -> Vec<Fact> {
        let mut facts = vec![when(self.at, language)];
        facts.extend(of_client(&self.platform, self.place.as_deref(), self.address.as_deref(), language));
        facts
    }
}

/// Time of an event.
pub fn when(at: UnixTime, language: Language) -> Fact {
    let labels = &FactsCopy::of(language).labels;
    Fact::known(labels.when, moment(at, language))
}

/// Description of an account.
pub fn of_account(origin: &AccountOrigin, language: Language) -> Vec<Fact> {
    let labels = &FactsCopy::of(language).labels;
    let stated = |label, text: Option<&str>| text.map(|text| Fact::stated(label, text));
    [
        stated(labels.username, origin.username.as_deref()),
        stated(labels.name, origin.name.as_deref()),
        Some(Fact::known(labels.made_at, moment(origin.made_at, language))),
        stated(labels.made_from, origin.place.as_deref()),
        stated(labels.made_with, Some(&platform_name(&origin.platform, language))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Setup of an account from before its address was proven, without the empty parts.
pub fn of_setup(setup: &EarlierSetup, language: Language) -> Vec<Fact> {
    let labels = &FactsCopy::of(language).labels;
    let known = |label, text: String| Fact::known(label, text);
    let counted = |count: i64| count.to_string();
    let EarlierSetup { password, second_factor, passkeys, identities, sessions } = setup;
    [
        (*password > 0).then(|| known(labels.password, labels.password_set.to_owned())),
        (*passkeys > 0).then(|| known(labels.passkeys, counted(*passkeys))),
        (*second_factor > 0).then(|| {
            let label = labels.second_factor;
            known(label, labels.second_factor_on.to_owned())
        }),
        (!identities.is_empty()).then(|| Fact::stated(labels.identities, &identities.join(", "))),
        (*sessions > 0).then(|| known(labels.sessions, counted(*sessions))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub fn of_asker(asker: Asker<'_>, language: Language) -> Vec<Fact> {
    let mut facts = of_client(asker.platform, asker.place, asker.address, language);
    facts.push(Fact::known(FactsCopy::of(language).labels.asked_at, moment(asker.asked_at, language)));
    facts
}

/// Description of a client: its platform label, and its place and address if known.
pub fn of_client(platform: &str, place: Option<&str>, address: Option<&str>, language: Language) -> Vec<Fact> {
    let labels = &FactsCopy::of(language).labels;
    let unknown = labels.unknown;
    let mut facts = vec![
        Fact::stated(labels.client, &platform_name(platform, language)),
        Fact::stated(labels.place, place.unwrap_or(unknown)),
    ];
    facts.extend(address.map(|address| Fact::stated(labels.address, address)));
    facts
}

/// Platform label in the reader's language, such as `Chrome sous Linux`. One that a client chose stays as it is.
pub fn platform_name(label: &str, language: Language) -> String {
    let labels = &FactsCopy::of(language).labels;
    let Some((browser, system)) = browser_and_system(label) else {
        return if label == platform::UNKNOWN { labels.unknown_client.to_owned() } else { label.to_owned() };
    };
    let pattern = if system.is_device() { labels.browser_on_device } else { labels.browser_on_system };
    filled(pattern, &[("browser", browser), ("system", system.name())])
}

/// Text on one visible line: each run of white space becomes one space; control characters, direction marks and other
/// invisible characters are removed.
pub fn one_line(text: &str) -> String {
    let seen: String = text.chars().filter(|c| c.is_whitespace() || !is_unseen(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text that no mail program turns into a link: a space interrupts every host name and scheme.
pub fn without_links(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        harmless.push(c);
        let breaks = match (c, characters.peek()) {
            ('.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '@', Some(next)) => next.is_alphabetic(),
            (':', Some(next)) => matches!(next, '/' | '\\'),
            _ => false,
        };
        if breaks {
            harmless.push(' ');
        }
    }
    harmless
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_removed() {
        assert_eq!(one_line(" a\r\nb\t c\u{0}\u{1b}[31m "), "a b c[31m");
        for unseen in
            ["\u{202e}", "\u{2066}", "\u{200b}", "\u{feff}", "\u{ad}", "\u{3164}", "\u{e0041}", "\u{7f}", "\u{85}"]
        {
            assert!(!one_line(&format!("a{unseen}b")).contains(unseen), "{unseen:?}");
        }
        assert_eq!(one_line("a\u{2028}b\u{2029}c"), "a b c");
        assert_eq!(one_line("Zoë 东京 مرحبا"), "Zoë 东京 مرحبا");
    }

    #[test]
    fn free_text_never_becomes_a_link() {
        for (text, shown) in [
            ("http://evil.example click", "http: //evil. example click"),
            ("HTTPS:\\\\evil.example", "HTTPS: \\\\evil. example"),
            ("www.evil.example/a?b", "www. evil. example/a?b"),
            ("evil\u{3002}example", "evil\u{3002} example"),
            ("evil.пример", "evil. пример"),
            ("help@evil.example", "help@ evil. example"),
            ("Firefox 126.0 on Linux", "Firefox 126.0 on Linux"),
            ("J. R. Smith", "J. R. Smith"),
        ] {
            assert_eq!(without_links(text), shown);
        }
    }

    #[test]
    fn browsers_are_named_in_the_language_of_the_reader() {
        for (label, english, french) in [
            ("Chrome on Linux", "Chrome on Linux", "Chrome sous Linux"),
            ("Firefox on iPhone", "Firefox on iPhone", "Firefox sur iPhone"),
            ("Unknown client", "Unknown client", "Client inconnu"),
            ("Television on the wall", "Television on the wall", "Television on the wall"),
        ] {
            let said = [Language::English, Language::French].map(|language| platform_name(label, language));
            assert_eq!(said, [english, french]);
        }
    }

    #[test]
    fn only_a_plain_address_is_shown_as_typed() {
        for plain in ["ada@example.com", "Ada.L+x_y-z@mail.example.com", "a@bücher.example"] {
            assert!(!Fact::address("", plain).is_free_text, "{plain}");
        }
        for odd in
            ["www.evil.example/x@example.com", "WWW.evil.example@example.com", "a?b=c@example.com", "evil.example"]
        {
            assert!(Fact::address("", odd).is_free_text, "{odd}");
        }
    }
}
