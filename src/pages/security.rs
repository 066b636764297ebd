//! What a browser may do with a page: no script, one style sheet, forms to where they belong.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use url::Url;

/// The style sheet, as it stands in every page.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// The `Content-Security-Policy` of a page (CSP Level 3). Its forms lead to ourselves and, where an answer redirects,
/// to these origins; what is not an origin is left out.
pub fn content_security_policy(form_targets: &[&str]) -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let targets: String =
        form_targets.iter().filter(|target| is_origin(target)).map(|target| format!(" {target}")).collect();
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'{targets}; frame-ancestors 'none'; \
         base-uri 'none'"
    )
}

/// Whether this is an origin as browsers write it (RFC 6454 section 6.2).
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.origin().is_tuple() && url.origin().ascii_serialization() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_lead_to_ourselves_and_to_given_origins() {
        let policy = content_security_policy(&["https://app.example", "http://localhost:3000"]);
        assert!(policy.contains("; form-action 'self' https://app.example http://localhost:3000; "), "{policy}");
        for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.split("; ").any(|given| given == directive), "{policy}");
        }
        assert!(!policy.contains("unsafe"));
    }

    #[test]
    fn what_is_no_origin_adds_nothing() {
        let none = content_security_policy(&[]);
        for odd in
            ["*", "https://a.example/", "https:", "data:x", "https://a.example; script-src *", "'unsafe-inline'", ""]
        {
            assert_eq!(content_security_policy(&[odd]), none, "{odd}");
        }
    }
}
