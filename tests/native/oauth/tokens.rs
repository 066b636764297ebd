//! Claims of the tokens that are issued.

use serde_json::{Value as Json, json};
use sesame::ports::Clock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::support::Answer;
use crate::support::applications::{Code, Shop, claims, header};

fn id_token(answer: &Answer) -> Json {
    claims(&answer.text("/id_token"))
}

fn half_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(token)[..16])
}

#[test]
fn an_access_token_has_the_claims_of_rfc_9068() {
    let shop = Shop::new();
    let answer = shop.tokens(&Code::default());
    let token = answer.text("/access_token");
    assert_eq!((&header(&token)["typ"], &header(&token)["alg"]), (&json!("at+jwt"), &json!("RS256")));
    let (claims, now) = (claims(&token), shop.world().clock.now().0);
    for (name, value) in [
        ("iss", json!("https://auth.acme.test")),
        ("sub", json!(shop.ada)),
        ("aud", json!("https://auth.acme.test/oauth2/userinfo")),
        ("client_id", json!(shop.application.id)),
        ("scope", json!("openid profile email")),
        ("iat", json!(now)),
        ("exp", json!(now + 600)),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    assert!(claims["jti"].as_str().is_some_and(|id| id.len() == 36));
    let resource = shop.tokens(&Code { resource: Some("https://api.test/"), ..Code::default() });
    assert_eq!(crate::support::applications::claims(&resource.text("/access_token"))["aud"], "https://api.test/");
}

#[test]
fn an_id_token_has_the_claims_of_the_contract_and_no_others() {
    let shop = Shop::new();
    let answer = shop.tokens(&Code::default());
    assert_eq!(
        (&header(&answer.text("/id_token"))["typ"], &header(&answer.text("/id_token"))["alg"]),
        (&json!("JWT"), &json!("RS256"))
    );
    let now = shop.world().clock.now().0;
    let sid = id_token(&answer)["sid"].clone();
    assert_eq!(sid.as_str().map(str::len), Some(43));
    let expected = json!({
        "iss": "https://auth.acme.test", "sub": shop.ada, "aud": shop.application.id, "iat": now, "exp": now + 600,
        "auth_time": now, "nonce": "n-1", "at_hash": half_hash(&answer.text("/access_token")), "sid": sid,
        "acr": "aal1", "amr": ["pwd"],
    });
    assert_eq!(id_token(&answer), expected);

    shop.world().clock.advance(60);
    let refreshed = shop.refresh(&answer.text("/refresh_token"), &[]);
    let mut expected = expected;
    expected.as_object_mut().expect("claims").remove("nonce");
    expected["at_hash"] = json!(half_hash(&refreshed.text("/access_token")));
    (expected["iat"], expected["exp"]) = (json!(now + 60), json!(now + 660));
    assert_eq!(id_token(&refreshed), expected, "the authentication is the first one's");
}

#[test]
fn a_client_may_have_es256_and_the_persons_claims_in_its_id_tokens() {
    let shop = Shop::with(&json!({ "id_token_signed_response_alg": "ES256", "id_token_claims": "id_token" }));
    shop.world().database.query("UPDATE accounts SET name = 'Ada', username = 'ada', username_key = 'ada', image = 'https://a.test/a.png' WHERE email = 'ada@acme.test'");
    let answer = shop.tokens(&Code::default());
    assert_eq!(header(&answer.text("/id_token"))["alg"], "ES256");
    assert_eq!(header(&answer.text("/access_token"))["alg"], "RS256");
    let claims = id_token(&answer);
    for (name, value) in [
        ("name", json!("Ada")),
        ("preferred_username", json!("ada")),
        ("picture", json!("https://a.test/a.png")),
        ("email", json!("ada@acme.test")),
        ("email_verified", json!(true)),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    let less = id_token(&shop.tokens(&Code { scope: "openid email", ..Code::default() }));
    assert_eq!((less.get("name"), &less["email"]), (None, &json!("ada@acme.test")));
}

#[test]
fn a_code_without_openid_gives_no_id_token() {
    let shop = Shop::new();
    assert_eq!(shop.tokens(&Code { scope: "profile", ..Code::default() }).body.get("id_token"), None);
}

#[test]
fn methods_and_levels_are_those_of_the_session() {
    for (method, aal, amr) in [
        ("password", 1, json!(["pwd"])),
        ("password", 2, json!(["pwd", "otp", "mfa"])),
        ("passkey", 2, json!(["pop", "user", "mfa"])),
        ("magic-link", 1, json!(["email"])),
        ("login", 2, json!(["email", "otp", "mfa"])),
        ("identity", 1, json!(["fed"])),
        ("sign-up", 1, json!(["pwd"])),
        ("pairing", 1, Json::Null),
    ] {
        let shop = Shop::new();
        shop.world().database.query(&format!("UPDATE sessions SET method = '{method}', aal = {aal}"));
        let claims = id_token(&shop.tokens(&Code::default()));
        assert_eq!((&claims["acr"], &claims["amr"]), (&json!(format!("aal{aal}")), &amr), "{method}");
        assert_eq!(claims.get("auth_time").is_some(), method != "pairing", "{method}");
    }
    let shop = Shop::new();
    shop.world().database.query("DELETE FROM passwords WHERE 1");
    assert_eq!(id_token(&shop.tokens(&Code::default())).get("amr"), None, "signed up without a password");
    shop.world().database.query("UPDATE sessions SET aal = 2");
    assert_eq!(id_token(&shop.tokens(&Code::default()))["amr"], json!(["otp"]));
}

#[test]
fn a_sid_is_the_sessions_and_another_for_each_client() {
    let shop = Shop::new();
    let sids = |shop: &Shop| id_token(&shop.tokens(&Code::default()))["sid"].clone();
    assert_eq!(sids(&shop), sids(&shop));
    let other = crate::support::applications::Application::registered(&shop.office, &json!({}));
    let second = Shop { application: other, office: shop.office, ada: shop.ada, session: shop.session };
    let first = sids(&second);
    second.world().database.query("UPDATE sessions SET sid_seed = 'another'");
    assert_ne!(first, sids(&second));
}
