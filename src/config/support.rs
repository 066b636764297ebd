//! Contact for people who need help.

use url::Url;

use super::{ConfigError, Ignored, refuse};
use crate::domain::EmailAddress;
use crate::domain::trusted_origins::is_secure;

const SETTING: &str = "SUPPORT_CONTACT";
/// Longest `SUPPORT_CONTACT`, in bytes.
const MAX: usize = 500;

/// Contact for people whom the service cannot help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportContact {
    /// Address or URL, as set.
    pub text: String,
    /// Target of a link.
    pub href: String,
}

pub(super) fn read(get: impl Fn(&str) -> Option<String>, ignored: &mut Ignored) -> Option<SupportContact> {
    ignored.or_default(get(SETTING).map(|text| contact(&text)).transpose(), || None)
}

fn contact(text: &str) -> Result<SupportContact, ConfigError> {
    if let Some(address) = EmailAddress::parse(text) {
        let text = address.as_typed().to_owned();
        return Ok(SupportContact { href: format!("mailto:{text}"), text });
    }
    match Url::parse(text) {
        Ok(url) if text.len() <= MAX && is_secure(&url) && url.username().is_empty() && url.password().is_none() => {
            Ok(SupportContact { text: url.to_string(), href: url.into() })
        }
        _ => refuse(SETTING, "is neither an email address nor an https URL"),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{ignored, with};

    #[test]
    fn a_contact_is_an_address_or_a_page() {
        let href = |text| with(&[("SUPPORT_CONTACT", text)]).map(|config| config.support_contact.map(|one| one.href));
        assert_eq!(href("help@acme.com"), Ok(Some("mailto:help@acme.com".into())));
        assert_eq!(href("https://acme.com/help"), Ok(Some("https://acme.com/help".into())));
        for bad in ["call us", "javascript:alert(1)", "http://acme.com/help", "https://a:b@acme.com/", "mailto:a@b.com"]
        {
            assert_eq!(ignored(&[("SUPPORT_CONTACT", bad)]), ["SUPPORT_CONTACT"], "{bad}");
        }
    }
}
