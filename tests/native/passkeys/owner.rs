//! Management of passkeys, by their owner only.

use serde_json::{Value as Json, json};

use super::{EMAIL, PASSKEYS, PASSWORD, REGISTER};
use super::{is_alive, nameless, refused, register, registered, remove, signed_in, signed_up};
use crate::support::World;
use crate::support::authenticator::Authenticator;

#[test]
fn registering_and_removing_need_a_fresh_session_or_the_password() {
    let world = World::new();
    let (token, mut phone) = (signed_up(&world), Authenticator::new(1));
    let id = registered(&world, &token, &mut phone);
    world.clock.advance(601);
    let ask = |body: Json| world.as_bearer(&token, "POST", REGISTER, Some(body));
    let stale = (403, "REAUTHENTICATION_REQUIRED".to_owned());
    assert_eq!(refused(&ask(json!({}))), stale);
    assert_eq!(refused(&ask(json!({ "password": "WrongPassword123" }))), (401, "INVALID_CREDENTIALS".into()));
    assert_eq!(refused(&remove(&world, &token, &id, json!({}))), stale);
    let wrong = json!({ "password": "WrongPassword123" });
    assert_eq!(refused(&remove(&world, &token, &id, wrong)), (401, "INVALID_CREDENTIALS".into()));
    let options = ask(json!({ "password": PASSWORD })).body["options"].clone();
    assert_eq!(register(&world, &token, &Authenticator::new(2).create(&options)).status, 200);
    assert_eq!(remove(&world, &token, &id, json!({ "password": PASSWORD })).status, 200);
}

#[test]
fn registering_ends_no_session_removing_ends_the_others_and_both_notify_the_owner() {
    let world = World::new();
    let (token, mut phone) = (signed_up(&world), Authenticator::new(1));
    let bystander = nameless(&world, "bob");
    let account = "(SELECT id FROM accounts WHERE email IS NOT NULL)";
    world.database.query(&format!(
        "INSERT INTO authorizations (id, kind, state, secret_hash, account_id, label, created_at, expires_at)
         VALUES ('approved', 'login', 'approved', 's', {account}, 'x', 0, 9999999999)"
    ));
    world.database.query(&format!(
        "INSERT INTO second_factor_challenges (id, account_id, method, created_at, expires_at)
         VALUES ('half', {account}, 'identity', 0, 9999999999)"
    ));
    let other = signed_in(&world);
    let told = |subject: &str| {
        world.finish_background();
        assert_eq!(world.mailer.newest_to(EMAIL).subject, subject);
    };
    let waiting = || (world.database.count("authorizations"), world.database.count("second_factor_challenges"));

    let id = registered(&world, &token, &mut phone);
    assert!(is_alive(&world, &token) && is_alive(&world, &other));
    assert_eq!(waiting(), (1, 1));
    told("A passkey was added · Sesame");

    assert_eq!(remove(&world, &token, &id, json!({})).status, 200);
    assert!(is_alive(&world, &token) && !is_alive(&world, &other) && is_alive(&world, &bystander));
    assert_eq!(waiting(), (0, 0));
    told("A passkey was removed · Sesame");
}

#[test]
fn the_last_way_to_sign_in_cannot_be_removed() {
    let ways = [
        ("nothing", "SELECT 1 AS one", 409),
        ("an unproven address", "UPDATE accounts SET email = 'b@acme.test', email_key = 'b@acme.test'", 409),
        (
            "a proven address",
            "UPDATE accounts SET email = 'b@acme.test', email_key = 'b@acme.test', email_verified_at = 1",
            200,
        ),
        (
            "a password",
            "INSERT INTO passwords (account_id, id, hash, pepper_version, changed_at) SELECT id, 'p', 'h', 1, 1 FROM accounts",
            200,
        ),
        (
            "a password that nobody can name",
            "INSERT INTO passwords (account_id, id, hash, pepper_version, changed_at) SELECT id, 'p', 'h', 1, 1 FROM accounts;
             UPDATE accounts SET username = NULL, username_key = NULL",
            409,
        ),
        (
            "a password that an unproven address names",
            "INSERT INTO passwords (account_id, id, hash, pepper_version, changed_at) SELECT id, 'p', 'h', 1, 1 FROM accounts;
             UPDATE accounts SET username = NULL, username_key = NULL, email = 'b@acme.test', email_key = 'b@acme.test'",
            200,
        ),
        (
            "an identity",
            "INSERT INTO identities (id, provider, subject, account_id, created_at) SELECT 'i', 'github', 's', id, 1 FROM accounts",
            200,
        ),
        (
            "an identity at a provider that is not set up",
            "INSERT INTO identities (id, provider, subject, account_id, created_at) SELECT 'i', 'gone', 's', id, 1 FROM accounts",
            409,
        ),
    ];
    for (way, sql, status) in ways {
        let world = crate::support::federation::world();
        let token = nameless(&world, "bob");
        let id = registered(&world, &token, &mut Authenticator::new(1));
        for sql in sql.split(';') {
            world.database.query(sql);
        }
        let answer = remove(&world, &token, &id, json!({}));
        assert_eq!(answer.status, status, "{way}: {answer:?}");
        assert_eq!(world.database.count("passkeys"), u64::from(status == 409), "{way}");
    }
    // A proven address is a way to sign in: by a mailed link.
    let world = World::new();
    let token = nameless(&world, "bob");
    let id = registered(&world, &token, &mut Authenticator::new(1));
    world.database.query("UPDATE accounts SET email = 'b@acme.test', email_key = 'b@acme.test', email_verified_at = 1");
    let silent = world.redeployed(&[("MAIL_TRANSPORT", "none")]);
    assert_eq!(refused(&remove(&silent, &token, &id, json!({}))), (409, "LAST_SIGN_IN_METHOD".into()));
    assert_eq!(remove(&world, &token, &id, json!({})).status, 200);

    let world = World::new();
    let token = nameless(&world, "bob");
    let ids = [1, 2].map(|number| registered(&world, &token, &mut Authenticator::new(number)));
    registered(&world, &nameless(&world, "eve"), &mut Authenticator::new(3));
    assert_eq!(remove(&world, &token, &ids[0], json!({})).status, 200);
    assert_eq!(refused(&remove(&world, &token, &ids[1], json!({}))), (409, "LAST_SIGN_IN_METHOD".into()));
}

#[test]
fn a_passkey_of_another_account_is_not_found() {
    let world = World::new();
    let id = registered(&world, &signed_up(&world), &mut Authenticator::new(1));
    let bob = nameless(&world, "bob");
    registered(&world, &bob, &mut Authenticator::new(2));
    let before = world.database.query("SELECT * FROM passkeys");
    for id in [id.as_str(), "45314ce9-74c8-48dd-9094-0bcf980f335b", "x"] {
        let path = format!("{PASSKEYS}/{id}");
        assert_eq!(world.as_bearer(&bob, "PATCH", &path, Some(json!({ "name": "mine" }))).status, 404);
        assert_eq!(refused(&remove(&world, &bob, id, json!({}))), (404, "NOT_FOUND".into()));
    }
    assert_eq!(world.database.query("SELECT * FROM passkeys"), before);
    assert_eq!(world.as_bearer(&bob, "GET", PASSKEYS, None).body["passkeys"].as_array().map(Vec::len), Some(1));
}
