//! Sign-in providers: GitHub, Google and one OpenID Connect issuer.

use url::Url;

use super::{Config, ConfigError, Ignored, refuse, shown_name};
use crate::domain::Secret;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::trusted_origins::is_secure;
use crate::federation::{self, Base, Description, Name, Speaks, descriptions};

#[derive(Debug)]
pub struct IdentityProvider {
    /// Last segment of the provider's routes, and first half of the key of its identities.
    pub name: String,
    /// Name that people know it by.
    pub label: String,
    pub client_id: String,
    pub client_secret: Secret,
    /// OAuth scope of the authorization request.
    pub scope: &'static str,
    pub protocol: Protocol,
}

/// Protocol of a provider.
#[derive(Debug)]
pub enum Protocol {
    OpenId {
        issuer: String,
        /// Values of `iss` in its ID tokens.
        issued_as: Vec<String>,
    },
    /// OAuth 2.0 with a profile API. Each field is a URL.
    Profile {
        /// Authorization endpoint.
        authorization: String,
        /// Token endpoint.
        token: String,
        /// Profile of the signed-in person.
        user: String,
        /// Email addresses of the signed-in person.
        emails: String,
    },
}

impl Config {
    /// Name that people know a provider by, whether it is still configured or not.
    pub fn provider_label(&self, name: &str) -> String {
        let known = self.identity_providers.iter().find(|provider| provider.name == name);
        known.map_or_else(|| federation::shown_name(name), |provider| provider.label.clone())
    }

    /// Setup whose providers have the names that people know.
    pub fn with_provider_labels(&self, setup: EarlierSetup) -> EarlierSetup {
        let identities = setup.identities.iter().map(|name| self.provider_label(name)).collect();
        EarlierSetup { identities, ..setup }
    }
}

/// Reads every provider with at least one setting. Such a provider needs each of its settings that has no default; one
/// that is incomplete or invalid is ignored, and nobody can sign in by it.
pub(super) fn read(get: impl Fn(&str) -> Option<String>, ignored: &mut Ignored) -> Vec<IdentityProvider> {
    let wanted = |description: &Description| settings(description).iter().any(|setting| get(setting).is_some());
    let known = descriptions().into_iter().filter(wanted);
    known
        .filter_map(|known| {
            let label = ignored.or_default(label(&known, &get), || None);
            ignored.or_default(provider(&known, label, &get).map(Some), || None)
        })
        .collect()
}

/// Names of a provider's settings.
fn settings(description: &Description) -> Vec<&'static str> {
    let mut settings = vec![description.client_id, description.client_secret];
    if let Name::Setting(setting) = description.name {
        settings.push(setting);
    }
    settings.extend(description.label);
    match &description.speaks {
        Speaks::OpenId { issuer, .. } => settings.push(issuer.setting),
        Speaks::Profile { site, api, .. } => settings.extend([site.setting, api.setting]),
    }
    settings
}

fn label(known: &Description, get: impl Fn(&str) -> Option<String>) -> Result<Option<String>, ConfigError> {
    known.label.and_then(|setting| get(setting).map(|label| shown_name(setting, label))).transpose()
}

fn provider(
    known: &Description,
    label: Option<String>,
    get: impl Fn(&str) -> Option<String>,
) -> Result<IdentityProvider, ConfigError> {
    let credential = |setting| match get(setting) {
        None => refuse(setting, "is missing, while another setting of its provider is set"),
        // Characters of RFC 6749 appendix A.1 and A.2, without space at either end.
        Some(text) if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && text.trim() == text => Ok(text),
        Some(_) => refuse(setting, "has characters that no credential has"),
    };
    let name = name(&known.name, &get)?;
    Ok(IdentityProvider {
        label: label.unwrap_or_else(|| federation::shown_name(&name)),
        name,
        client_id: credential(known.client_id)?,
        client_secret: Secret::new(credential(known.client_secret)?),
        scope: known.scope,
        protocol: protocol(&known.speaks, &get)?,
    })
}

fn name(known: &Name, get: impl Fn(&str) -> Option<String>) -> Result<String, ConfigError> {
    let setting = match known {
        Name::Fixed(name) => return Ok((*name).to_owned()),
        Name::Setting(setting) => setting,
    };
    let text = get(setting).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(1..=32).contains(&text.len()) || !text.bytes().all(plain) {
        return refuse(setting, "is not 1 to 32 lower-case letters, digits and hyphens");
    }
    // The name is half of an identity's key, so two providers of one name would share identities.
    let is_fixed = |other: &Description| matches!(other.name, Name::Fixed(name) if name == text);
    if descriptions().iter().any(is_fixed) { refuse(setting, "is the name of another provider") } else { Ok(text) }
}

fn protocol(speaks: &Speaks, get: impl Fn(&str) -> Option<String>) -> Result<Protocol, ConfigError> {
    Ok(match speaks {
        Speaks::OpenId { issuer, also_issued_as } => {
            let text = base(issuer, &get)?;
            let aliases: &[&str] = if Some(text.as_str()) == issuer.default { also_issued_as } else { &[] };
            let issued_as = [text.as_str()].iter().chain(aliases).map(|&name| name.to_owned()).collect();
            Protocol::OpenId { issuer: text, issued_as }
        }
        Speaks::Profile { site, api, authorization, token, user, emails } => {
            let (site, api) = (base(site, &get)?, base(api, &get)?);
            let (site, api) = (site.trim_end_matches('/'), api.trim_end_matches('/'));
            Protocol::Profile {
                authorization: format!("{site}{authorization}"),
                token: format!("{site}{token}"),
                user: format!("{api}{user}"),
                emails: format!("{api}{emails}"),
            }
        }
    })
}

/// Reads a URL without query and fragment. It is kept byte for byte: OpenID Connect compares issuers that way.
fn base(base: &Base, get: impl Fn(&str) -> Option<String>) -> Result<String, ConfigError> {
    let Some(text) = get(base.setting).or_else(|| base.default.map(str::to_owned)) else {
        return refuse(base.setting, "is missing, while another setting of its provider is set");
    };
    let fits = |url: Url| is_secure(&url) && url.username().is_empty() && url.password().is_none();
    if !text.contains(['?', '#', '\\']) && !text.contains(char::is_whitespace) && Url::parse(&text).is_ok_and(fits) {
        Ok(text)
    } else {
        refuse(base.setting, "must be an https URL, or http on this machine, without query and fragment")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::{ignored, with};

    const GITHUB: [(&str, &str); 2] = [("GITHUB_CLIENT_ID", "id"), ("GITHUB_CLIENT_SECRET", "secret")];
    const OIDC: [(&str, &str); 4] = [
        ("OIDC_NAME", "acme-id"),
        ("OIDC_ISSUER", "https://id.acme.com/tenant/"),
        ("OIDC_CLIENT_ID", "id"),
        ("OIDC_CLIENT_SECRET", "secret"),
    ];

    #[test]
    fn a_provider_is_read_from_its_settings() {
        assert!(with(&[]).is_ok_and(|config| config.identity_providers.is_empty()));
        let config = with(&[&GITHUB[..], &OIDC[..]].concat()).expect("good settings");
        let names: Vec<&str> = config.identity_providers.iter().map(|provider| provider.name.as_str()).collect();
        assert_eq!(names, ["github", "acme-id"]);
        assert!(!format!("{config:?}").contains("\"secret\""));
        let Protocol::OpenId { issuer, .. } = &config.identity_providers[1].protocol else { panic!("not OpenID") };
        assert_eq!(issuer, "https://id.acme.com/tenant/");
    }

    #[test]
    fn half_a_provider_is_refused_by_the_name_of_what_is_missing() {
        for (given, missing) in [
            ("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"),
            ("GITHUB_CLIENT_SECRET", "GITHUB_CLIENT_ID"),
            ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
            ("GOOGLE_CLIENT_SECRET", "GOOGLE_CLIENT_ID"),
        ] {
            assert_eq!(ignored(&[(given, "x")]), [missing]);
        }
        for (left_out, _) in OIDC {
            let rest: Vec<_> = OIDC.into_iter().filter(|(name, _)| *name != left_out).collect();
            assert_eq!(ignored(&rest), [left_out]);
        }
    }

    #[test]
    fn names_and_urls_are_checked() {
        let changed = |name, value| ignored(&[&[(name, value)], &OIDC[..], &GITHUB[..]].concat());
        for bad in ["Acme", "a b", "a/b", "github", "google", "é", "a-name-of-more-than-thirty-two-chars"] {
            assert_eq!(changed("OIDC_NAME", bad), ["OIDC_NAME"], "{bad}");
        }
        for bad in ["id.acme.com", "http://id.acme.com", "https://id.acme.com?x", "https://u:p@id.acme.com", "ftp://x"]
        {
            assert_eq!(changed("OIDC_ISSUER", bad), ["OIDC_ISSUER"], "{bad}");
            assert_eq!(changed("GITHUB_URL", bad), ["GITHUB_URL"], "{bad}");
            assert_eq!(changed("GITHUB_API_URL", bad), ["GITHUB_API_URL"], "{bad}");
        }
        assert!(changed("OIDC_ISSUER", "http://127.0.0.1:9000").is_empty());
        for bad in ["a\n", " a", "a ", "é"] {
            assert_eq!(changed("OIDC_CLIENT_SECRET", bad), ["OIDC_CLIENT_SECRET"], "{bad:?}");
        }
        assert!(changed("OIDC_CLIENT_SECRET", "a b:c").is_empty());
    }

    #[test]
    fn a_provider_is_called_by_its_label() {
        let called = |label: &'static str| {
            let config = with(&[&[("OIDC_LABEL", label)], &OIDC[..]].concat()).expect("good settings");
            let setup = EarlierSetup { identities: vec!["acme-id".into(), "gitlab".into()], ..EarlierSetup::default() };
            assert_eq!(
                config.with_provider_labels(setup).identities,
                [config.provider_label("acme-id"), "GitLab".into()]
            );
            config.identity_providers[0].label.clone()
        };
        assert_eq!([called("Acme & Söhne"), called("")], ["Acme & Söhne", "Acme ID"]);
        for bad in ["<b>", "a\n", " ", "\u{200b}", &"é".repeat(51)] {
            let settings = [&[("OIDC_LABEL", bad)], &OIDC[..]].concat();
            assert_eq!(ignored(&settings), ["OIDC_LABEL"], "{bad:?}");
            let config = with(&settings).expect("good settings");
            assert_eq!(config.provider_label("acme-id"), "Acme ID", "the provider stays");
        }
    }

    #[test]
    fn only_the_real_google_has_two_names() {
        let google = |issuer: &[(&'static str, &'static str)]| {
            let credentials = [("GOOGLE_CLIENT_ID", "id"), ("GOOGLE_CLIENT_SECRET", "secret")];
            let config = with(&[issuer, &credentials[..]].concat()).expect("good settings");
            match &config.identity_providers[0].protocol {
                Protocol::OpenId { issued_as, .. } => issued_as.clone(),
                Protocol::Profile { .. } => panic!("not OpenID"),
            }
        };
        assert_eq!(google(&[]), ["https://accounts.google.com", "accounts.google.com"]);
        assert_eq!(google(&[("GOOGLE_ISSUER", "http://localhost:9000")]), ["http://localhost:9000"]);
    }
}
