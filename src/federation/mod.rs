//! Sign-in providers. Each is a data file with its protocol and endpoints; the settings add our credentials. A provider
//! that speaks OpenID Connect needs no code of its own.

pub mod documents;

pub use documents::{Discovery, Documents};

use serde::Deserialize;

/// Data files.
const FILES: [&str; 3] = [include_str!("github.json"), include_str!("google.json"), include_str!("oidc.json")];

/// Content of a data file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    pub name: Name,
    /// Setting with the name that people know it by; `null` if that is fixed too.
    pub label: Option<&'static str>,
    /// Setting with our id at the provider.
    pub client_id: &'static str,
    /// Setting with our secret at the provider.
    pub client_secret: &'static str,
    /// OAuth scope of the authorization request (RFC 6749 section 3.3).
    pub scope: &'static str,
    pub speaks: Speaks,
}

/// Name of a provider: last segment of its routes, and first half of the key of its identities.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Name {
    /// Always this name.
    Fixed(&'static str),
    /// Name in this setting.
    Setting(&'static str),
}

/// URL prefix that a setting may replace.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// Name of the setting.
    pub setting: &'static str,
    /// Value without the setting; `null` if there is none.
    pub default: Option<&'static str>,
}

/// Protocol of a provider.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Speaks {
    /// OpenID Connect: the endpoints are discovered, and an ID token identifies the person.
    OpenId {
        issuer: Base,
        /// Further values of `iss` in the default issuer's ID tokens.
        also_issued_as: Vec<&'static str>,
    },
    /// OAuth 2.0 as GitHub has it: two API calls identify the person.
    Profile {
        /// Origin of the authorization and token endpoints.
        site: Base,
        /// Origin of the API.
        api: Base,
        /// Path of the authorization endpoint.
        authorization: &'static str,
        /// Path of the token endpoint.
        token: &'static str,
        /// Path of the person's profile, with a numeric `id`.
        user: &'static str,
        /// Path of the person's addresses.
        emails: &'static str,
    },
}

/// Content of every data file.
pub fn descriptions() -> Vec<Description> {
    FILES.into_iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
}

/// Name of a provider for people: as it writes itself, if it is known, or else the words of its name in the routes.
pub fn shown_name(provider: &str) -> String {
    let known = match provider {
        "github" => "GitHub",
        "gitlab" => "GitLab",
        "linkedin" => "LinkedIn",
        "franceconnect" => "FranceConnect",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    provider.split('-').filter(|word| !word.is_empty()).map(capitalised).collect::<Vec<_>>().join(" ")
}

/// Word with a capital, or a known abbreviation in capitals.
fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    match word {
        "id" | "sso" | "oidc" | "ad" => word.to_uppercase(),
        _ => chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_named_as_it_names_itself() {
        for (name, shown) in [
            ("github", "GitHub"),
            ("google", "Google"),
            ("gitlab", "GitLab"),
            ("acme-id", "Acme ID"),
            ("my-company", "My Company"),
            ("-x-", "X"),
            ("4sight", "4sight"),
        ] {
            assert_eq!(shown_name(name), shown);
        }
    }

    #[test]
    fn every_file_is_understood() {
        assert_eq!(descriptions().len(), FILES.len());
    }
}
