//! Database with users, as this version leaves it, for the upgrade tests of the next version.
//!
//! `cargo test --test native upgrade::fixture -- --ignored` writes `tests/upgrade/from_<schema>.{sql,json}`. Run it on
//! the last commit before a release's first migration, and commit the files with that migration.

use serde_json::{Value as Json, json};
use sesame::ports::Clock;
use sesame::store::tables::schema::SCHEMA_VERSION;

use super::redeem_code;
use crate::support::operators::with_role;
use crate::support::visit::{Browser, CLIENT, Visit, code_of};
use crate::support::{Answer, World};
use crate::support::{federation, mailed, passkeys, second_factor, visit};

const PASSWORD: &str = "SecurePassword123";

fn sign_up(world: &World, email: &str) -> String {
    let answer = world.post("/api/auth/sign-up", json!({ "email": email, "password": PASSWORD }));
    assert_eq!(answer.status, 201, "{answer:?}");
    world.finish_background();
    answer.text("/session/token")
}

fn verified(world: &World, email: &str) -> String {
    let token = sign_up(world, email);
    let link = mailed::mailed_token(world, email);
    assert_eq!(world.post("/api/auth/verify-email", json!({ "token": link })).status, 200);
    token
}

fn register(world: &World, username: &str, email: &str) -> String {
    let body = json!({ "username": username, "email": email, "session_platform": "test" });
    let token = world.post("/auth/registration", body).text("/session_token");
    world.finish_background();
    token
}

fn login(world: &World, username: &str, email: &str) -> String {
    let body = json!({ "username": username, "email": email, "session_platform": "phone" });
    let id = world.post("/auth/login", body).text("/auth_id");
    world.finish_background();
    id
}

/// Kim, whose browser allowed an application: its tokens and a code that it has not redeemed. Omar, an operator.
fn provider_people(world: &World, know: &mut impl FnMut(&str, Json)) {
    let shop = Visit { world: world.clone(), browser: Browser::default() };
    let public =
        json!({ "token_endpoint_auth_method": "none", "post_logout_redirect_uris": ["https://shop.test/bye"] });
    visit::register(world, CLIENT, public);
    shop.sign_up("kim@acme.test");
    let scope = ("scope", "openid email offline_access");
    let code = |answer: &Answer| code_of(answer).unwrap_or_else(|| panic!("{answer:?}"));
    let tokens = redeem_code(world, &code(&shop.decide(&shop.ask(&[scope, ("prompt", "consent")]), "allow")));
    assert_eq!(tokens.status, 200, "{tokens:?}");
    let cookies = shop.browser.header();
    let session = cookies.split("; ").find_map(|pair| pair.strip_prefix("access_token=")).expect("a session");
    know("kim_session", json!(session));
    know("kim_cookies", json!(cookies));
    know("kim_access", json!(tokens.text("/access_token")));
    know("kim_refresh", json!(tokens.text("/refresh_token")));
    know("kim_id_token", json!(tokens.text("/id_token")));
    know("kim_code", json!(code(&shop.ask(&[]))));
    know("omar_session", json!(with_role(world, "omar@acme.test", "operator").1));
}

#[test]
#[ignore = "writes a fixture"]
fn write() {
    let world = federation::world();
    let mut facts = serde_json::Map::new();
    let mut know = |name: &str, value: Json| {
        facts.insert(name.to_owned(), value);
    };
    // Ada: a proven address, a password, a browser that refreshed its tokens twice, a name, a pending link.
    let ada = verified(&world, "Ada@acme.test");
    know("ada_session", json!(ada));
    let first = world
        .post("/api/v1/auth/signin", json!({ "login": "ada@acme.test", "password": PASSWORD }))
        .cookie("refresh_token");
    let refresh =
        |token: &str| world.with_cookies(&format!("refresh_token={token}"), "POST", "/api/v1/auth/custom-refresh/");
    let second = refresh(&first).cookie("refresh_token");
    world.clock.advance(60);
    let third = refresh(&second).cookie("refresh_token");
    know("ada_refresh_spent", json!(first));
    know("ada_refresh_previous", json!(second));
    know("ada_refresh_live", json!(third));
    let body = json!({ "name": "Ada", "image": "https://acme.test/ada.png", "username": "ada" });
    assert_eq!(world.as_bearer(&ada, "PATCH", "/api/auth/user", Some(body)).status, 200);
    assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": "ada@acme.test" })).status, 200);
    know("ada_magic_link", json!(mailed::mailed_token(&world, "Ada@acme.test")));
    let other = world.post("/api/v1/auth/signin", json!({ "login": "ada", "password": PASSWORD }));
    know("ada_other_refresh_live", json!(other.cookie("refresh_token")));
    // Bob: nothing proven, a pending verification mail and reset, some wrong passwords.
    know("bob_session", json!(sign_up(&world, "bob@acme.test")));
    let mail = world.mailer.newest_to("bob@acme.test");
    let code = mail.text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).expect("a code").to_owned();
    know("bob_verification", json!(mailed::mailed_token(&world, "bob@acme.test")));
    know("bob_code", json!(code));
    assert_eq!(world.post("/api/auth/forgot-password", json!({ "email": "bob@acme.test" })).status, 200);
    know("bob_reset", json!(mailed::mailed_token(&world, "bob@acme.test")));
    for _ in 0..3 {
        let body = json!({ "email": "bob@acme.test", "password": "wrong password" });
        assert_eq!(world.post("/api/auth/sign-in", body).status, 401);
        world.finish_background();
    }
    // Carol: dialect C, with one pending login and one approved but not collected.
    know("carol_session", json!(register(&world, "carol", "carol@acme.test")));
    know("carol_approved", json!(login(&world, "carol", "carol@acme.test")));
    let link = mailed::mailed_token(&world, "carol@acme.test");
    assert_eq!(mailed::form(&world, "/approve-login", &link, "approve").status, 200);
    know("carol_waiting", json!(login(&world, "carol", "carol@acme.test")));
    know("carol_approval", json!(mailed::mailed_token(&world, "carol@acme.test")));
    // Mallory: dialect C, with an address already taken.
    know("mallory_session", json!(register(&world, "mallory", "ada@acme.test")));
    // Dora: a second factor with one used backup code, and a sign-in on a page that waits for a code.
    let dora = verified(&world, "dora@acme.test");
    let setup = world.as_bearer(&dora, "POST", "/api/auth/two-factor/enable", None);
    let secret = setup.text("/secret");
    let body = json!({ "code": second_factor::code_now(&world, &secret) });
    assert_eq!(world.as_bearer(&dora, "POST", "/api/auth/two-factor/verify", Some(body)).status, 200);
    world.clock.advance(30);
    let body = json!({ "email": "dora@acme.test", "password": PASSWORD, "totpCode": setup.body["backupCodes"][0] });
    know("dora_session", json!(world.post("/api/auth/sign-in", body).text("/session/token")));
    know("dora_secret", json!(secret));
    know("dora_backup_codes", setup.body["backupCodes"].clone());
    let page = world.send("POST", "/sign-in", &[], Some(json!({ "login": "dora@acme.test", "password": PASSWORD })));
    world.finish_background();
    know("dora_page", json!(page.status));
    // Erin: a second factor offered but not verified.
    let erin = verified(&world, "erin@acme.test");
    let setup = world.as_bearer(&erin, "POST", "/api/auth/two-factor/enable", None);
    know("erin_session", json!(erin));
    know("erin_secret", json!(setup.text("/secret")));
    // Frank: a passkey and only a username.
    let frank = passkeys::nameless(&world, "frank");
    let mut phone = passkeys::Authenticator::new(1);
    know("frank_session", json!(frank));
    know("frank_passkey", json!(passkeys::registered(&world, &frank, &mut phone)));
    // Gus: an identity at GitHub, and a paired, a pending and an approved device.
    federation::answer_as_github(&world, "gus@acme.test");
    let back = federation::visit(&world, None);
    assert_eq!(back.status, 200, "{back:?}");
    let gus = back.text("/session/token");
    know("gus_session", json!(gus));
    let pair = |name: &str| world.post("/auth/pair/code", json!({ "name": name }));
    let approve =
        |code: &str| assert_eq!(world.as_bearer(&gus, "POST", "/auth/pair", Some(json!({ "code": code }))).status, 200);
    let mirror = pair("Mirror");
    approve(&mirror.text("/code"));
    know("gus_paired_session", json!(mailed::poll(&world, &mirror.text("/auth_id")).text("/session_token")));
    let lamp = pair("Lamp");
    approve(&lamp.text("/code"));
    know("gus_approved_device", json!(lamp.text("/auth_id")));
    let radio = pair("Radio");
    know("gus_waiting_code", json!(radio.text("/code")));
    know("gus_waiting_device", json!(radio.text("/auth_id")));
    // Heidi: a new address waiting to be confirmed.
    let heidi = verified(&world, "heidi@acme.test");
    assert_eq!(
        world.as_bearer(&heidi, "POST", "/api/auth/change-email", Some(json!({ "email": "heidi@new.test" }))).status,
        200
    );
    know("heidi_session", json!(heidi));
    know("heidi_confirmation", json!(mailed::mailed_token(&world, "heidi@new.test")));
    // Browser that was redirected to a provider.
    let (state, browser) = federation::sent(&world, None);
    know("state", json!(state));
    know("browser", json!(browser));
    world.finish_background();
    provider_people(&world, &mut know);
    world.finish_background();
    know("now", json!(world.clock.now().0));

    let mut sql = String::new();
    for table in world
        .database
        .query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
    {
        let table = table["name"].as_str().expect("a name");
        if ["event_retention", "schema_version", "event_feed"].contains(&table) {
            continue;
        }
        for row in world.database.query(&format!("SELECT * FROM {table} ORDER BY rowid")) {
            let names: Vec<&str> = row.keys().map(String::as_str).collect();
            let values: Vec<String> = row
                .values()
                .map(|value| match value {
                    Json::String(text) => format!("'{}'", text.replace('\'', "''")),
                    Json::Null => "NULL".into(),
                    other => other.to_string(),
                })
                .collect();
            sql += &format!("INSERT INTO {table} ({}) VALUES ({});\n", names.join(", "), values.join(", "));
        }
    }
    let to = format!("tests/upgrade/from_{SCHEMA_VERSION:04}");
    std::fs::write(format!("{to}.sql"), sql).expect("written");
    let facts = serde_json::to_string_pretty(&Json::Object(facts)).expect("JSON");
    std::fs::write(format!("{to}.json"), facts + "\n").expect("written");
}
