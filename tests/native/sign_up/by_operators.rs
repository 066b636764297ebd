//! Accounts that operators create.

use serde_json::{Value as Json, json};

use super::ways::PASSWORD;
use crate::support::Answer;
use crate::support::operators::{Office, call, service_key};

const EMAIL: &str = "Ada@acme.test";

fn told(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text("/error"))
}

#[test]
fn an_operator_creates_an_account_whatever_the_policy() {
    for policy in [&[("SIGN_UP", "closed")], &[("SIGN_UP_DOMAINS", "other.test")]] {
        let office = Office::new();
        let office = Office { world: office.world.restarted(policy), ..office };
        let body = json!({
            "email": EMAIL, "username": "Lovelace", "name": "Ada L.", "password": PASSWORD, "externalId": "7",
            "metadata": { "public": { "plan": "gold" } }, "reason": "Starts on Monday",
        });
        let answer = office.send("POST", "/users", body);
        assert_eq!(answer.status, 201, "{answer:?}");
        let user = &answer.body["user"];
        for (member, value) in [
            ("email", json!(EMAIL)),
            ("emailVerified", json!(false)),
            ("username", json!("Lovelace")),
            ("name", json!("Ada L.")),
            ("externalId", json!("7")),
            ("metadata", json!({ "public": { "plan": "gold" }, "private": {} })),
            ("hasPassword", json!(true)),
            ("role", json!(null)),
            ("state", json!("active")),
        ] {
            assert_eq!(user[member], value, "{member}");
        }
        let sign_in = office.world.post("/api/auth/sign-in", json!({ "email": EMAIL, "password": PASSWORD }));
        assert_eq!(sign_in.status, 200, "{sign_in:?}");
        let events = office.world.as_bearer(&sign_in.text("/session/token"), "GET", "/api/auth/events", None);
        let made = events.body["events"].as_array().expect("a list").iter().find(|one| one["type"] == "account-made");
        assert_eq!(made.expect("the act")["reason"], "Starts on Monday");
    }
}

/// An operator's word about an address is no proof.
#[test]
fn a_vouched_address_is_shown_as_verified_and_is_not_proven() {
    let office = Office::new();
    let answer = office.send("POST", "/users", json!({ "email": EMAIL, "emailVerified": true }));
    assert_eq!((answer.status, &answer.body["user"]["emailVerified"]), (201, &json!(true)));
    let proven =
        office.world.database.query("SELECT email_verified_at FROM accounts WHERE email_key = 'ada@acme.test'");
    assert_eq!(json!(proven), json!([{ "email_verified_at": null }]));
}

#[test]
fn names_that_are_taken_and_bad_passwords_create_nothing() {
    let office = Office::new();
    office
        .world
        .database
        .query("UPDATE accounts SET username = 'bob', username_key = 'bob', external_id = 'b' WHERE email_key = 'bob@acme.test'");
    let accounts = office.world.database.count("accounts");
    for (body, refusal) in [
        (json!({ "email": "BOB@acme.test" }), (409, "USER_ALREADY_EXISTS")),
        (json!({ "email": EMAIL, "username": "BOB" }), (409, "USERNAME_TAKEN")),
        (json!({ "email": EMAIL, "externalId": "b" }), (409, "EXTERNAL_ID_TAKEN")),
        (json!({ "email": EMAIL, "password": "short" }), (400, "PASSWORD_TOO_SHORT")),
        (json!({ "email": EMAIL, "password": "password1" }), (400, "PASSWORD_TOO_COMMON")),
        (json!({ "email": EMAIL, "name": "\u{7}" }), (400, "INVALID_NAME")),
        (json!({ "email": EMAIL, "password": PASSWORD, "invite": true }), (400, "INVALID_REQUEST")),
    ] {
        let answer = office.send("POST", "/users", body.clone());
        assert_eq!(told(&answer), (refusal.0, refusal.1.to_owned()), "{body}");
    }
    assert_eq!(office.world.database.count("accounts"), accounts);
    assert_eq!(office.world.database.count("invitations"), 0);
}

#[test]
fn an_invitation_is_asked_for_on_the_same_route() {
    let office = Office::new();
    let accounts = office.world.database.count("accounts");
    let answer = office.send("POST", "/users", json!({ "email": EMAIL, "name": "Ada L.", "invite": true }));
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!((answer.text("/invitation/email"), answer.text("/invitation/name")), (EMAIL.into(), "Ada L.".into()));
    assert_eq!(office.world.database.count("accounts"), accounts);
    office.world.finish_background();
    assert!(office.world.mailer.newest_to(EMAIL).text.contains("/sign-up?token=invitation."));
}

#[test]
fn a_key_creates_people_without_a_role() {
    let office = Office::new();
    let key = service_key(&office.world, "users:write");
    let create = |body: Json| call(&office.world, &key, "POST", "/users", body);
    assert_eq!(create(json!({ "email": EMAIL, "role": "operator" })).body["user"]["role"], json!(null));
    let reading = service_key(&office.world, "users:read");
    let body = json!({ "email": "eve@acme.test", "password": PASSWORD });
    assert_eq!(told(&call(&office.world, &reading, "POST", "/users", body)), (403, "NOT_ALLOWED".into()));
}
