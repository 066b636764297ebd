//! Resources: APIs that take access tokens of this service (RFC 8707).

use url::Url;

use super::TrustedOrigins;

/// Longest identifier, in bytes.
const MAX_IDENTIFIER: usize = 2048;
/// Most scopes of a resource.
const MAX_SCOPES: usize = 100;
/// Longest scope, in bytes.
const MAX_SCOPE: usize = 100;
/// Scopes of OpenID Connect, which belong to no resource.
pub(super) const OPENID_SCOPES: [&str; 6] = ["openid", "profile", "email", "address", "phone", "offline_access"];
/// Path of the resource that a token without one is for.
pub const USERINFO: &str = "/oauth2/userinfo";

/// Identifier of a resource, as registered: the `aud` of its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceIdentifier(String);

impl ResourceIdentifier {
    /// Checks an identifier: an absolute URI without fragment that names neither this service, nor its userinfo
    /// endpoint, nor a trusted origin.
    ///
    /// # Errors
    /// Description of the mistake, for the operator.
    pub fn parse(text: &str, trusted: &TrustedOrigins) -> Result<Self, &'static str> {
        let is_plain = text.len() <= MAX_IDENTIFIER && text.bytes().all(|byte| byte.is_ascii_graphic());
        let url = Url::parse(text).ok().filter(|_| is_plain && !text.contains(['#', '\\', '"', '<', '>']));
        let url = url.ok_or("identifier must be an absolute URI without a fragment, of at most 2048 bytes")?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("identifier must not have a user name or a password");
        }
        let normal = bare_origin(url.as_str());
        if trusted.admits(normal) {
            return Err("identifier must be neither this service nor an origin of TRUSTED_ORIGINS");
        }
        if normal.strip_prefix(trusted.own()) == Some(USERINFO) {
            return Err("identifier must not be the userinfo endpoint");
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Spellings that count as this one.
    pub fn spellings(&self) -> [String; 2] {
        spellings(&self.0)
    }

    /// True if a request may name this text for the resource: the same bytes, but for one slash after a bare origin.
    pub fn matches(&self, sent: &str) -> bool {
        bare_origin(&self.0) == bare_origin(sent)
    }
}

/// Spellings of an identifier that count as the same.
pub fn spellings(identifier: &str) -> [String; 2] {
    let bare = bare_origin(identifier);
    let slashed = format!("{bare}/");
    let is_origin = bare_origin(&slashed) == bare;
    [bare.to_owned(), if is_origin { slashed } else { identifier.to_owned() }]
}

/// The text without the slash after a bare origin: `https://api.acme.com` of `https://api.acme.com/`.
fn bare_origin(text: &str) -> &str {
    let origin = text
        .strip_suffix('/')
        .filter(|rest| rest.split_once("://").is_some_and(|(_, authority)| !authority.contains(['/', '?'])));
    origin.unwrap_or(text)
}

/// True for a scope token of RFC 6749 section 3.3, of at most 100 bytes.
pub fn is_scope(text: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    (1..=MAX_SCOPE).contains(&text.len()) && text.bytes().all(is_token)
}

/// True for a scope that a resource may have: any but those of OpenID Connect.
fn is_resource_scope(text: &str) -> bool {
    is_scope(text) && !OPENID_SCOPES.contains(&text)
}

/// Checks the scopes of a resource: at most 100, each once.
///
/// # Errors
/// Description of the mistake, for the operator.
pub fn scopes(mut names: Vec<String>) -> Result<Vec<String>, &'static str> {
    if names.len() > MAX_SCOPES || !names.iter().all(|name| is_resource_scope(name)) {
        return Err("scopes must be at most 100 scopes of RFC 6749, none of them of OpenID Connect");
    }
    names.sort();
    names.dedup();
    Ok(names)
}

/// Resource to register.
pub struct NewResource {
    pub identifier: ResourceIdentifier,
    pub name: String,
    pub scopes: Vec<String>,
    /// True if clients that register themselves may ask for its scopes.
    pub open_to_registered: bool,
}

/// Change of a resource; `None` keeps a member.
#[derive(Debug)]
pub struct ResourceChange {
    pub identifier: Option<ResourceIdentifier>,
    pub name: Option<String>,
    pub scopes: Option<Vec<String>>,
    pub open_to_registered: Option<bool>,
    /// Versions that the change is meant for; `None`: any.
    pub versions: Option<Vec<i64>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ResourceIdentifier, &'static str> {
        let pages = vec!["https://app.acme.com".to_owned()];
        ResourceIdentifier::parse(text, &TrustedOrigins::new("https://auth.acme.com".into(), pages, Vec::new()))
    }

    #[test]
    fn an_identifier_is_kept_as_written() {
        for text in [
            "https://api.acme.com",
            "https://api.acme.com/",
            "https://API.acme.com/v1?tenant=a",
            "https://app.acme.com/api",
            "https://auth.acme.com/api",
            "urn:acme:orders",
        ] {
            assert_eq!(parse(text).map(|identifier| identifier.as_str().to_owned()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn an_identifier_names_no_trusted_origin_in_any_spelling() {
        for text in [
            "https://auth.acme.com",
            "https://auth.acme.com/",
            "HTTPS://AUTH.acme.com",
            "https://auth.acme.com:443/",
            "https://auth.acme.com/a/..",
            "https://app.acme.com",
            "https://app.acme.com/",
            "https://auth.acme.com/oauth2/userinfo",
            "https://auth.acme.com/x/../oauth2/userinfo",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_absolute_uri_is_refused() {
        let long = format!("https://api.acme.com/{}", "a".repeat(2048));
        for text in [
            "",
            "orders",
            "/orders",
            "//api.acme.com",
            "https://",
            "https://api.acme.com#x",
            "https://api.acme.com/#",
            "https://u@api.acme.com",
            "https://u:p@api.acme.com",
            "https://:p@api.acme.com",
            "https://api.acme.com/a b",
            "https://api.acme.com/\n",
            "https://api.acme.com\\x",
            "https://api.acme.com/é",
            &long,
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn one_slash_after_a_bare_origin_is_not_compared() {
        for registered in ["https://api.acme.com", "https://api.acme.com/"] {
            let identifier = parse(registered).expect("an identifier");
            assert!(identifier.matches("https://api.acme.com") && identifier.matches("https://api.acme.com/"));
            for sent in ["", "https://api.acme.com//", "https://api.acme.com/?", "https://API.acme.com", "https://a"] {
                assert!(!identifier.matches(sent), "{sent}");
            }
        }
        let identifier = parse("https://api.acme.com/v1").expect("an identifier");
        assert!(identifier.matches("https://api.acme.com/v1") && !identifier.matches("https://api.acme.com/v1/"));
    }

    #[test]
    fn an_identifier_is_looked_up_in_each_spelling_that_counts_as_it() {
        for (registered, spellings) in [
            ("https://api.acme.com", ["https://api.acme.com", "https://api.acme.com/"]),
            ("https://api.acme.com/", ["https://api.acme.com", "https://api.acme.com/"]),
            ("https://api.acme.com/v1", ["https://api.acme.com/v1", "https://api.acme.com/v1"]),
            ("https://api.acme.com/v1/", ["https://api.acme.com/v1/", "https://api.acme.com/v1/"]),
            ("urn:acme:orders", ["urn:acme:orders", "urn:acme:orders"]),
        ] {
            let identifier = parse(registered).expect("an identifier");
            assert_eq!(identifier.spellings(), spellings, "{registered}");
            assert!(spellings.iter().all(|spelling| identifier.matches(spelling)), "{registered}");
        }
    }

    #[test]
    fn a_scope_is_one_token_and_not_openids() {
        for scope in ["orders", "orders:read", "https://acme.com/scope", "a", "!#[]~"] {
            assert!(is_resource_scope(scope), "{scope}");
        }
        let long = "a".repeat(101);
        for scope in ["", "a b", "a\"", "a\\", "a\n", "é", "openid", "offline_access", "email", &long] {
            assert!(!is_resource_scope(scope), "{scope:?}");
        }
    }
}
