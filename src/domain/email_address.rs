//! E-mail addresses: one mailbox, deliverable by plain SMTP.

use email_address::{EmailAddress as Syntax, Options};
use url::Host;

/// Longest address, in bytes (RFC 5321 section 4.5.3.1.3, less the angle brackets).
const MAX_BYTES: usize = 254;

/// A syntactically valid address (RFC 5322 dot-atom in ASCII, at a domain name of at least two labels).
///
/// Quoted local parts, comments, domain literals and local parts outside ASCII are refused: they are rare, and each
/// has been a way to make one address look like another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    typed: String,
    key: String,
}

impl EmailAddress {
    /// Reads an address as a person typed it; `None` if it is not one.
    pub fn parse(typed: &str) -> Option<Self> {
        let (local, domain) = typed.rsplit_once('@')?;
        let Ok(Host::Domain(domain)) = Host::parse(domain) else {
            return None;
        };
        let key = format!("{}@{domain}", local.to_ascii_lowercase());
        let plain = local.is_ascii() && !local.contains(['"', '(', ')', '\\']);
        let options = Options::default().with_minimum_sub_domains(2).without_domain_literal().without_display_text();
        (plain
            && key.len() <= MAX_BYTES
            && typed.len() <= MAX_BYTES
            && Syntax::parse_with_options(&key, options).is_ok())
        .then(|| Self { typed: typed.to_owned(), key })
    }

    /// As the person typed it, for display and for the envelope.
    pub fn as_typed(&self) -> &str {
        &self.typed
    }

    /// What addresses are compared by: lower case, the domain as an A-label (RFC 5891).
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_unicode_domains_compare_equal() {
        let key = |typed: &str| EmailAddress::parse(typed).map(|address| address.key().to_owned());
        assert_eq!(key("Maxime@MM.com").as_deref(), Some("maxime@mm.com"));
        assert_eq!(key("a@bücher.example"), key("A@xn--bcher-kva.EXAMPLE"));
        assert_eq!(
            EmailAddress::parse("Maxime@MM.com").map(|a| a.as_typed().to_owned()).as_deref(),
            Some("Maxime@MM.com")
        );
    }

    #[test]
    fn what_is_not_one_plain_mailbox_is_refused() {
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
            "miKe@example.org ",
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
