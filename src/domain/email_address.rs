//! Email addresses that plain SMTP can deliver to.

use email_address::{EmailAddress as Syntax, Options};
use url::Host;
use url::quirks::domain_to_unicode;

use super::EmailKey;

/// Longest address, in bytes (RFC 5321 section 4.5.3.1.3, less the angle brackets).
const MAX_BYTES: usize = 254;

/// Syntactically valid address: an ASCII dot-atom (RFC 5322) at a domain of at least two labels.
///
/// Quoted local parts, comments, domain literals and non-ASCII local parts are refused: they are rare, and each can
/// make one address look like another. A domain must be spelt as its A-label or its U-label (RFC 5890 section 2.3.2.1);
/// under any other spelling the key would name a mailbox that mail to that spelling never reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    typed: String,
    key: EmailKey,
}

impl EmailAddress {
    /// Parses a typed address, ignoring surrounding white space. `None` if it is invalid.
    pub fn parse(typed: &str) -> Option<Self> {
        let (local, domain) = typed.trim().rsplit_once('@')?;
        let domain = checked_domain(domain)?;
        let key = format!("{}@{domain}", local.to_ascii_lowercase());
        let plain = local.is_ascii() && !local.contains(['"', '(', ')', '\\']);
        let options = Options::default().with_minimum_sub_domains(2).without_domain_literal().without_display_text();
        (plain && key.len() <= MAX_BYTES && Syntax::parse_with_options(&key, options).is_ok())
            .then(|| Self { typed: format!("{local}@{domain}"), key: EmailKey::new(key) })
    }

    /// Address for display and for the SMTP envelope: the local part as typed, the domain as in [`Self::key`].
    pub fn as_typed(&self) -> &str {
        &self.typed
    }

    /// Domain, as an A-label.
    pub fn domain(&self) -> &str {
        self.key.as_str().rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Address for comparison.
    pub fn key(&self) -> &EmailKey {
        &self.key
    }
}

/// A-label of a domain. `None` unless the domain is spelt as its A-label or U-label, in any case.
fn checked_domain(written: &str) -> Option<String> {
    let Ok(Host::Domain(a_label)) = Host::parse(written) else {
        return None;
    };
    let has_plain_capitals = written.chars().all(|c| {
        let lower = c.to_lowercase();
        lower.clone().eq([c]) || lower.flat_map(char::to_uppercase).eq([c])
    });
    let lower = written.to_lowercase();
    let is_own_form = lower == a_label || lower == domain_to_unicode(&a_label);
    (has_plain_capitals && is_own_form).then_some(a_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_unicode_domains_compare_equal() {
        let key = |typed: &str| EmailAddress::parse(typed).map(|address| address.key().as_str().to_owned());
        assert_eq!(key("Maxime@MM.com").as_deref(), Some("maxime@mm.com"));
        assert_eq!(key("a@bücher.example"), key("A@xn--bcher-kva.EXAMPLE"));
        for spelling in
            ["a@bücher.example", "A@BÜCHER.example", "a@faß.example", "a@点看.example", "a@éléphant.example"]
        {
            assert!(key(spelling).is_some(), "{spelling}");
        }
    }

    #[test]
    fn the_domain_is_kept_in_the_one_spelling_that_is_compared() {
        let kept = |typed: &str| EmailAddress::parse(typed).map(|address| address.as_typed().to_owned());
        assert_eq!(kept("Maxime@MM.com").as_deref(), Some("Maxime@mm.com"));
        assert_eq!(kept("Ada@Bücher.example").as_deref(), Some("Ada@xn--bcher-kva.example"));
    }

    #[test]
    fn white_space_around_an_address_is_no_part_of_it() {
        for typed in [" Ada@acme.com", "Ada@acme.com ", "\tAda@acme.com\r\n", "\u{a0}Ada@acme.com\u{3000}"] {
            let address = EmailAddress::parse(typed).expect("an address");
            assert_eq!((address.as_typed(), address.key().as_str()), ("Ada@acme.com", "ada@acme.com"), "{typed:?}");
        }
    }

    #[test]
    fn a_domain_in_a_spelling_that_no_mail_reaches_is_refused() {
        for domain in [
            "exam%70le.org",
            "example%2Eorg",
            "b%C3%BCcher.example",
            "exam\u{ad}ple.org",
            "exam\u{200b}ple.org",
            "exam\u{200c}ple.org",
            "exam\u{200d}ple.org",
            "exam\u{2060}ple.org",
            "exam\u{feff}ple.org",
            "exam\u{fe0f}ple.org",
            "exam\u{e0101}ple.org",
            "exam\u{180b}ple.org",
            "ｅｘａｍｐｌｅ.org",
            "example．org",
            "example。org",
            "example｡org",
            "ﬁne.example",
            "①.example",
            "ⓔxample.org",
            "𝐞xample.org",
            "ªcme.example",
            "\u{212a}ing.example",
            "\u{212b}ngstrom.example",
            "\u{2126}.example",
            "bu\u{308}cher.example",
            "bücher.xn--bcher-kva.example",
            "xn--example-.org",
            "xn--.org",
            "xn--bücher-kva.example",
        ] {
            assert_eq!(EmailAddress::parse(&format!("a@{domain}")), None, "{domain:?}");
        }
    }

    #[test]
    fn anything_but_one_plain_mailbox_is_refused() {
        let long = format!("{}@example.com", "a".repeat(250));
        for typed in [
            "",
            "@",
            "a",
            "a@",
            "@b.com",
            "a@b",
            "a b@c.com",
            "a@b c.com",
            "a@b.com,c@d.com",
            "a@b.com;c@d.com",
            "a@b.com\r\nBcc: c@d.com",
            "a\0@b.com",
            "<a@b.com>",
            "A <a@b.com>",
            "\"a\"@b.com",
            "\"a@c.com\"@b.com",
            "a(c)@b.com",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@b.com.",
            "a@@b.com",
            "a\u{ff20}c.com@b.com",
            "a@c\u{ff20}b.com",
            "mıke@example.org",
            "miKe@example.org\u{200b}",
            "a..b@c.com",
            ".a@c.com",
            "a.@c.com",
            "a%0a@",
            &long,
        ] {
            assert_eq!(EmailAddress::parse(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn plus_and_dots_stay_distinct() {
        assert_ne!(EmailAddress::parse("a+b@c.com"), EmailAddress::parse("a@c.com"));
    }
}
