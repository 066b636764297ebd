//! Security headers of pages: our style and script, and the targets of forms.

use ::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY};

use url::Url;

use super::ui::frame::script_hash;
use crate::config::{CaptchaProvider, Config};
use crate::domain::RedirectUrl;
use crate::domain::redirect_url::Place;
use crate::domain::trusted_origins::is_localhost;
use crate::http::{Response, reply};
use crate::look::{Look, source_hash};

/// Cross-Origin-Opener-Policy (HTML section 7.1.3).
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
/// Permissions-Policy: passkeys of our own and nothing else.
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const PERMISSIONS: &str = "publickey-credentials-get=(self), publickey-credentials-create=(self), accelerometer=(), \
                           camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
                           microphone=(), midi=(), payment=(), usb=()";

/// Needs of a page beyond its style.
#[derive(Clone, Debug, Default)]
pub struct Needs<'a> {
    /// Sources that its forms may redirect to beside our own origin.
    pub form_targets: &'a [FormTarget],
    /// Script, which calls our API.
    pub script: bool,
    /// Script of this page alone.
    pub own_script: Option<&'static str>,
    /// Captcha, with a script and a frame of its provider.
    pub captcha: Option<CaptchaProvider>,
    /// Pictures inline in the page.
    pub own_pictures: bool,
    /// Frames of our own origin, which is where the development mailbox shows mails.
    pub own_frames: bool,
}

/// `Content-Security-Policy` of a mail in a frame of ours: neither script nor form, its own style, and links that a person
/// follows in the whole tab.
const MAIL_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; frame-ancestors 'self'; \
     base-uri 'none'; sandbox allow-top-navigation-by-user-activation",
);

/// Replaces the policy of a page by that of a mail.
pub(super) fn confine(response: &mut Response) {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, MAIL_POLICY);
}

impl Needs<'_> {
    /// `Content-Security-Policy` of a page (CSP Level 3).
    pub fn policy(&self, look: &Look) -> String {
        let of_captcha =
            |sources: fn(CaptchaProvider) -> &'static [&'static str]| self.captcha.map_or(&[][..], sources);
        let other = of_captcha(CaptchaProvider::other_sources);
        let hashes: Vec<String> =
            self.script.then(script_hash).into_iter().chain(self.own_script.map(source_hash)).collect();
        let scripts = Some(hashes.join(" ")).filter(|hashes| !hashes.is_empty());
        let mut policy = String::from("default-src 'none'");
        add(&mut policy, "style-src", Some(look.style_hash.as_str()), other);
        add(&mut policy, "script-src", scripts.as_deref(), of_captcha(CaptchaProvider::script_sources));
        add(&mut policy, "connect-src", self.script.then_some("'self'"), other);
        add(&mut policy, "frame-src", self.own_frames.then_some("'self'"), of_captcha(CaptchaProvider::frame_sources));
        let logo = look.logo.as_ref().map(|logo| logo.source.as_str());
        let inline = self.own_pictures.then_some("data:").filter(|own| logo != Some(own));
        let pictures = [logo, inline].into_iter().flatten();
        policy += &pictures.fold(String::from("; img-src 'self'"), |list, one| list + " " + one); // icons are our own
        policy += "; form-action 'self'";
        for FormTarget(source) in self.form_targets {
            policy.push(' ');
            policy += source;
        }
        policy + "; frame-ancestors 'none'; base-uri 'none'"
    }
}

/// Adds a directive, unless its list is empty.
fn add(policy: &mut String, directive: &str, own: Option<&str>, others: &[&str]) {
    let sources: Vec<&str> = own.into_iter().chain(others.iter().copied()).collect();
    if !sources.is_empty() {
        *policy += &format!("; {directive} {}", sources.join(" "));
    }
}

/// Source of `form-action` (CSP Level 3 section 2.3.1).
///
/// Chromium checks every hop of a form's redirects, and a trusted page may redirect on (apex to `www`, an app to its
/// own sign-in), so a page on the way to one allows every https page. `TRUSTED_ORIGINS` decides where the answer
/// redirects to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormTarget(String);

impl FormTarget {
    fn https() -> Self {
        Self("https:".to_owned())
    }

    /// Page of this machine, with any port if every port is trusted.
    fn local(origin: &str, config: &Config) -> Self {
        if config.trusted_origins.any_local_port() && is_localhost(origin) {
            Self("http://localhost:*".to_owned())
        } else if origin.starts_with("http://[") {
            // CSP has no source for an IPv6 address.
            Self("http:".to_owned())
        } else {
            Self(origin.to_owned())
        }
    }

    fn app(scheme: &str) -> Self {
        Self(format!("{scheme}:"))
    }

    /// Sources for a page whose forms may lead to a client's redirect URI: its origin or its scheme, and every https
    /// page, where it may redirect on.
    pub fn of_client(redirect_uri: &str) -> Vec<Self> {
        let Ok(url) = Url::parse(redirect_uri) else {
            return Vec::new();
        };
        let origin = url.origin().ascii_serialization();
        let own = match url.scheme() {
            // CSP has no source for an IPv6 address.
            "http" if origin.starts_with("http://[") => Self("http:".to_owned()),
            "http" | "https" => Self(origin),
            scheme => Self::app(scheme),
        };
        vec![Self::https(), own]
    }
}

/// Sources for a page whose forms may redirect to this URL.
pub(super) fn form_targets(config: &Config, url: Option<&RedirectUrl>) -> Vec<FormTarget> {
    let Some(url) = url else {
        return Vec::new();
    };
    match url.place() {
        Place::Own => Vec::new(),
        Place::Page if url.scheme() == "https" => vec![FormTarget::https()],
        Place::Page => vec![FormTarget::https(), FormTarget::local(&url.origin(), config)],
        Place::App => vec![FormTarget::https(), FormTarget::app(url.scheme())],
    }
}

/// Sources for a page whose forms may redirect to any trusted target.
pub(super) fn every_form_target(config: &Config) -> Vec<FormTarget> {
    let trusted = &config.trusted_origins;
    let own = trusted.any_local_port().then(|| trusted.own());
    let local = trusted.pages().filter(|origin| origin.starts_with("http:")).chain(own);
    let others = local.map(|origin| FormTarget::local(origin, config));
    let apps = trusted.apps().iter().map(|app| FormTarget::app(app.scheme()));
    let mut targets = Vec::new();
    if trusted.pages().next().is_some() || !trusted.apps().is_empty() || trusted.any_local_port() {
        targets.push(FormTarget::https());
    }
    for target in others.chain(apps) {
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    targets
}

/// Relation to the window that opened this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opener {
    /// Kept: neither we nor any hop separate it from the page that the browser is redirected to.
    Kept,
    Severed,
}

/// Circumstances of a visit to a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    pub opener: Opener,
    /// True if the URL has a token.
    pub has_token: bool,
}

/// Sets the headers of a page. A page whose URL has a token sends no referrer. All others send it to our own origin,
/// since some browsers name the origin of a form only then.
pub(super) fn protect(response: &mut Response, look: &Look, needs: &Needs<'_>, visit: Visit) {
    reply::set_header(response, CONTENT_SECURITY_POLICY, &needs.policy(look));
    let headers = response.headers_mut();
    let opener = match visit.opener {
        Opener::Kept => "unsafe-none",
        Opener::Severed => "same-origin",
    };
    headers.insert(OPENER_POLICY, HeaderValue::from_static(opener));
    headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(PERMISSIONS));
    let referrer = if visit.has_token { "no-referrer" } else { "same-origin" };
    headers.insert(REFERRER_POLICY, HeaderValue::from_static(referrer));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::with;
    use crate::look::tests::look;

    fn policy(form_targets: &[FormTarget]) -> String {
        Needs { form_targets, ..Needs::default() }.policy(&look(&[]))
    }

    fn config(public_url: &str) -> Config {
        with(&[
            ("PUBLIC_URL", public_url),
            (
                "TRUSTED_ORIGINS",
                "https://app.example,http://127.0.0.1:3000,http://[::1]:3000,myapp://callback,myapp://x",
            ),
        ])
        .expect("good settings")
    }

    /// `form-action` sources of a page that leads to this URL.
    fn towards(public_url: &str, url: &str) -> String {
        let config = config(public_url);
        let url = config.redirect_url(url).unwrap_or_else(|| panic!("{url}"));
        let policy = policy(&form_targets(&config, Some(&url)));
        policy.split("; ").find_map(|given| given.strip_prefix("form-action ")).expect("the directive").to_owned()
    }

    #[test]
    fn form_action_allows_the_own_origin_and_the_redirect_target() {
        for (public_url, url, sources) in [
            ("https://auth.example", "/account", "'self'"),
            ("https://auth.example", "https://auth.example/account", "'self'"),
            ("https://auth.example", "https://app.example/in", "'self' https:"),
            ("https://auth.example", "http://127.0.0.1:3000/in", "'self' https: http://127.0.0.1:3000"),
            ("https://auth.example", "http://[::1]:3000/in", "'self' https: http:"),
            ("https://auth.example", "myapp://callback/in", "'self' https: myapp:"),
            ("http://localhost:8787", "http://localhost:5173/in", "'self' https: http://localhost:*"),
            ("http://127.0.0.1:8787", "http://127.0.0.1:3000/in", "'self' https: http://127.0.0.1:3000"),
        ] {
            assert_eq!(towards(public_url, url), sources, "{public_url} {url}");
        }
        let config = config("https://auth.example");
        assert!(policy(&form_targets(&config, None)).contains("; form-action 'self'; "));
    }

    #[test]
    fn form_action_lists_every_trusted_target_once() {
        let sources =
            |config: &Config| every_form_target(config).into_iter().map(|FormTarget(text)| text).collect::<Vec<_>>();
        let expected = ["https:", "http://127.0.0.1:3000", "http:", "myapp:"];
        assert_eq!(sources(&config("https://auth.example")), expected);
        let local = with(&[("PUBLIC_URL", "http://localhost:8787"), ("TRUSTED_ORIGINS", "http://localhost:3000")]);
        assert_eq!(sources(&local.expect("good settings")), ["https:", "http://localhost:*"]);
        assert!(sources(&with(&[]).expect("good settings")).is_empty());
    }

    #[test]
    fn form_action_allows_a_clients_origin_or_scheme() {
        let sources =
            |uri: &str| FormTarget::of_client(uri).into_iter().map(|FormTarget(text)| text).collect::<Vec<_>>();
        for (uri, own) in [
            ("https://app.acme.com:8443/cb?x=y", "https://app.acme.com:8443"),
            ("HTTPS://App.acme.com/cb", "https://app.acme.com"),
            ("http://127.0.0.1:4711/cb", "http://127.0.0.1:4711"),
            ("http://[::1]:4711/cb", "http:"),
            ("myapp://callback", "myapp:"),
            ("MyApp:done", "myapp:"),
        ] {
            assert_eq!(sources(uri), ["https:", own], "{uri}");
        }
        assert!(sources("nothing").is_empty());
    }

    #[test]
    fn a_policy_allows_nothing_that_is_not_named() {
        let policy = policy(&[FormTarget::https()]);
        for directive in
            ["default-src 'none'", "form-action 'self' https:", "frame-ancestors 'none'", "base-uri 'none'"]
        {
            assert!(policy.split("; ").any(|given| given == directive), "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("script"), "{policy}");
    }

    #[test]
    fn img_src_allows_the_origin_of_the_logo() {
        let pictures = |own_pictures, logo| {
            let needs = Needs { own_pictures, ..Needs::default() };
            let policy = needs.policy(&look(&[("LOGO_URL", logo)]));
            policy.split("; ").find(|given| given.starts_with("img-src")).map(str::to_owned)
        };
        let data = "data:image/png;base64,AAAA";
        assert_eq!(pictures(false, "").as_deref(), Some("img-src 'self'"));
        assert_eq!(pictures(true, "").as_deref(), Some("img-src 'self' data:"));
        assert_eq!(pictures(true, data).as_deref(), Some("img-src 'self' data:"));
        assert_eq!(
            pictures(true, "https://cdn.acme.com/a.png").as_deref(),
            Some("img-src 'self' https://cdn.acme.com data:")
        );
    }
}
