//! Authentication of applications.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};
use sesame::ports::Clock;

use crate::support::Answer;
use crate::support::applications::{Application, CALLBACK, Code, Shop, VERIFIER, assert_refused, basic};
use crate::support::client_signer::{ClientSigner, JWT_BEARER};

/// Redeems a new code with these headers and fields.
fn redeem_by(shop: &Shop, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
    let code = shop.code(&Code::default());
    let known = [("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)];
    shop.world().send_form("/oauth2/token", headers, &[known.as_slice(), fields].concat())
}

fn redeem_as(shop: &Shop, authorization: &str) -> Answer {
    redeem_by(shop, &[("authorization", authorization)], &[])
}

fn challenge(answer: &Answer) -> Option<&str> {
    answer.headers.get("www-authenticate").map(|value| value.to_str().expect("ASCII"))
}

#[test]
fn a_secret_in_the_header_is_taken_raw_and_encoded_and_nothing_near_it() {
    let shop = Shop::new();
    let Application { id, secret } = &shop.application;
    let encoded: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for good in [basic(id, secret), basic(id, &encoded), basic(id, secret).replacen("Basic ", "basic  ", 1)] {
        assert_eq!(redeem_as(&shop, &good).status, 200, "{good}");
    }
    for bad in [
        basic(id, ""),
        basic(id, &format!("{secret}%")),
        basic(id, "100%"),
        basic(id, "%zz"),
        basic(id, &format!("{secret} ")),
        basic("unknown", secret),
        basic("", ""),
        format!("Basic {}", STANDARD.encode(id)),
        format!("Basic {}", STANDARD.encode([0xff, b':', 0xfe])),
        "Basic !".into(),
        "Basic".into(),
        format!("Bearer {secret}"),
    ] {
        let answer = redeem_as(&shop, &bad);
        assert_refused(&answer, 401, "invalid_client");
        assert!(challenge(&answer).is_some_and(|challenge| challenge.starts_with("Basic ")), "{bad}");
    }
}

#[test]
fn a_client_authenticates_by_its_registered_method_alone() {
    let by_header = Shop::new();
    let by_body = Shop::with(&json!({ "token_endpoint_auth_method": "client_secret_post" }));
    let public = Shop::with(&json!({ "token_endpoint_auth_method": "none" }));
    for (shop, good) in [(&by_header, 0), (&by_body, 1), (&public, 2)] {
        let Application { id, secret } = &shop.application;
        let ways = [
            redeem_as(shop, &basic(id, secret)),
            redeem_by(shop, &[], &[("client_id", id), ("client_secret", secret)]),
            redeem_by(shop, &[], &[("client_id", id)]),
        ];
        for (at, answer) in ways.iter().enumerate() {
            // Without a secret, the body of the second is that of the third.
            let is_good = at == good || (secret.is_empty() && at == 1);
            assert_eq!(answer.status, if is_good { 200 } else { 401 }, "{good} {at}: {answer:?}");
            assert_eq!(challenge(answer).is_some(), !is_good && at == 0, "{answer:?}");
        }
    }
    assert_refused(&redeem_by(&by_header, &[], &[]), 401, "invalid_client");
}

#[test]
fn two_ways_at_once_are_an_invalid_request() {
    let shop = Shop::new();
    let Application { id, secret } = &shop.application;
    let header = basic(id, secret);
    for fields in [
        vec![("client_secret", secret.as_str())],
        vec![("client_id", "another")],
        vec![("client_assertion", "a.b.c"), ("client_assertion_type", JWT_BEARER)],
    ] {
        assert_refused(&redeem_by(&shop, &[("authorization", &header)], &fields), 400, "invalid_request");
    }
    for fields in [
        vec![("client_id", id.as_str()), ("client_assertion", "a.b.c")],
        vec![("client_id", id), ("client_assertion", "a.b.c"), ("client_assertion_type", "another")],
        vec![("client_secret", secret), ("client_assertion", "a.b.c"), ("client_assertion_type", JWT_BEARER)],
    ] {
        assert_refused(&redeem_by(&shop, &[], &fields), 400, "invalid_request");
    }
    assert_eq!(redeem_by(&shop, &[("authorization", &header)], &[("client_id", id)]).status, 200);
}

#[test]
fn a_former_secret_is_good_until_its_grace_ends() {
    let shop = Shop::new();
    let former = shop.application.basic();
    let path = format!("/clients/{}/secret", shop.application.id);
    let answer = shop.office.send("POST", &path, json!({ "grace": 3600 }));
    assert_eq!(answer.status, 201, "{answer:?}");
    let newest = basic(&shop.application.id, &answer.text("/client_secret"));
    shop.world().clock.advance(3599);
    assert_eq!((redeem_as(&shop, &former).status, redeem_as(&shop, &newest).status), (200, 200));
    shop.world().clock.advance(1);
    assert_eq!((redeem_as(&shop, &former).status, redeem_as(&shop, &newest).status), (401, 200));
}

/// Fails once from an address.
fn fail_from(shop: &Shop, address: &str) -> Answer {
    let wrong = basic(&shop.application.id, "wrong");
    redeem_by(shop, &[("authorization", &wrong), ("cf-connecting-ip", address)], &[])
}

#[test]
fn fifty_failures_of_a_client_from_an_address_are_the_last_ones_there_alone() {
    let shop = Shop::new();
    let other = Application::registered(&shop.office, &json!({}));
    for _ in 0..50 {
        assert_refused(&fail_from(&shop, "192.0.2.1"), 401, "invalid_client");
    }
    let right = |address: &str| {
        redeem_by(&shop, &[("authorization", &shop.application.basic()), ("cf-connecting-ip", address)], &[])
    };
    for answer in [fail_from(&shop, "192.0.2.1"), right("192.0.2.1")] {
        assert_eq!((answer.status, &answer.headers["retry-after"]), (429, &"900".parse().expect("a value")));
        assert_eq!(answer.text("/error"), "temporarily_unavailable");
    }
    assert_eq!(shop.grants(), 0, "a refused request redeems nothing");
    assert_eq!(right("192.0.2.2").status, 200, "the same client elsewhere");
    let headers = [("authorization", other.basic()), ("cf-connecting-ip", "192.0.2.1".to_owned())];
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_refused(&redeem_by(&shop, &headers, &[]), 400, "invalid_grant");
    shop.world().clock.advance(900);
    assert_eq!(right("192.0.2.1").status, 200);
}

#[test]
fn ids_of_no_client_are_not_counted() {
    let shop = Shop::new();
    let attempts = shop.world().database.count("attempts");
    for id in ["nobody", "", "' OR 1 = 1 --"] {
        assert_refused(&redeem_as(&shop, &basic(id, "x")), 401, "invalid_client");
    }
    assert_eq!(shop.world().database.count("attempts"), attempts);
}

#[test]
fn nobody_locks_a_public_client_out_for_an_address() {
    let shop = Shop::with(&json!({ "token_endpoint_auth_method": "none" }));
    let id = shop.application.id.as_str();
    for _ in 0..51 {
        assert_refused(&redeem_by(&shop, &[], &[("client_id", id), ("client_secret", "x")]), 401, "invalid_client");
    }
    assert_eq!(redeem_by(&shop, &[], &[("client_id", id)]).status, 200);
}

impl ClientSigner {
    /// Redeems a new code by an assertion.
    fn redeem(&self, assertion: &str) -> Answer {
        let fields =
            [("client_assertion_type", JWT_BEARER), ("client_assertion", assertion), ("redirect_uri", CALLBACK)];
        redeem_by(&self.shop, &[], &fields)
    }

    fn redeem_with(&self, jti: &str, change: &Json) -> Answer {
        self.redeem(&self.assertion(jti, change))
    }
}

#[test]
fn an_assertion_is_good_once_in_two_trips() {
    let signer = ClientSigner::new();
    let aud = |aud: &str| json!({ "aud": aud });
    assert_eq!(signer.redeem_with("0", &json!({})).status, 200);
    let trips = signer.shop.world().database.trips.get();
    assert_eq!(signer.redeem_with("1", &aud("https://auth.acme.test/oauth2/token")).status, 200);
    assert_eq!(signer.shop.world().database.trips.get() - trips, 2);
    for used in ["0", "1"] {
        assert_refused(&signer.redeem_with(used, &json!({})), 401, "invalid_client");
    }
    signer.shop.world().clock.advance(3600);
    assert_eq!(signer.redeem_with("0", &json!({})).status, 200, "its time is over");
}

#[test]
fn an_assertion_that_is_not_good_is_refused_and_counted() {
    let signer = ClientSigner::new();
    let now = signer.shop.world().clock.now().0;
    for change in [
        json!({ "aud": ["https://auth.acme.test"] }),
        json!({ "aud": "https://auth.acme.test/" }),
        json!({ "aud": "https://auth.acme.test/oauth2/introspect" }),
        json!({ "iss": "another" }),
        json!({ "exp": now - 60 }),
        json!({ "exp": now + 86_401 }),
        json!({ "exp": "soon" }),
        json!({ "nbf": now + 61 }),
        json!({ "iat": now + 61 }),
        json!({ "jti": "" }),
        json!({ "jti": null }),
    ] {
        assert_refused(&signer.redeem_with("x", &change), 401, "invalid_client");
    }
    let claims = signer.claims("x", &json!({}));
    for header in [
        json!({ "alg": "none" }),
        json!({ "alg": "HS256", "kid": "k1" }),
        json!({ "alg": "RS256", "kid": "k1" }),
        json!({ "alg": "ES256", "kid": "k2" }),
        json!({ "alg": "ES256", "kid": "k1", "typ": "at+jwt" }),
        json!({ "alg": "ES256", "kid": "k1", "crit": ["b64"] }),
    ] {
        assert_refused(&signer.redeem(&signer.sign(&header, &claims)), 401, "invalid_client");
    }
    let good = signer.sign(&json!({ "alg": "ES256" }), &claims);
    let forged = format!("{}AAAA", &good[..good.len() - 4]);
    for text in [forged.as_str(), "a.b.c", "a", "..."] {
        assert_refused(&signer.redeem(text), 401, "invalid_client");
    }
    let counted = signer.shop.world().database.query("SELECT count FROM attempts WHERE subject LIKE 'application:%'");
    assert_eq!(counted[0]["count"], 13, "those that name the client");
    assert_eq!(signer.redeem(&good).status, 200);
}

#[test]
fn an_assertion_is_of_the_client_that_it_names() {
    let signer = ClientSigner::new();
    let assertion = signer.sign(&json!({ "alg": "ES256" }), &signer.claims("1", &json!({})));
    let fields = [("client_assertion_type", JWT_BEARER), ("client_assertion", &*assertion), ("client_id", "another")];
    assert_refused(&redeem_by(&signer.shop, &[], &fields), 400, "invalid_request");
    let stranger = signer.claims("2", &json!({ "sub": "stranger", "iss": "stranger" }));
    assert_refused(&signer.redeem(&signer.sign(&json!({ "alg": "ES256" }), &stranger)), 401, "invalid_client");
}
