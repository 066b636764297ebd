//! What a browser may do with a page: our style, our script where there is one, forms to where they belong.

use ::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY};
use url::Url;

use super::frame::script_hash;
use crate::config::CaptchaProvider;
use crate::http::{Response, reply};
use crate::look::Look;

/// Cross-Origin-Opener-Policy (HTML section 7.1.3).
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
/// Permissions-Policy: nothing but passkeys of our own.
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const PERMISSIONS: &str = "publickey-credentials-get=(self), publickey-credentials-create=(self), accelerometer=(), \
                           camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
                           microphone=(), midi=(), payment=(), usb=()";

/// What a page needs beside its style.
#[derive(Clone, Debug, Default)]
pub struct Needs<'a> {
    /// Where its forms lead beside ourselves, if an answer redirects; what is not an origin is left out.
    pub form_targets: Vec<&'a str>,
    /// The script, which asks our API.
    pub script: bool,
    /// The captcha, which brings a script and a frame of its provider.
    pub captcha: Option<CaptchaProvider>,
    /// Pictures that stand in the page itself.
    pub own_pictures: bool,
}

impl Needs<'_> {
    /// The `Content-Security-Policy` of a page (CSP Level 3).
    pub fn policy(&self, look: &Look) -> String {
        let of_captcha =
            |sources: fn(CaptchaProvider) -> &'static [&'static str]| self.captcha.map_or(&[][..], sources);
        let other = of_captcha(CaptchaProvider::other_sources);
        let hash = self.script.then(script_hash);
        let mut policy = String::from("default-src 'none'");
        add(&mut policy, "style-src", Some(look.style_hash.as_str()), other);
        add(&mut policy, "script-src", hash.as_deref(), of_captcha(CaptchaProvider::script_sources));
        add(&mut policy, "connect-src", self.script.then_some("'self'"), other);
        add(&mut policy, "frame-src", None, of_captcha(CaptchaProvider::frame_sources));
        let logo = look.logo.as_ref().map(|logo| logo.source.as_str());
        let pictures = [logo, self.own_pictures.then_some("data:").filter(|own| logo != Some(own))];
        if pictures.iter().any(Option::is_some) {
            policy += &pictures.into_iter().flatten().fold(String::from("; img-src"), |list, one| list + " " + one);
        }
        policy += "; form-action 'self'";
        for target in self.form_targets.iter().filter(|target| is_origin(target)) {
            policy.push(' ');
            policy += target;
        }
        policy + "; frame-ancestors 'none'; base-uri 'none'"
    }
}

/// Adds a directive, unless it would allow nothing.
fn add(policy: &mut String, directive: &str, own: Option<&str>, others: &[&str]) {
    let sources: Vec<&str> = own.into_iter().chain(others.iter().copied()).collect();
    if !sources.is_empty() {
        *policy += &format!("; {directive} {}", sources.join(" "));
    }
}

/// The headers of a page. One whose URL carries a token tells nobody where it was; the others tell ourselves, since some
/// browsers name the origin of a form only then.
pub(super) fn protect(response: &mut Response, look: &Look, needs: &Needs<'_>, url_has_token: bool) {
    reply::set_header(response, CONTENT_SECURITY_POLICY, &needs.policy(look));
    let headers = response.headers_mut();
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(PERMISSIONS));
    let referrer = if url_has_token { "no-referrer" } else { "same-origin" };
    headers.insert(REFERRER_POLICY, HeaderValue::from_static(referrer));
}

/// Whether this is an origin as browsers write it (RFC 6454 section 6.2).
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.origin().is_tuple() && url.origin().ascii_serialization() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::tests::look;

    fn policy(form_targets: &[&str]) -> String {
        Needs { form_targets: form_targets.to_vec(), ..Needs::default() }.policy(&look(&[]))
    }

    #[test]
    fn forms_lead_to_ourselves_and_to_given_origins() {
        let policy = policy(&["https://app.example", "http://localhost:3000"]);
        assert!(policy.contains("; form-action 'self' https://app.example http://localhost:3000; "), "{policy}");
        for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.split("; ").any(|given| given == directive), "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("script") && !policy.contains("img"), "{policy}");
    }

    #[test]
    fn what_is_no_origin_adds_nothing() {
        let none = policy(&[]);
        for odd in
            ["*", "https://a.example/", "https:", "data:x", "https://a.example; script-src *", "'unsafe-inline'", ""]
        {
            assert_eq!(policy(&[odd]), none, "{odd}");
        }
    }

    #[test]
    fn pictures_come_from_where_the_logo_is() {
        let pictures = |own_pictures, logo| {
            let needs = Needs { own_pictures, ..Needs::default() };
            let policy = needs.policy(&look(&[("LOGO_URL", logo)]));
            policy.split("; ").find(|given| given.starts_with("img-src")).map(str::to_owned)
        };
        let data = "data:image/png;base64,AAAA";
        assert_eq!(pictures(false, ""), None);
        assert_eq!(pictures(true, "").as_deref(), Some("img-src data:"));
        assert_eq!(pictures(true, data).as_deref(), Some("img-src data:"));
        assert_eq!(pictures(true, "https://cdn.acme.com/a.png").as_deref(), Some("img-src https://cdn.acme.com data:"));
    }
}
