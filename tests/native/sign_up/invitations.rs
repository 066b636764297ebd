//! Invitations: every way of signing up redeems one, once, whatever the policy.

use serde_json::{Value as Json, json};

use super::ways::{PASSWORD, WAYS, Way, counts};
use crate::support::operators::{Office, call};
use crate::support::{Answer, World, federation};

const EMAIL: &str = "Ada@acme.test";

/// Policies, each by its settings. The last is of other domains.
const POLICIES: [&[(&str, &str)]; 4] =
    [&[], &[("SIGN_UP", "invite")], &[("SIGN_UP", "closed")], &[("SIGN_UP_DOMAINS", "other.test")]];

/// Office under a policy.
fn office(policy: &[(&str, &str)]) -> Office {
    let office = Office::new();
    let settings: Vec<_> = federation::SETTINGS.into_iter().chain(policy.iter().copied()).collect();
    Office { world: office.world.restarted(&settings), ..office }
}

fn members() -> Json {
    json!({
        "email": EMAIL, "username": "Lovelace", "name": "Ada L.", "externalId": "acme|7",
        "metadata": { "public": { "plan": "gold" }, "private": { "note": [1] } },
    })
}

/// Token of the newest invitation.
fn token(world: &World) -> String {
    crate::support::mailed::mailed_token(world, EMAIL)
}

/// Invites Ada; the token of her mail.
fn invited(office: &Office) -> String {
    let answer = office.send("POST", "/invitations", members());
    assert_eq!(answer.status, 201, "{answer:?}");
    let token = token(&office.world);
    assert!(!answer.body.to_string().contains(&token), "{answer:?}");
    token
}

fn by_token(token: &str) -> Json {
    json!({ "invitation": token })
}

/// Ways that take a token and an address.
fn ways() -> impl Iterator<Item = &'static Way> {
    WAYS.iter().filter(|way| !way.name.starts_with("provider") && way.name != "C without an address")
}

fn ada(world: &World) -> Json {
    let columns = "email, username, username_key, name, external_id, metadata_public, metadata_private, domain_bound,
                   email_verified_at IS NOT NULL AS proven";
    json!(world.database.query(&format!("SELECT {columns} FROM accounts WHERE email_key = 'ada@acme.test'")))
}

/// Ada's account as the invitation has it, under this username and name.
fn account(username: &str, name: &str) -> Json {
    json!([{
        "email": EMAIL, "username": username, "username_key": username.to_lowercase(), "name": name,
        "external_id": "acme|7", "metadata_public": "{\"plan\":\"gold\"}", "metadata_private": "{\"note\":[1]}",
        "domain_bound": 0, "proven": 1,
    }])
}

#[test]
fn every_way_of_signing_up_redeems_an_invitation_under_every_policy() {
    for policy in POLICIES {
        for way in ways() {
            let office = office(policy);
            let token = invited(&office);
            let [accounts, sessions] = counts(&office.world);
            let mails = office.world.mailer.sent.borrow().len();
            let answer = (way.try_with)(&office.world, EMAIL, by_token(&token));
            assert!(answer.status < 400, "{}, {policy:?}: {answer:?}", way.name);
            assert_eq!(counts(&office.world), [accounts + 1, sessions + 1], "{}, {policy:?}", way.name);
            let username = if way.name == "C" { "newcomer" } else { "Lovelace" };
            assert_eq!(ada(&office.world), account(username, "Ada L."), "{}, {policy:?}", way.name);
            assert_eq!(office.world.mailer.sent.borrow().len(), mails, "{}: nothing is left to prove", way.name);
            let list = office.send("GET", "/invitations", json!({}));
            assert!(list.body["invitations"][0]["acceptedBy"].is_string(), "{list:?}");
        }
    }
}

#[test]
fn a_provider_that_vouches_for_the_address_redeems_its_invitation() {
    for policy in POLICIES {
        let office = office(policy);
        invited(&office);
        let [vouches, does_not] = ["provider that vouches", "provider that does not"]
            .map(|name| WAYS.iter().find(|way| way.name == name).expect("a way"));
        if !policy.is_empty() {
            let answer = (does_not.try_with)(&office.world, EMAIL, json!({}));
            assert_eq!((answer.status, answer.text("/error")), (403, "SIGN_UP_CLOSED".into()), "{policy:?}");
        }
        let answer = (vouches.try_with)(&office.world, EMAIL, json!({}));
        assert_eq!(answer.status, 200, "{policy:?}: {answer:?}");
        assert_eq!(ada(&office.world), account("Lovelace", "Ada"), "{policy:?}");
        let spent = office.world.database.query("SELECT 1 AS one FROM invitations WHERE spent_by IS NOT NULL");
        assert_eq!(spent.len(), 1, "{policy:?}");
    }
}

/// Answers of every way to a token that is not good for the address; no account is created.
fn refused(office: &Office, email: &str, token: &str) {
    let before = counts(&office.world);
    for way in ways() {
        let answer = (way.try_with)(&office.world, email, by_token(token));
        assert!((400..500).contains(&answer.status), "{}: {answer:?}", way.name);
    }
    assert_eq!(counts(&office.world), before);
}

#[test]
fn an_invitation_is_for_its_address_alone() {
    let office = office(POLICIES[1]);
    let token = invited(&office);
    refused(&office, "eve@acme.test", &token);
    refused(&office, EMAIL, &format!("invitation.{}", "A".repeat(43)));
    refused(&office, EMAIL, "");
    let without = (WAYS[1].try_with)(&office.world, EMAIL, json!({}));
    assert_eq!((without.status, without.text("/error")), (403, "SIGN_UP_CLOSED".into()));
    assert_eq!((WAYS[1].try_with)(&office.world, EMAIL, by_token(&token)).status, 201);
}

#[test]
fn an_invitation_works_once() {
    let office = office(POLICIES[1]);
    let token = invited(&office);
    assert_eq!((WAYS[1].try_with)(&office.world, EMAIL, by_token(&token)).status, 201);
    office.world.database.query(
        "UPDATE accounts SET email = 'other@acme.test', email_key = 'other@acme.test' WHERE external_id = 'acme|7'",
    );
    refused(&office, EMAIL, &token);
}

#[test]
fn an_invitation_works_for_seven_days_and_is_then_swept() {
    let office = office(POLICIES[1]);
    let token = invited(&office);
    office.world.clock.advance(7 * 86_400);
    refused(&office, EMAIL, &token);
    let page = office.world.send("GET", &format!("/sign-up?token={token}"), &[], None);
    assert!(page.body.to_string().contains("This link no longer works"), "{page:?}");
    let app = office.world.app();
    futures_util::FutureExt::now_or_never(sesame::flows::expiry::sweep(&app))
        .expect("nothing here waits")
        .expect("a sweep");
    assert_eq!(office.world.database.count("invitations"), 0);
}

#[test]
fn a_newer_invitation_replaces_one_and_a_deleted_one_is_good_for_nothing() {
    let office = office(POLICIES[1]);
    let first = invited(&office);
    let second = invited(&office);
    refused(&office, EMAIL, &first);
    let list = office.send("GET", "/invitations", json!({}));
    let invitations = list.body["invitations"].as_array().expect("a list").clone();
    assert_eq!(invitations.len(), 1, "{list:?}");
    let path = format!("/invitations/{}", invitations[0]["id"].as_str().expect("an id"));
    assert_eq!(office.send("DELETE", &path, json!({ "reason": "By mistake" })).body, json!({ "success": true }));
    refused(&office, EMAIL, &second);
    let again = office.send("DELETE", &path, json!({}));
    assert_eq!((again.status, again.text("/error")), (404, "NOT_FOUND".into()));
    let kinds = office.world.database.query("SELECT kind, detail FROM events WHERE kind LIKE 'invit%' ORDER BY rowid");
    let kind = |kind: &str| json!({ "kind": kind, "detail": EMAIL });
    assert_eq!(json!(kinds), json!([kind("invited"), kind("invited"), kind("invitation-deleted")]));
}

#[test]
fn a_name_that_was_taken_meanwhile_is_left_out() {
    let office = office(POLICIES[1]);
    let token = invited(&office);
    office.world.database.query(&format!(
        "UPDATE accounts SET username = 'lovelace', username_key = 'lovelace', external_id = 'acme|7' WHERE id = '{}'",
        office.bob
    ));
    assert_eq!((WAYS[1].try_with)(&office.world, EMAIL, by_token(&token)).status, 201);
    let account = &ada(&office.world)[0];
    assert_eq!(
        (&account["username"], &account["username_key"], &account["external_id"]),
        (&json!(null), &json!(null), &json!(null))
    );
    assert_eq!(account["name"], "Ada L.");
}

#[test]
fn the_page_of_the_link_carries_the_invitation() {
    let office = office(POLICIES[2]);
    let (world, token) = (&office.world, invited(&office));
    let page = world.send("GET", &format!("/sign-up?token={token}"), &[], None);
    assert_eq!(page.status, 200, "{page:?}");
    let html = page.body.to_string().replace('\\', "");
    for part in
        [format!("name=\"invitation\" value=\"{token}\""), format!("value=\"{EMAIL}\""), "value=\"Ada L.\"".into()]
    {
        assert!(html.contains(&part), "{part}: {html}");
    }
    let form = json!({ "language": "fr", "returnTo": "/sign-up", "token": token });
    let switched = world.send_once("POST", "/language", &[], Some(form));
    assert_eq!(switched.location(), format!("/sign-up?token={token}"));
    let short = json!({ "name": "", "email": EMAIL, "password": "short", "invitation": token });
    let again = world.post("/sign-up", short);
    assert!(again.body.to_string().contains(&token), "a wrong input keeps it: {again:?}");
    let done = world.post("/sign-up", json!({ "name": "", "email": EMAIL, "password": PASSWORD, "invitation": token }));
    assert_eq!((done.status, done.location()), (303, "/account"), "no code is asked for: {done:?}");
    assert_eq!(world.send("GET", &format!("/sign-up?token={token}"), &[], None).status, 400);
}

#[test]
fn a_repeated_press_gets_the_session_of_the_first() {
    let office = office(POLICIES[1]);
    let (world, token) = (&office.world, invited(&office));
    let page = world.send("GET", &format!("/sign-up?token={token}"), &[], None);
    let html = page.body.as_str().expect("a page").to_owned();
    let nonce = html.split("name=\"formNonce\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let cookie = format!("__Host-press={}", page.cookie("__Host-press"));
    let fields = json!({ "name": "", "email": EMAIL, "password": PASSWORD, "formNonce": nonce, "invitation": token });
    let press = || world.send("POST", "/sign-up", &[("cookie", &cookie)], Some(fields.clone()));
    assert_eq!((press().status, press().status), (303, 303));
    world.clock.advance(11);
    assert_eq!(press().status, 403);
}

#[test]
fn an_invitation_is_refused_where_it_could_not_be_redeemed() {
    let office = Office::new();
    let invite = |body: Json| office.send("POST", "/invitations", body);
    let told = |answer: &Answer| (answer.status, answer.text("/error"));
    assert_eq!(told(&invite(json!({ "email": "bob@acme.test" }))), (409, "USER_ALREADY_EXISTS".into()));
    let by_id = "UPDATE accounts SET username = 'bob', username_key = 'bob', external_id = 'b' WHERE email_key = 'bob@acme.test'";
    office.world.database.query(by_id);
    assert_eq!(told(&invite(json!({ "email": EMAIL, "username": "Bob" }))), (409, "USERNAME_TAKEN".into()));
    assert_eq!(told(&invite(json!({ "email": EMAIL, "externalId": "b" }))), (409, "EXTERNAL_ID_TAKEN".into()));
    for bad in [json!({}), json!({ "email": "x" }), json!({ "email": EMAIL, "username": "a b" })] {
        assert_eq!(invite(bad.clone()).status, 400, "{bad}");
    }
    let large = json!({ "email": EMAIL, "metadata": { "public": { "a": "x".repeat(8192) } } });
    assert_eq!(told(&invite(large)), (400, "INVALID_REQUEST".into()));
    assert_eq!(office.world.database.count("invitations"), 0);
    let mute = office.world.restarted(&[("MAIL_TRANSPORT", "none")]);
    let answer = call(&mute, &office.operator, "POST", "/invitations", json!({ "email": EMAIL }));
    assert_eq!(told(&answer), (503, "MAIL_NOT_CONFIGURED".into()));
}

#[test]
fn invitations_are_listed_page_by_page() {
    let office = Office::new();
    for name in ["a", "b", "c"] {
        assert_eq!(office.send("POST", "/invitations", json!({ "email": format!("{name}@new.test") })).status, 201);
        office.world.clock.advance(1);
    }
    let (mut seen, mut path) = (Vec::new(), "/invitations?limit=2".to_owned());
    loop {
        let page = office.send("GET", &path, json!({}));
        seen.extend(page.body["invitations"].as_array().expect("a list").iter().map(|one| one["email"].clone()));
        match page.body["next"].as_str() {
            Some(next) => path = format!("/invitations?limit=2&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(json!(seen), json!(["c@new.test", "b@new.test", "a@new.test"]));
    assert_eq!(office.send("GET", "/invitations?cursor=x", json!({})).status, 400);
}
