//! Tokens: what is signed, and what is taken for ours.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value as Json, json};
use sesame::domain::SignatureAlgorithm::{self, Es256, Rs256};
use sesame::flows::oidc::signing::TokenAge::{Any, Current};

use super::{DAY, ISSUER, claims, live, ring, sign, verify};
use crate::support::World;

fn header(token: &str) -> Json {
    let text = token.split('.').next().expect("a header");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).expect("base64url")).expect("JSON")
}

/// The token with another header.
fn with_header(token: &str, header: &Json) -> String {
    let (_, rest) = token.split_once('.').expect("a payload");
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

#[test]
fn a_token_names_its_algorithm_kind_and_key() {
    let world = World::new();
    for (algorithm, name) in [(Rs256, "RS256"), (Es256, "ES256")] {
        let token = sign(&world, algorithm, "at+jwt", &claims(&world, 60));
        assert_eq!(header(&token), json!({ "alg": name, "typ": "at+jwt", "kid": live(&world, algorithm) }));
        let read = verify(&world, &token, "at+jwt", Current).expect("claims");
        assert_eq!(Json::Object(read), claims(&world, 60));
    }
}

#[test]
fn another_kind_issuer_or_time_is_refused() {
    let world = World::new();
    let token = sign(&world, Rs256, "JWT", &claims(&world, 60));
    for typ in ["at+jwt", "jwt", "", "application/JWT"] {
        assert_eq!(verify(&world, &token, typ, Current), None, "{typ}");
    }
    let others = [
        json!({ "iss": "https://evil.test", "exp": 9_999_999_999_i64 }),
        json!({ "exp": 9_999_999_999_i64 }),
        json!({ "iss": ISSUER }),
        json!({ "iss": ISSUER, "exp": "9999999999" }),
        json!([ISSUER]),
    ];
    for other in others {
        let token = sign(&world, Rs256, "JWT", &other);
        assert_eq!(verify(&world, &token, "JWT", Current), None, "{other}");
        assert_eq!(verify(&world, &token, "JWT", Any), None, "{other}");
    }
    world.clock.advance(59);
    assert!(verify(&world, &token, "JWT", Current).is_some());
    world.clock.advance(1);
    assert_eq!(verify(&world, &token, "JWT", Current), None);
    assert!(verify(&world, &token, "JWT", Any).is_some());
}

#[test]
fn a_token_changed_in_any_part_is_refused() {
    let world = World::new();
    let token = sign(&world, Es256, "JWT", &claims(&world, 60));
    let (kid, other) = (live(&world, Es256), live(&world, Rs256));
    let headers = [
        json!({ "alg": "none", "typ": "JWT", "kid": kid }),
        json!({ "alg": "HS256", "typ": "JWT", "kid": kid }),
        json!({ "alg": "RS256", "typ": "JWT", "kid": kid }),
        json!({ "alg": "ES256", "typ": "JWT", "kid": other }),
        json!({ "alg": "ES256", "typ": "JWT", "kid": "" }),
        json!({ "alg": "ES256", "typ": "JWT" }),
        json!({ "alg": "ES256", "kid": kid }),
        json!({ "alg": "ES256", "typ": "JWT", "kid": kid, "crit": ["exp"] }),
        json!({ "alg": "ES256", "typ": "JWT", "kid": kid, "jku": "https://evil.test" }),
    ];
    for changed in headers {
        assert_eq!(verify(&world, &with_header(&token, &changed), "JWT", Current), None, "{changed}");
    }
    let (message, tag) = token.rsplit_once('.').expect("a signature");
    let longer = sign(&world, Es256, "JWT", &claims(&world, 61));
    let (longer, _) = longer.rsplit_once('.').expect("a signature");
    for changed in
        [format!("{longer}.{tag}"), format!("{message}."), message.to_owned(), format!("{token}."), String::new()]
    {
        assert_eq!(verify(&world, &changed, "JWT", Current), None, "{changed}");
    }
    assert!(verify(&world, &token, "JWT", Current).is_some());
}

#[test]
fn an_expired_token_of_a_retired_key_is_read_for_90_days() {
    let world = World::new();
    let tokens = [Rs256, Es256].map(|algorithm| sign(&world, algorithm, "JWT", &claims(&world, 600)));
    world.clock.advance(90 * DAY);
    let read = |age| tokens.each_ref().map(|token| verify(&world, token, "JWT", age).is_some());
    assert_eq!((read(Any), read(Current)), ([true; 2], [false; 2]));
    world.clock.advance(90 * DAY - 1);
    assert_eq!(read(Any), [true; 2]);
    world.clock.advance(1);
    assert_eq!(read(Any), [false; 2]);
}

#[test]
fn an_isolate_keeps_its_keys_for_a_minute() {
    let world = World::new();
    sign(&world, Es256, "JWT", &json!({}));
    let trips = world.database.trips.get();
    world.clock.advance(59);
    sign(&world, Rs256, "JWT", &json!({}));
    assert_eq!(world.database.trips.get(), trips);
    world.clock.advance(1);
    sign(&world, Rs256, "JWT", &json!({}));
    assert_eq!(world.database.trips.get(), trips + 1);
}

#[test]
fn an_unknown_key_is_looked_for_at_most_every_10_seconds() {
    let world = World::new();
    let made = ring(&world).is_ok();
    let token = sign(&world, Es256, "JWT", &claims(&world, 600));
    let unknown = with_header(&token, &json!({ "alg": "ES256", "typ": "JWT", "kid": "another" }));
    let before = world.database.trips.get();
    let trips = |algorithm: SignatureAlgorithm| {
        let token = if algorithm == Es256 { &unknown } else { &token };
        for _ in 0..5 {
            verify(&world, token, "JWT", Current);
        }
        world.database.trips.get() - before
    };
    assert!(made);
    world.clock.advance(9);
    assert_eq!(trips(Es256), 0);
    world.clock.advance(1);
    assert_eq!(trips(Es256), 1);
    world.clock.advance(9);
    assert_eq!(trips(Es256), 1);
    world.clock.advance(1);
    assert_eq!(trips(Es256), 2);
    world.clock.advance(30);
    assert_eq!(trips(Rs256), 2);
}
