//! Trusted origins: pages that may call the service with cookies and be redirected to, and apps that may be redirected
//! to.

use url::{Host, Url};

use super::app_address::AppAddress;

/// The service's own origin and the entries of `TRUSTED_ORIGINS`.
#[derive(Clone, Debug, Default)]
pub struct TrustedOrigins {
    own: String,
    pages: Vec<String>,
    apps: Vec<AppAddress>,
}

impl TrustedOrigins {
    /// Takes origins as browsers serialize them (RFC 6454 section 6.2).
    pub fn new(own: String, pages: Vec<String>, apps: Vec<AppAddress>) -> Self {
        Self { own, pages, apps }
    }

    /// Origin of the service, without a trailing slash.
    pub fn own(&self) -> &str {
        &self.own
    }

    /// Origins of trusted pages, as configured.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().map(String::as_str)
    }

    /// Apps that a browser may be redirected to. They get no cookies and no CORS.
    pub fn apps(&self) -> &[AppAddress] {
        &self.apps
    }

    /// True if the service itself runs on localhost, where every port of `http://localhost` is trusted.
    pub fn any_local_port(&self) -> bool {
        is_localhost(&self.own)
    }

    /// True if pages of this origin are trusted.
    pub fn admits(&self, origin: &str) -> bool {
        origin == self.own
            || self.pages.iter().any(|page| page == origin)
            || (self.any_local_port() && is_localhost(origin))
    }
}

/// True for `http://localhost` with any port, as browsers serialize it.
pub fn is_localhost(origin: &str) -> bool {
    match origin.strip_prefix("http://localhost") {
        Some("") => true,
        Some(rest) => rest.strip_prefix(':').is_some_and(is_port),
        None => false,
    }
}

/// True for a port other than the scheme's default, as URLs serialize it.
fn is_port(text: &str) -> bool {
    !text.starts_with(['0', '+']) && text.parse::<u16>().is_ok_and(|port| port != 80)
}

pub fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// True for https, and for http to the local machine.
pub fn is_secure(url: &Url) -> bool {
    let is_local = url.host().is_some_and(|host| is_loopback(&host));
    url.scheme() == "https" || (url.scheme() == "http" && is_local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted(own: &str, pages: &[&str]) -> TrustedOrigins {
        TrustedOrigins::new(own.into(), pages.iter().map(|page| (*page).to_owned()).collect(), Vec::new())
    }

    #[test]
    fn every_local_port_is_trusted_where_the_service_is_on_localhost_itself() {
        let local = ["http://localhost", "http://localhost:1", "http://localhost:3000", "http://localhost:65535"];
        for own in ["http://localhost:8787", "http://localhost"] {
            for origin in local {
                assert!(trusted(own, &[]).admits(origin), "{own} {origin}");
            }
        }
        for own in
            ["https://localhost:8787", "http://127.0.0.1:8787", "http://a.localhost:8787", "https://auth.acme.com"]
        {
            for origin in local {
                assert!(!trusted(own, &[]).admits(origin), "{own} {origin}");
            }
        }
    }

    #[test]
    fn hosts_that_only_look_local_are_not_trusted() {
        for origin in [
            "https://localhost:3000",
            "http://127.0.0.1:3000",
            "http://[::1]:3000",
            "http://localhost.:3000",
            "http://a.localhost:3000",
            "http://localhost.evil.com",
            "http://localhostevil.com",
            "http://localhost:",
            "http://localhost:0",
            "http://localhost:080",
            "http://localhost:80",
            "http://localhost:+3",
            "http://localhost:65536",
            "http://localhost:3000/",
            "http://localhost:3000.evil.com",
            "http://localhost:3000@evil.com",
            "http://LOCALHOST:3000",
            "null",
            "",
        ] {
            assert!(!trusted("http://localhost:8787", &[]).admits(origin), "{origin}");
        }
    }

    #[test]
    fn an_origin_is_trusted_to_the_letter() {
        let trusted = trusted("https://auth.acme.com", &["https://app.acme.com", "http://localhost:3000"]);
        for origin in ["https://auth.acme.com", "https://app.acme.com", "http://localhost:3000"] {
            assert!(trusted.admits(origin), "{origin}");
        }
        for origin in
            ["https://app.acme.com:444", "https://app.acme.com.", "http://app.acme.com", "http://localhost:3001"]
        {
            assert!(!trusted.admits(origin), "{origin}");
        }
    }
}
