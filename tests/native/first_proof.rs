//! First proof of an address: the earlier setup stays or goes as the reader answers, and the owner is told of a
//! removal.

mod answers;

use serde_json::{Value as Json, json};

use crate::support::mailed::{EMAIL, form, mailed_token, poll, registered};
use crate::support::passkeys::{self, Authenticator};
use crate::support::second_factor::code_now;
use crate::support::upgraded::Upgraded;
use crate::support::{Answer, World, federation, mailed};

const PASSWORD: &str = "SecurePassword123";

/// Tables with an account's setup or a pending part of it.
const SETUP: [&str; 10] = [
    "passwords",
    "totp",
    "backup_codes",
    "second_factor_challenges",
    "passkeys",
    "webauthn_challenges",
    "identities",
    "oauth_states",
    "authorizations",
    "one_time_tokens",
];

/// Unproven account with everything that can be set up: its session, its TOTP secret, and the `auth_id` of a paired
/// device.
struct Furnished {
    world: World,
    session: String,
    secret: String,
    device: String,
}

fn furnished() -> Furnished {
    let world = federation::world();
    let session = federation::signed_up(&world);
    passkeys::registered(&world, &session, &mut Authenticator::new(1));
    let secret = world.as_bearer(&session, "POST", "/api/auth/two-factor/enable", None).text("/secret");
    let code = json!({ "code": code_now(&world, &secret) });
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/two-factor/verify", Some(code)).status, 200);
    world.clock.advance(30);
    world.database.query(
        "INSERT INTO identities (id, provider, subject, account_id, created_at)
         SELECT 'identity', 'google', '1', id, 1 FROM accounts RETURNING id",
    );
    // Pending: a passkey registration, a link to a provider, a code, a device and a change of address.
    passkeys::options_for_new(&world, &session);
    federation::sent(&world, Some(&session));
    let credentials = json!({ "login": EMAIL, "password": PASSWORD });
    assert_eq!(world.post("/sign-in", credentials).status, 303);
    let shown = world.post("/auth/pair/code", json!({ "name": "Television" }));
    let pair = json!({ "code": shown.text("/code") });
    assert_eq!(world.as_bearer(&session, "POST", "/auth/pair", Some(pair)).status, 200);
    let change = json!({ "email": "new@acme.test" });
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/change-email", Some(change)).status, 200);
    world.finish_background();
    for table in SETUP {
        assert!(world.database.count(table) > 0, "{table}");
    }
    Furnished { world, session, secret, device: shown.text("/auth_id") }
}

/// Requests a sign-in link to the address.
fn link(world: &World) -> String {
    assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": EMAIL })).status, 200);
    mailed_token(world, EMAIL)
}

fn page_of(world: &World, token: &str) -> String {
    let page = world.send("GET", &format!("/magic-link?token={token}"), &[], None);
    assert_eq!(page.status, 200, "{token}");
    page.body.as_str().expect("a page").to_owned()
}

fn is_alive(world: &World, token: &str) -> bool {
    world.as_bearer(token, "GET", "/api/auth/session", None).status == 200
}

fn events(world: &World, kind: &str) -> usize {
    world.finish_background();
    world.database.query(&format!("SELECT id FROM events WHERE kind = '{kind}'")).len()
}

/// Subjects of the mails to the address, from this index on.
fn subjects(world: &World, from: usize) -> Vec<String> {
    world.finish_background();
    world.mailer.sent.borrow().iter().skip(from).map(|mail| mail.subject.clone()).collect()
}

fn account_page(world: &World, session: &str) -> String {
    let page = world.with_cookies(&format!("access_token={session}"), "GET", "/account");
    page.body.as_str().expect("a page").to_owned()
}

#[test]
fn the_page_of_a_link_to_an_unproven_address_shows_the_setup_and_asks_whose_it_is() {
    let Furnished { world, session, .. } = furnished();
    let token = link(&world);
    let page = page_of(&world, &token);
    for said in [
        EMAIL,
        "14 November 2023, 22:13 UTC",
        "Unknown client",
        "<dt>Password</dt><dd dir=\"auto\">Set</dd>",
        "<dt>Passkeys</dt><dd dir=\"auto\">1</dd>",
        "<dt>Two-step verification</dt><dd dir=\"auto\">On</dd>",
        "<dt>Linked accounts</dt><dd dir=\"auto\">Google</dd>",
        "<dt>Signed-in devices</dt><dd dir=\"auto\">1</dd>",
        "data-action=\"confirm\"",
        "value=\"mine\"",
        "data-action=\"refuse\"",
        "value=\"not_mine\"",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("value=\"confirm\"") && !page.contains("autofocus"), "nothing is pressed by itself");
    passkeys::registered(&world, &session, &mut Authenticator::new(2));
    assert!(page_of(&world, &token).contains("<dt>Passkeys</dt><dd dir=\"auto\">2</dd>"), "as things stand now");
}

#[test]
fn the_page_of_a_link_to_a_proven_address_asks_nothing_and_costs_no_trip_to_the_database() {
    let world = World::new();
    mailed::signed_up(&world);
    world.database.query("UPDATE accounts SET email_verified_at = 1 RETURNING id");
    let token = link(&world);
    let before = world.database.trips.get();
    let page = page_of(&world, &token);
    assert!(page.contains("value=\"confirm\"") && !page.contains("mine"), "{page}");
    assert_eq!(world.database.trips.get(), before);
    world.key_value.wipe();
    assert!(page_of(&world, &token).contains("value=\"confirm\""), "likewise from the database");
}

#[test]
fn a_page_cached_by_the_former_version_is_read_from_the_database() {
    // An entry without `is_proven` counts as unproven, which makes the page ask the database.
    let kept: Json = json!({ "Token": { "email": EMAIL, "redirect_url": null, "account":
        { "made_at": 1, "platform": "x", "place": null, "username": null, "name": null } } });
    let read: sesame::flows::requests::PendingRequest = serde_json::from_value(kept).expect("it is understood");
    assert!(matches!(read, sesame::flows::requests::PendingRequest::Token { is_proven: false, .. }));
}

type Taking = (&'static str, fn(&World) -> String);

/// First proofs without a question, or whose reader disowns the account. Each returns the owner's session.
const TAKING_OVER: [Taking; 4] = [
    ("a link shown by a program", |world| {
        let token = link(world);
        world.post("/api/auth/magic-link", json!({ "token": token })).text("/session/token")
    }),
    ("not mine", |world| form(world, "/magic-link", &link(world), "not_mine").cookie("access_token")),
    ("a reset", |world| {
        assert_eq!(world.post("/api/auth/forgot-password", json!({ "email": EMAIL })).status, 200);
        let token = mailed_token(world, EMAIL);
        assert_eq!(form(world, "/reset-password", &token, "confirm").status, 200);
        world.finish_background();
        let body = json!({ "email": EMAIL, "password": "AnotherPassword456" });
        world.post("/api/auth/sign-in", body).text("/session/token")
    }),
    ("a provider", |world| federation::visit(world, None).text("/session/token")),
];

#[test]
fn a_first_proof_without_a_question_removes_the_earlier_setup() {
    for (name, take_over) in TAKING_OVER {
        let Furnished { world, session, device, .. } = furnished();
        let owner = take_over(&world);
        assert!(is_alive(&world, &owner) && !is_alive(&world, &session), "{name}");
        assert_eq!(poll(&world, &device).status, 400, "{name}");
        world.finish_background();
        for table in SETUP {
            let own = match (name, table) {
                // Rows of this proof itself: the new password, the identity, the state or the token.
                ("a reset", "passwords") | ("a provider", "identities" | "oauth_states") | (_, "one_time_tokens") => 1,
                _ => 0,
            };
            assert!(world.database.count(table) <= own, "{name}: {table}");
        }
        assert_eq!(world.database.count("sessions"), 1, "{name}");
        let first = world.database.query("SELECT subject FROM identities WHERE id = 'identity'");
        assert!(first.is_empty(), "{name}: the identity of before");
        let credentials = json!({ "email": EMAIL, "password": PASSWORD });
        assert_eq!(world.post("/api/auth/sign-in", credentials).status, 401, "{name}");
    }
}

#[test]
fn a_removal_shows_in_an_event_a_mail_and_a_notice_for_a_month() {
    for (name, take_over) in TAKING_OVER {
        let Furnished { world, .. } = furnished();
        let sent = subjects(&world, 0).len();
        let owner = take_over(&world);
        assert_eq!(events(&world, "earlier-setup-removed"), 1, "{name}");
        let told =
            subjects(&world, sent).iter().filter(|subject| subject.starts_with("Your account was reset")).count();
        assert_eq!(told, 1, "{name}");
        let mails = world.mailer.sent.borrow().clone();
        let mail = mails.iter().rfind(|mail| mail.subject.starts_with("Your account was reset")).expect("a mail");
        let text = &mail.text;
        let devices = if name == "a provider" { "Signed-in devices: 1" } else { "Linked accounts: Google" };
        for said in ["Password: Set", "Passkeys: 1", "Two-step verification: On", devices] {
            assert!(text.contains(said), "{name}: {said} in {text}");
        }
        let page = account_page(&world, &owner);
        for said in ["id=\"removed\"", "14 November 2023", "<dt>Passkeys</dt>"] {
            assert!(page.contains(said), "{name}: {said}");
        }
        world.database.query("UPDATE accounts SET setup_removed_at = setup_removed_at - 2592000 RETURNING id");
        assert!(!account_page(&world, &owner).contains("id=\"removed\""), "{name}: a month later");
    }
}

#[test]
fn a_first_proof_without_an_earlier_setup_reports_nothing() {
    let world = World::new();
    let session = registered(&world);
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/sign-out", None).status, 200);
    let token = link(&world);
    let sent = subjects(&world, 0).len();
    let page = page_of(&world, &token);
    assert!(page.contains("value=\"mine\"") && !page.contains("Already set up"), "{page}");
    assert_eq!(world.post("/api/auth/magic-link", json!({ "token": token })).status, 200);
    assert_eq!((events(&world, "email-verified"), events(&world, "earlier-setup-removed")), (1, 0));
    assert_eq!(subjects(&world, sent), [""; 0]);
}

#[test]
fn posting_a_made_up_token_costs_no_kv_call() {
    type Post = (&'static str, fn(&World, &str) -> Answer);
    const POSTS: [Post; 14] = [
        ("magic-link", |w, t| w.post("/api/auth/magic-link", json!({ "token": t }))),
        ("magic-link", |w, t| form(w, "/magic-link", t, "confirm")),
        ("magic-link", |w, t| form(w, "/magic-link", t, "mine")),
        ("magic-link", |w, t| form(w, "/magic-link", t, "not_mine")),
        ("verify-email", |w, t| w.post("/api/auth/verify-email", json!({ "token": t }))),
        ("confirm-address", |w, t| w.post("/api/auth/verify-email", json!({ "token": t }))),
        ("verify-email", |w, t| form(w, "/verify-email", t, "mine")),
        ("verify-email", |w, t| form(w, "/verify-email", t, "not_mine")),
        ("confirm-address", |w, t| form(w, "/confirm-address", t, "mine")),
        ("confirm-address", |w, t| form(w, "/confirm-address", t, "not_mine")),
        ("approve-address-change", |w, t| form(w, "/approve-address-change", t, "approve")),
        ("approve-address-change", |w, t| form(w, "/approve-address-change", t, "refuse")),
        ("reset-password", |w, t| form(w, "/reset-password", t, "confirm")),
        ("approve-login", |w, t| form(w, "/approve-login", t, "confirm")),
    ];
    for (kind, post) in POSTS {
        for token in [format!("{kind}.{}", "A".repeat(43)), "x".to_owned(), String::new()] {
            let world = World::new();
            let refused = post(&world, &token);
            world.finish_background();
            assert!((400..500).contains(&refused.status), "{kind}: {refused:?}");
            assert_eq!(world.key_value.trips.get(), 0, "{kind}");
        }
    }
}

#[test]
fn a_former_versions_account_is_asked_about_and_notified() {
    let upgraded = Upgraded::from_0012();
    let world = &upgraded.world;
    assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": "bob@acme.test" })).status, 200);
    let token = mailed_token(world, "bob@acme.test");
    let page = page_of(world, &token);
    assert!(page.contains("value=\"mine\"") && page.contains("<dt>Password</dt>"), "{page}");
    let opened = form(world, "/magic-link", &token, "not_mine");
    assert_eq!(opened.status, 303);
    assert!(account_page(world, &opened.cookie("access_token")).contains("id=\"removed\""));
    assert_eq!(events(world, "earlier-setup-removed"), 1);
}
