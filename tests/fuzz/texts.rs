//! Typed text: addresses, usernames, passwords, names, images, redirect URLs, pairing codes.

use proptest::prelude::*;
use sesame::domain::profile::{image, name};
use sesame::domain::{
    AppAddress, EmailAddress, Identifier, PairingCode, Password, PasswordRule, RedirectUrl, TrustedOrigins, Username,
};
use url::Url;

const TRUSTED: &str = "https://app.acme.com";

fn redirect(text: &str) -> Option<RedirectUrl> {
    RedirectUrl::parse(text, &TrustedOrigins::new(TRUSTED.to_owned(), Vec::new(), Vec::new()))
}

fn redirect_to_app(text: &str) -> Option<RedirectUrl> {
    let app = AppAddress::parse("myapp://callback").expect("an app");
    RedirectUrl::parse(text, &TrustedOrigins::new(TRUSTED.to_owned(), Vec::new(), vec![app]))
}

proptest! {
    #[test]
    fn an_address_is_one_mailbox_and_its_key_is_idempotent(any: String, near in "[A-Za-z0-9.@_+\\-\u{ff20}éK,;<>\" \r\n%]{0,40}", good in "[a-zA-Z0-9]{1,10}([.+-][a-zA-Z0-9]{1,10}){0,2}@([a-zA-Z0-9]{1,10}\\.){1,2}[a-zA-Z]{2,6}") {
        prop_assert!(EmailAddress::parse(&good).is_some(), "{}", good);
        for typed in [any, near, good] {
            if let Some(address) = EmailAddress::parse(&typed) {
                let key = address.key().as_str();
                prop_assert!(key.is_ascii() && key.len() <= 254 && key.matches('@').count() == 1, "{}", key);
                prop_assert!(!key.contains([',', ';', '<', '>', '"', ' ', '\r', '\n', '\0']), "{}", key);
                prop_assert_eq!(key.to_ascii_lowercase(), key);
                let again = EmailAddress::parse(key).expect("an address");
                prop_assert_eq!(again.key().as_str(), key);
            }
        }
    }

    /// An accepted address is mailed at the domain of its lookup key, and that domain is the one typed.
    #[test]
    fn mail_goes_to_the_domain_of_the_key(
        any in "\\PC{1,8}@\\PC{1,12}\\.\\PC{1,8}",
        near in "[ \u{a0}]{0,1}[aB.+]{1,5}@[a-zA-Zéß点。．％%2Ecx\\-\u{ad}\u{200b}-\u{200d}\u{fe0f}\u{308}ﬁ①ａ\u{212a}Σς]{1,12}[.。．][a-zé]{1,8}[ \t]{0,1}",
        a_label in "[aB]{1,3}@xn--[a-z0-9\\-]{1,12}\\.[a-z]{2,4}",
    ) {
        for typed in [any, near, a_label] {
            let Some(address) = EmailAddress::parse(&typed) else { continue };
            let (mailed, key) = (address.as_typed(), address.key().as_str());
            let (local, domain) = mailed.rsplit_once('@').expect("an address");
            let (typed_local, typed_domain) = typed.trim().rsplit_once('@').expect("an address");
            prop_assert_eq!(local, typed_local);
            let a_label = |domain: &str| Url::parse(&format!("https://{domain}/")).ok()?.host_str().map(str::to_owned);
            prop_assert_eq!(Some(domain.to_owned()), a_label(domain).map(|label| label.to_lowercase()));
            prop_assert_eq!(format!("{}@{domain}", local.to_ascii_lowercase()), key);
            let own_forms = [domain.to_owned(), url::quirks::domain_to_unicode(domain)];
            prop_assert!(own_forms.contains(&typed_domain.to_lowercase()), "{}", typed);
            prop_assert_eq!(EmailAddress::parse(mailed), Some(address.clone()));
        }
    }

    #[test]
    fn a_login_is_an_address_or_a_username_and_never_both(typed: String, near in "[A-Za-z0-9._@-]{0,70}") {
        for typed in [typed, near] {
            let (address, username) = (EmailAddress::parse(&typed), Username::parse(typed.trim()));
            prop_assert!(address.is_none() || username.is_none());
            prop_assert_eq!(Identifier::parse(&typed).is_some(), address.is_some() || username.is_some());
            if let Some(username) = username {
                prop_assert_eq!(Username::parse(username.key().as_str()).map(|again| again.key()), Some(username.key()));
            }
        }
    }

    #[test]
    fn a_password_is_normalised_once_and_then_stays(typed: String, long in "\\PC{0,300}") {
        for typed in [typed, long] {
            if let Ok(password) = Password::chosen(&typed, PasswordRule::Typed) {
                let text = String::from_utf8(password.expose_bytes().to_vec()).expect("UTF-8");
                prop_assert!((8..=256).contains(&text.chars().count()));
                let again = Password::presented(&text).expect("a password");
                prop_assert_eq!(again.expose_bytes(), text.as_bytes());
            }
        }
    }

    #[test]
    fn profiles_are_kept_as_typed_or_refused(typed: String, near in "https?:/{0,3}[a-z0-9.:@/?#%\\[\\] \\\\]{0,30}") {
        for typed in [typed, near] {
            prop_assert!(name(&typed).is_err() || name(&typed).is_ok_and(|kept| kept == typed && !kept.contains(char::is_control)));
            if let Ok(kept) = image(&typed) {
                prop_assert_eq!(&kept, &typed);
                let url = Url::parse(&kept).expect("a URL");
                prop_assert!(matches!(url.scheme(), "http" | "https") && !kept.contains(char::is_whitespace));
            }
        }
    }

    #[test]
    fn a_redirect_leads_to_a_trusted_origin_for_every_reader(any: String, before in "[a-z:/\\\\@. \t]{0,6}", after in "[a-z0-9:/\\\\@.?#%&= \t。]{0,24}") {
        let texts = [any, format!("{before}{TRUSTED}{after}"), format!("{TRUSTED}{after}"), format!("{TRUSTED}/{after}"), format!("/{after}")];
        for text in texts {
            if let Some(url) = redirect(&text) {
                prop_assert_eq!(url.origin(), TRUSTED);
                prop_assert!(url.as_str().starts_with("https://app.acme.com/"), "{}", text);
                prop_assert!(url.as_str().is_ascii() && !url.as_str().contains([' ', '\r', '\n', '\\', '\t']));
                prop_assert_eq!(redirect(url.as_str()).map(|again| again.as_str().to_owned()), Some(url.as_str().to_owned()));
            }
        }
    }

    #[test]
    fn a_redirect_to_an_app_leads_to_its_host(any: String, after in "[a-z0-9:/\\\\@.?#%&= \t]{0,24}") {
        for text in [any, format!("myapp://callback{after}"), format!("myapp:{after}")] {
            if let Some(url) = redirect_to_app(&text).filter(|url| url.scheme() != "https") {
                let rest = url.as_str().strip_prefix("myapp://callback");
                prop_assert!(rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#'])), "{}", text);
            }
        }
    }

    #[test]
    fn a_pairing_code_is_read_in_one_form(typed: String, random in prop::collection::vec(any::<u8>(), 32..=80)) {
        let length = random.len() / 8;
        let code = PairingCode::from_random(&random);
        prop_assert_eq!(PairingCode::parse(&code.as_str().to_lowercase(), length), Some(code.clone()));
        if let Some(read) = PairingCode::parse(&typed, length) {
            prop_assert_eq!(PairingCode::parse(read.as_str(), length), Some(read.clone()));
        }
    }
}
