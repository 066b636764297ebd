//! `GET /api/auth/token`: a token by which a person shows an API who they are.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::FutureExt;
use serde_json::{Value as Json, json};
use sesame::flows::oidc::signing::{ExpectedToken, TokenAge, verify};
use sesame::ports::Clock;

use crate::support::mailed::{poll, registered, signed_up};
use crate::support::passkeys::{self, Authenticator};
use crate::support::second_factor::Enrolled;
use crate::support::{Answer, World};

const TOKEN: &str = "/api/auth/token";

/// Claims of the token of an answer, once its signature is verified.
fn claims(world: &World, answer: &Answer) -> Json {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let expected = ExpectedToken { typ: "JWT", age: TokenAge::Current };
    let token = answer.text("/token");
    let verified = verify(&world.app(), &token, expected).now_or_never().expect("nothing here waits");
    Json::Object(verified.expect("the database answers").expect("claims"))
}

fn of_session(world: &World, session: &str) -> Json {
    claims(world, &world.as_bearer(session, "GET", TOKEN, None))
}

#[test]
fn the_token_says_who_is_signed_in_for_five_minutes() {
    let world = World::new();
    let session = signed_up(&world);
    let answer = world.as_bearer(&session, "GET", TOKEN, None);
    let (now, id) = (world.clock.now().0, world.as_bearer(&session, "GET", "/api/auth/session", None).text("/user/id"));
    assert_eq!(
        claims(&world, &answer),
        json!({
            "iss": "https://auth.acme.test", "aud": "https://auth.acme.test", "sub": id, "iat": now, "exp": now + 300,
            "email": "ada@acme.test", "email_verified": false, "acr": "aal1", "amr": ["pwd"],
        })
    );
    assert_eq!(answer.text("/expiresAt"), (world.clock.now() + 300).to_rfc3339());
    let header = answer.text("/token").split('.').next().map(|text| URL_SAFE_NO_PAD.decode(text).expect("base64url"));
    let header: Json = serde_json::from_slice(&header.expect("a header")).expect("JSON");
    assert_eq!((&header["alg"], &header["typ"]), (&json!("ES256"), &json!("JWT")));
}

#[test]
fn it_costs_one_trip() {
    let world = World::new();
    let session = signed_up(&world);
    of_session(&world, &session);
    let trips = world.database.trips.get();
    of_session(&world, &session);
    assert_eq!(world.database.trips.get(), trips + 1);
}

#[test]
fn the_audience_is_a_trusted_origin_or_this_service() {
    let world = World::new();
    let session = signed_up(&world);
    for (query, audience) in [
        ("?audience=https://app.acme.test", "https://app.acme.test"),
        ("?audience=https%3A%2F%2Fapp.acme.test", "https://app.acme.test"),
        ("?audience=https://auth.acme.test", "https://auth.acme.test"),
        ("?audience=", "https://auth.acme.test"),
    ] {
        let answer = world.as_bearer(&session, "GET", &format!("{TOKEN}{query}"), None);
        assert_eq!(claims(&world, &answer)["aud"], audience, "{query}");
    }
    for other in ["https://evil.test", "https://app.acme.test/", "http://app.acme.test", "app", "http://localhost:3000"]
    {
        let answer = world.as_bearer(&session, "GET", &format!("{TOKEN}?audience={other}"), None);
        assert_eq!((answer.status, answer.text("/error").as_str()), (400, "INVALID_AUDIENCE"), "{other}");
    }
}

#[test]
fn a_session_is_needed_and_a_cookie_is_one() {
    let world = World::new();
    let session = signed_up(&world);
    let answer = world.send("GET", TOKEN, &[], None);
    assert_eq!((answer.status, answer.text("/error").as_str()), (401, "INVALID_TOKEN"));

    let cookie = format!("access_token={session}");
    let headers = [("cookie", cookie.as_str()), ("origin", "https://app.acme.test")];
    let answer = world.send("GET", TOKEN, &headers, None);
    claims(&world, &answer);
    assert_eq!(answer.headers["access-control-allow-origin"], "https://app.acme.test");
    assert_eq!(answer.headers["access-control-allow-credentials"], "true");
    let foreign = world.send("GET", TOKEN, &[("cookie", &cookie), ("origin", "https://evil.test")], None);
    assert!(!foreign.headers.contains_key("access-control-allow-origin"));

    // Its own token is no session.
    let token = answer.text("/token");
    assert_eq!(world.as_bearer(&token, "GET", TOKEN, None).status, 401);
    assert_eq!(world.as_bearer(&token, "GET", "/api/auth/session", None).status, 401);

    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/sign-out", None).status, 200);
    assert_eq!(world.as_bearer(&session, "GET", TOKEN, None).status, 401);
}

#[test]
fn it_tells_how_the_person_signed_in() {
    let enrolled = Enrolled::new();
    let said = |claims: &Json| (claims["acr"].clone(), claims["amr"].clone());
    let session = enrolled.sign_in(json!({ "totpCode": enrolled.code() })).text("/session/token");
    let claims = of_session(&enrolled.world, &session);
    assert_eq!(said(&claims), (json!("aal2"), json!(["pwd", "otp", "mfa"])));
    assert_eq!(claims["email_verified"], true);

    let (world, mut phone) = (World::new(), Authenticator::new(1));
    let owner = passkeys::signed_up(&world);
    passkeys::registered(&world, &owner, &mut phone);
    let session = passkeys::signs_in(&world, &phone).text("/session/token");
    assert_eq!(said(&of_session(&world, &session)), (json!("aal2"), json!(["pop", "user", "mfa"])));

    world.database.query("DELETE FROM passwords");
    assert_eq!(said(&of_session(&world, &owner)), (json!("aal1"), json!([])), "signed up, with nothing to show");

    let code = world.post("/auth/pair/code", json!({ "name": "Mirror" })).body;
    assert_eq!(world.as_bearer(&session, "POST", "/auth/pair", Some(json!({ "code": code["code"] }))).status, 200);
    let paired = poll(&world, code["auth_id"].as_str().expect("an id")).text("/session_token");
    assert_eq!(said(&of_session(&world, &paired)), (json!("aal1"), json!([])));
}

#[test]
fn it_ends_no_later_than_its_session_and_names_no_address_where_there_is_none() {
    let world = World::new();
    let session = registered(&world);
    let end = world.clock.now().0 + 100;
    world.database.query(&format!("UPDATE sessions SET ends_at = {end}"));
    world.database.query("UPDATE accounts SET email = NULL, email_key = NULL");
    let claims = of_session(&world, &session);
    assert_eq!(claims["exp"], end);
    assert!(claims.get("email").is_none() && claims.get("email_verified").is_none(), "{claims}");
}
