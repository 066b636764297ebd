//! Mail transport settings.

use super::origins::{is_local, origin};
use super::{ConfigError, refuse};
use crate::domain::unseen::is_blank;
use crate::domain::{EmailAddress, Secret};

const RESEND_API_URL: &str = "https://api.resend.com";
/// Longest sender name, in characters.
const MAX_SENDER_NAME: usize = 100;

/// Mail transport.
#[derive(Clone, Debug)]
pub enum MailConfig {
    /// No mail is sent.
    Nowhere,
    /// Development mailbox: mails are kept for a day and shown by the service itself.
    Mailbox,
    /// Cloudflare's `send_email` binding.
    SendEmail(Sender),
    Resend(ResendConfig),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Display name: plain text that needs no quoting (RFC 5322 section 3.2.3 atoms and spaces).
    pub name: Option<String>,
    pub address: String,
}

#[derive(Clone, Debug)]
pub struct ResendConfig {
    pub from: Sender,
    pub api_key: Secret,
    /// Origin of the API, without a trailing slash.
    pub api_url: String,
}

impl MailConfig {
    /// Reads the transport and the settings that it uses. `mailbox` shows every mail to every visitor, so it is refused
    /// unless the service runs on this machine.
    pub(super) fn read(get: impl Fn(&str) -> Option<String>, public_url: &str) -> Result<Self, ConfigError> {
        const NAME: &str = "MAIL_TRANSPORT";
        match get(NAME).as_deref() {
            None | Some("none") => Ok(Self::Nowhere),
            Some("mailbox") if is_local(public_url) => Ok(Self::Mailbox),
            Some("mailbox") => refuse(NAME, "is mailbox, which is for a PUBLIC_URL on localhost alone"),
            Some("send_email") => Ok(Self::SendEmail(sender(get("MAIL_FROM"))?)),
            Some("resend") => Ok(Self::Resend(ResendConfig {
                from: sender(get("MAIL_FROM"))?,
                api_key: api_key(get("RESEND_API_KEY"))?,
                api_url: origin("RESEND_API_URL", get("RESEND_API_URL").as_deref().unwrap_or(RESEND_API_URL))?,
            })),
            Some(_) => refuse(NAME, "is not one of the transports"),
        }
    }
}

fn sender(value: Option<String>) -> Result<Sender, ConfigError> {
    const NAME: &str = "MAIL_FROM";
    let Some(text) = value else {
        return refuse(NAME, "is missing");
    };
    let (name, address) = match text.strip_suffix('>').and_then(|text| text.split_once('<')) {
        Some((name, address)) => (name.trim(), address),
        None => ("", text.as_str()),
    };
    let needs_quotes = |c: char| c.is_control() || "()<>[]:;@\\,\"".contains(c);
    let Some(address) = EmailAddress::parse(address) else {
        return refuse(NAME, "is neither an address nor Name <address>");
    };
    if name.contains(needs_quotes) || name.chars().count() > MAX_SENDER_NAME {
        return refuse(NAME, "has a name with special characters, or of more than 100");
    }
    Ok(Sender { name: (!is_blank(name)).then(|| name.to_owned()), address: address.as_typed().to_owned() })
}

fn api_key(value: Option<String>) -> Result<Secret, ConfigError> {
    const NAME: &str = "RESEND_API_KEY";
    match value {
        None => refuse(NAME, "is missing"),
        Some(key) if key.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Secret::new(key)),
        Some(_) => refuse(NAME, "has characters that no key has"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::{refused, with};

    const RESEND: [(&str, &str); 3] =
        [("MAIL_TRANSPORT", "resend"), ("MAIL_FROM", "Acme <auth@acme.com>"), ("RESEND_API_KEY", "re_123")];

    fn resend(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
        [changes, &RESEND].concat()
    }

    fn mail(changes: &[(&str, &str)]) -> MailConfig {
        with(changes).expect("a good configuration").mail
    }

    #[test]
    fn the_transport_is_one_of_four() {
        assert!(matches!(mail(&[("MAIL_TRANSPORT", "none")]), MailConfig::Nowhere));
        let sent = mail(&[("MAIL_TRANSPORT", "send_email"), ("MAIL_FROM", "auth@acme.com")]);
        let from = Sender { name: None, address: "auth@acme.com".into() };
        assert!(matches!(sent, MailConfig::SendEmail(sender) if sender == from));
        for bad in ["smtp", "Resend", " "] {
            assert_eq!(refused(&[("MAIL_TRANSPORT", bad)]), Some("MAIL_TRANSPORT"), "{bad}");
        }
    }

    #[test]
    fn the_mailbox_is_there_only_when_named() {
        for local in ["http://localhost:8787", "http://127.0.0.1:8787", "http://[::1]:8787", "https://localhost"] {
            let settings = [("MAIL_TRANSPORT", "mailbox"), ("PUBLIC_URL", local)];
            assert!(matches!(mail(&settings), MailConfig::Mailbox), "{local}");
        }
        for public in ["https://auth.acme.com", "https://localhost.acme.com", "https://10.0.0.1"] {
            let settings = [("MAIL_TRANSPORT", "mailbox"), ("PUBLIC_URL", public)];
            assert_eq!(refused(&settings), Some("MAIL_TRANSPORT"), "{public}");
        }
        assert!(matches!(mail(&[]), MailConfig::Nowhere));
    }

    #[test]
    fn resend_has_a_key_a_sender_and_an_origin() {
        let MailConfig::Resend(config) = mail(&RESEND) else { panic!("not Resend") };
        assert_eq!(config.from, Sender { name: Some("Acme".into()), address: "auth@acme.com".into() });
        assert_eq!((config.api_key.expose(), config.api_url.as_str()), ("re_123", "https://api.resend.com"));
        assert!(with(&resend(&[("RESEND_API_URL", "http://127.0.0.1:9000")])).is_ok());
        for bad in ["http://api.resend.com", "https://api.resend.com/v1", "api.resend.com", "https://k@api.resend.com"]
        {
            assert_eq!(refused(&resend(&[("RESEND_API_URL", bad)])), Some("RESEND_API_URL"), "{bad}");
        }
        for bad in ["", "re_1 23", "re_123\n", "ré_123"] {
            assert_eq!(refused(&resend(&[("RESEND_API_KEY", bad)])), Some("RESEND_API_KEY"), "{bad:?}");
        }
        assert!(!format!("{config:?}").contains("re_123"));
    }

    #[test]
    fn the_sender_is_one_address_with_or_without_a_name() {
        assert!(with(&resend(&[("MAIL_FROM", "L'été <auth@acme.com>")])).is_ok());
        for bad in [
            "",
            "Acme",
            "<auth@acme.com",
            "Acme auth@acme.com",
            "auth@acme.com, b@c.com",
            "Acme <auth@acme.com>, B <b@c.com>",
            "Acme\r\nBcc: b@c.com <auth@acme.com>",
            "\"Acme\" <auth@acme.com>",
            "auth@localhost",
        ] {
            assert_eq!(refused(&resend(&[("MAIL_FROM", bad)])), Some("MAIL_FROM"), "{bad:?}");
        }
        assert_eq!(refused(&[("MAIL_TRANSPORT", "send_email")]), Some("MAIL_FROM"));
    }
}
