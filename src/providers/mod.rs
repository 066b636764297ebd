//! Providers that vouch for people. Each is a data file that says how it is spoken to; the settings add who we are
//! there. A provider that speaks OpenID Connect needs no code of its own.

pub mod documents;

pub use documents::{Discovery, Documents};

use serde::Deserialize;

/// The data files.
const FILES: [&str; 3] = [include_str!("github.json"), include_str!("google.json"), include_str!("oidc.json")];

/// What a data file says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// What it is called.
    pub name: Name,
    /// The setting that holds our id there.
    pub client_id: &'static str,
    /// The setting that holds our secret there.
    pub client_secret: &'static str,
    /// What is asked for (RFC 6749 section 3.3).
    pub scope: &'static str,
    /// How it is spoken to.
    pub speaks: Speaks,
}

/// The last segment of a provider's routes, and the first half of the key of its identities.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Name {
    /// Always this.
    Fixed(&'static str),
    /// What this setting says.
    Setting(&'static str),
}

/// The start of URLs, which a setting may replace.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// The setting.
    pub setting: &'static str,
    /// What it is without the setting; `null` if there is no such thing.
    pub default: Option<&'static str>,
}

/// How a provider is spoken to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Speaks {
    /// OpenID Connect: the endpoints are discovered, and an ID token says who it is.
    OpenId {
        /// The issuer.
        issuer: Base,
        /// What the default issuer calls itself in ID tokens beside its own name.
        also_issued_as: Vec<&'static str>,
    },
    /// OAuth 2.0 as GitHub has it: two questions to its API say who it is.
    Profile {
        /// Where people are sent.
        site: Base,
        /// Where questions are asked.
        api: Base,
        /// Path of the authorization endpoint.
        authorization: &'static str,
        /// Path of the token endpoint.
        token: &'static str,
        /// Path of the person: a number as `id`.
        user: &'static str,
        /// Path of the person's addresses.
        emails: &'static str,
    },
}

/// What the data files say.
pub fn descriptions() -> Vec<Description> {
    FILES.into_iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_understood() {
        assert_eq!(descriptions().len(), FILES.len());
    }
}
