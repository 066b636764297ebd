//! Request headers: cookies, `Authorization`, `User-Agent`, `Accept-Language`, client address.

use http::Method;
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use proptest::prelude::*;
use sesame::domain::Language;
use sesame::domain::platform::{platform_label, platform_of_user_agent};
use sesame::http::authentication::Credential;
use sesame::http::cookies::{ACCESS_TOKEN, Carried, carried};
use sesame::http::{Body, Request};

pub fn request(headers: impl IntoIterator<Item = (HeaderName, Vec<u8>)>) -> Request {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            map.append(name, value);
        }
    }
    let body = Body::Complete(Vec::new());
    Request { method: Method::GET, path: "/".into(), query: None, headers: map, body, place: None }
}

proptest! {
    #[test]
    fn any_headers_are_read(values in prop::collection::vec((0_usize..5, any::<Vec<u8>>()), 0..6)) {
        let names = [COOKIE, AUTHORIZATION, USER_AGENT, ACCEPT_LANGUAGE, HeaderName::from_static("cf-connecting-ip")];
        let request = request(values.into_iter().map(|(at, value)| (names[at].clone(), value)));
        let client = request.client();
        prop_assert!((1..=100).contains(&client.platform.chars().count()));
        prop_assert!(!client.network().0.is_empty());
        let _ = Credential::of(&request).token();
    }

    #[test]
    fn a_cookie_is_found_among_any_others(value in "[!#-+\\--:<-\\[\\]-~]{0,60}", others in prop::collection::vec("[a-zA-Z_-]{1,12}=[a-z0-9 ]{0,8}", 0..5), at: prop::sample::Index) {
        let others: Vec<String> = others.into_iter().filter(|other| !other.starts_with("access_token=")).collect();
        let mut pairs = others;
        pairs.insert(at.index(pairs.len() + 1), format!("access_token={value}"));
        let header = pairs.join("; ");
        let one = request([(COOKIE, header.clone().into_bytes())]);
        prop_assert_eq!(carried(&one, ACCESS_TOKEN), Carried::One(value.as_str()));
        let two = request([(COOKIE, header.into_bytes()), (COOKIE, format!("access_token={value}x").into_bytes())]);
        prop_assert_eq!(carried(&two, ACCESS_TOKEN), Carried::Conflicting);
    }

    #[test]
    fn an_authorization_header_takes_precedence_whatever_it_holds(value: Vec<u8>) {
        let request = request([(AUTHORIZATION, value.clone()), (COOKIE, b"access_token=c".to_vec())]);
        if HeaderValue::from_bytes(&value).is_ok() {
            prop_assert!(!matches!(Credential::of(&request), Credential::Cookie(_) | Credential::NotShown));
        }
    }

    #[test]
    fn a_platform_label_is_short_printable_and_idempotent(named: String) {
        for label in platform_label(&named).into_iter().chain([platform_of_user_agent(&named)]) {
            prop_assert!((1..=100).contains(&label.chars().count()));
            prop_assert!(!label.chars().any(char::is_control) && label.trim() == label);
            prop_assert_eq!(platform_label(&label), Some(label));
        }
    }

    #[test]
    fn a_language_is_chosen_by_the_highest_weight(any: String, french in 0_u32..=1000, english in 0_u32..=1000) {
        let _ = Language::of_accept_language(&any);
        let weight = |thousandths: u32| format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        let header = format!("en;q={}, fr-FR;q={}", weight(english), weight(french));
        let expected = if french > english { Language::French } else { Language::English };
        prop_assert_eq!(Language::of_accept_language(&header), expected, "{}", header);
    }
}
