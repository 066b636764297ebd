//! Client behind a request.

use std::net::{IpAddr, Ipv6Addr};

use super::{Language, Secret};

/// Press of a one-time form's button: a MAC over the submitted fields, keyed with a secret of the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press(pub String);

/// Network of a client: the IPv4 address, or the /64 prefix of an IPv6 address, since one household holds a whole /64.
/// All clients without an address share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network(pub String);

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
    /// Network under which failures are counted.
    pub fn network(&self) -> Network {
        Network(match self.address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(v4)) => v4.to_string(),
            Some(IpAddr::V6(v6)) => {
                let network = Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX));
                format!("{network}/64")
            }
            None => String::from("unknown"),
        })
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
        client.network().0
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
}
