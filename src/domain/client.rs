//! Client behind a request.

use std::net::{IpAddr, Ipv6Addr};

use super::unseen::is_blank;
use super::{Language, Secret};

/// Longest platform label, in characters.
const MAX_PLATFORM: usize = 100;

/// Press of a one-time form's button: a MAC over the submitted fields, keyed with a secret of the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press(pub String);

#[derive(Clone, Debug)]
pub struct Client {
    /// IP address, if the edge provides one.
    pub address: Option<IpAddr>,
    /// City and country, if the edge provides them.
    pub place: Option<String>,
    /// Platform label: a short name to show to people.
    pub platform: String,
    pub language: Language,
    /// Present if a one-time form was submitted.
    pub press: Option<Press>,
    pub cookies: CarriedCredentials,
}

/// Credentials in the cookies of a request, not yet verified.
#[derive(Clone, Debug, Default)]
pub struct CarriedCredentials {
    pub session_token: Option<Secret>,
    pub refresh_token: Option<Secret>,
}

impl Client {
    /// Key under which failures are counted: the IPv4 address, or the /64 prefix of an IPv6 address, since one
    /// household holds a whole /64. All clients without an address share one key.
    pub fn address_key(&self) -> String {
        match self.address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(v4)) => v4.to_string(),
            Some(IpAddr::V6(v6)) => {
                let network = Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX));
                format!("{network}/64")
            }
            None => String::from("unknown"),
        }
    }
}

/// Platform label from the name a client gives itself: printable, at most 100 characters. `None` if nothing visible
/// remains.
pub fn platform_label(named: &str) -> Option<String> {
    let label: String = named.chars().filter(|c| !c.is_control()).take(MAX_PLATFORM).collect();
    let label = label.trim();
    (!is_blank(label)).then(|| label.to_owned())
}

/// Platform label such as `Firefox on Linux` from a `User-Agent` header (RFC 9110 section 10.1.5). For an unknown
/// browser, the header's first product.
pub fn platform_of_user_agent(user_agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => user_agent
            .split(['/', ' '])
            .next()
            .and_then(platform_label)
            .unwrap_or_else(|| String::from("Unknown client")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(address: &str) -> String {
        let client = Client {
            address: address.parse().ok(),
            place: None,
            platform: String::new(),
            language: Language::English,
            press: None,
            cookies: CarriedCredentials::default(),
        };
        client.address_key()
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        assert_eq!(key("2001:db8:0:1:aaaa::1"), key("2001:0DB8:0000:0001::2"));
        assert_ne!(key("2001:db8:0:1::1"), key("2001:db8:0:2::1"));
    }

    #[test]
    fn a_mapped_ipv4_address_is_the_ipv4_address() {
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }

    #[test]
    fn no_address_is_a_shared_key_not_a_way_round() {
        assert_eq!(key("nonsense"), "unknown");
    }

    #[test]
    fn platforms_read_well() {
        for (user_agent, label) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1",
                "Safari on iPhone",
            ),
            ("Mozilla/5.0 (FreeBSD) Gecko/20100101 Firefox/128.0", "Firefox"),
            ("curl/7.88.1", "curl"),
            ("", "Unknown client"),
            ("\u{1}", "Unknown client"),
        ] {
            assert_eq!(platform_of_user_agent(user_agent), label);
        }
        assert_eq!(platform_label(" a\r\nb ").as_deref(), Some("ab"));
        for blank in ["", "\u{feff}", " \u{200b}\u{3164} ", "\u{2800}", "\u{202e}\u{7}"] {
            assert_eq!(platform_label(blank), None, "{blank:?}");
        }
        assert_eq!(platform_label(&"x".repeat(500)).map(|label| label.len()), Some(100));
    }
}
