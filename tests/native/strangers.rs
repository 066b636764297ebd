//! Account enumeration by a signed-in stranger: every request of theirs gets the same bytes, round trips and mails
//! whether an address is free or taken.

mod address_changes;

use serde_json::{Value as Json, json};

use crate::support::mailed::{form, mailed_token, poll};
use crate::support::{Answer, World, openid};

const VICTIM: &str = "victim@acme.test";

const OWN: &str = "eve@acme.test";

const PASSWORD: &str = "SecurePassword123";

/// Observations of one world, line by line.
struct Eve {
    world: World,
    seen: Vec<String>,
}

impl Eve {
    fn new(is_taken: bool) -> Self {
        let world = openid::world(&json!({}));
        if is_taken {
            let body = json!({ "email": VICTIM, "password": PASSWORD });
            assert_eq!(world.post("/api/auth/sign-up", body).status, 201);
            world.finish_background();
        }
        world.clock.advance(24 * 60 * 60);
        Self { world, seen: Vec::new() }
    }

    /// Records an answer and its cost.
    fn see(&mut self, name: &str, act: impl FnOnce(&World) -> Answer) -> Answer {
        let (before, was_sent) = (self.world.database.trips.get(), self.world.mailer.sent.borrow().len());
        let mut answer = act(&self.world);
        let trips = self.world.database.trips.get() - before;
        self.world.finish_background();
        for drawn in ["qrCode", "backupCodes"] {
            answer.body.as_object_mut().and_then(|body| body.remove(drawn));
        }
        let sent = self.world.mailer.sent.borrow();
        let own: Vec<_> = sent
            .iter()
            .skip(was_sent)
            .filter(|mail| mail.to != VICTIM)
            .map(|mail| (&mail.to, masked(&mail.text)))
            .collect();
        let body = masked(&answer.body.to_string());
        self.seen.push(format!(
            "{name}: {} {} {body}, {trips} trips, {own:?}",
            answer.status,
            masked(answer.location())
        ));
        drop(sent);
        answer
    }

    fn ask(&mut self, session: &str, method: &str, path: &str, body: Option<Json>) -> Answer {
        self.see(&format!("{method} {path}"), |world| world.as_bearer(session, method, path, body))
    }

    /// Requests everything that shows the account.
    fn look_around(&mut self, session: &str) {
        for path in [
            "/api/auth/session",
            "/api/auth/user/export",
            "/api/auth/events",
            "/api/auth/sessions",
            "/account",
            "/account/export",
        ] {
            self.ask(session, "GET", path, None);
        }
    }
}

/// Text without its random values: ids, tokens, secrets.
fn masked(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let words = text.split_inclusive(|c| !is_part(c));
    words.map(|word| if word.len() > 30 { "*" } else { word }).collect()
}

/// Asserts that the observations are the same for a free address and a taken one.
fn alike(act: fn(&mut Eve)) {
    let [free, taken] = [false, true].map(|is_taken| {
        let mut eve = Eve::new(is_taken);
        act(&mut eve);
        eve.seen
    });
    assert!(!free.is_empty() && free.len() == taken.len());
    for (free, taken) in free.iter().zip(&taken) {
        assert_eq!(free, taken);
    }
}

fn registered(eve: &mut Eve) -> String {
    let body = json!({ "username": "eve", "email": VICTIM, "session_platform": "test" });
    let answer = eve.see("registration", |world| world.post("/auth/registration", body));
    answer.text("/session_token")
}

#[test]
fn a_registration_shows_the_typed_address_and_is_not_found_by_it() {
    for is_taken in [false, true] {
        let mut eve = Eve::new(is_taken);
        let session = registered(&mut eve);
        let shown = eve.ask(&session, "GET", "/api/auth/session", None);
        let user = &shown.body["user"];
        assert_eq!((&user["email"], &user["emailVerified"]), (&json!(VICTIM), &json!(false)), "taken: {is_taken}");
    }
    let mut eve = Eve::new(true);
    registered(&mut eve);
    let body = json!({ "username": "eve", "email": VICTIM, "session_platform": "phone" });
    let sent = eve.world.mailer.sent.borrow().len();
    assert_eq!(eve.world.post("/auth/login", body).status, 200);
    eve.world.finish_background();
    assert_eq!(eve.world.mailer.sent.borrow().len(), sent, "no pair of anybody");
}

#[test]
fn a_registrations_session_learns_nothing_about_the_address() {
    alike(|eve| {
        let session = registered(eve);
        eve.look_around(&session);
        eve.ask(&session, "PATCH", "/api/auth/user", Some(json!({ "name": "Eve" })));
        eve.ask(&session, "POST", "/api/auth/two-factor/enable", None);
        let options = eve.world.as_bearer(&session, "POST", "/api/auth/passkey/register", Some(json!({})));
        eve.seen.push(options.body["options"]["user"]["name"].to_string());
        eve.ask(&session, "POST", "/api/auth/send-verification-email", None);
        eve.ask(&session, "POST", "/account/email/verification", None);
        for _ in 0..6 {
            let code = json!({ "verification_code": "000000" });
            eve.ask(&session, "POST", "/api/v1/auth/verify-email/", Some(code));
        }
        eve.ask(&session, "POST", "/api/auth/change-email", Some(json!({ "email": VICTIM })));
        eve.look_around(&session);
        // A username can be removed while an address remains.
        eve.ask(&session, "PATCH", "/api/auth/user", Some(json!({ "username": null })));
        eve.look_around(&session);
        eve.ask(&session, "DELETE", "/api/auth/user", None);
    });
}

#[test]
fn the_verification_mails_that_a_session_asks_for_run_out_alike() {
    alike(|eve| {
        let session = registered(eve);
        for _ in 0..7 {
            eve.ask(&session, "POST", "/api/auth/send-verification-email", None);
        }
    });
}

#[test]
fn guesses_of_a_code_run_out_alike_from_one_account_to_the_next() {
    alike(|eve| {
        for _ in 0..2 {
            let session = registered(eve);
            for _ in 0..6 {
                let code = json!({ "verification_code": "000000" });
                eve.ask(&session, "POST", "/api/v1/auth/verify-email/", Some(code));
            }
            eve.ask(&session, "DELETE", "/api/auth/user", None);
        }
    });
}

#[test]
fn a_provider_that_does_not_vouch_for_an_address_tells_nobody_whether_it_is_taken() {
    for has_redirect in [false, true] {
        let act = if has_redirect {
            |eve: &mut Eve| visits(eve, "?redirectUrl=%2Faccount")
        } else {
            |eve: &mut Eve| visits(eve, "")
        };
        alike(act);
    }
    let mut eve = Eve::new(true);
    visits(&mut eve, "");
    let found = eve.world.database.query("SELECT email, email_key, unattached_email FROM accounts WHERE email IS NULL");
    assert_eq!(json!(found), json!([{ "email": null, "email_key": null, "unattached_email": VICTIM }]));
    let told = eve.world.mailer.newest_to(VICTIM);
    assert!(told.subject.contains("already") && !told.text.contains("?token="), "{told:?}");
    let identities = eve.world.database.query("SELECT account_id FROM identities");
    let victim = eve.world.database.query("SELECT id FROM accounts WHERE email IS NOT NULL");
    assert_ne!(identities[0]["account_id"], victim[0]["id"], "nothing is linked");
}

/// Signs in twice at a provider that tells the victim's address, and asks all that the session may ask.
fn visits(eve: &mut Eve, query: &str) {
    let claims = json!({ "email": VICTIM, "email_verified": false, "name": "Eve" });
    for name in ["first visit", "second visit"] {
        eve.world.clock.advance(1);
        let session = eve.see(name, |world| openid::arrive(world, query, &claims)).cookie("access_token");
        eve.look_around(&session);
        eve.ask(&session, "GET", "/api/auth/identities", None);
        eve.ask(&session, "POST", "/api/auth/send-verification-email", None);
    }
}

#[test]
fn a_login_that_its_owner_refused_is_polled_as_one_of_nobody() {
    for decision in ["refuse", "not_mine"] {
        let world = World::new();
        let ada = json!({ "username": "ada", "email": VICTIM, "session_platform": "test" });
        assert_eq!(world.post("/auth/registration", ada.clone()).status, 200);
        let bob = json!({ "username": "bob", "email": VICTIM, "session_platform": "test" });
        let [known, unknown] = [ada, bob].map(|pair| world.post("/auth/login", pair).text("/auth_id"));
        assert_eq!(form(&world, "/approve-login", &mailed_token(&world, VICTIM), decision).status, 200);
        let polls = |id: &str| (0..12).map(|_| poll(&world, id)).map(|a| (a.status, a.body)).collect::<Vec<_>>();
        assert_eq!(polls(&known), polls(&unknown), "{decision}");
        world.clock.advance(900);
        assert_eq!(polls(&known), polls(&unknown), "{decision}, once it is over");
    }
}

#[test]
fn a_proven_address_replaces_the_typed_one() {
    alike(|eve| {
        let session = registered(eve);
        eve.world.clock.advance(1);
        let code = eve.world.post("/auth/pair/code", json!({ "name": "Mirror" }));
        let body = json!({ "code": code.text("/code") });
        assert_eq!(eve.world.as_bearer(&session, "POST", "/auth/pair", Some(body)).status, 200);
        let device = eve.world.send("GET", &format!("/auth/session/{}", code.text("/auth_id")), &[], None);
        let device = device.text("/session_token");
        eve.ask(&session, "POST", "/auth/email", Some(json!({ "email": OWN })));
        eve.look_around(&session);
        let token = mailed_token(&eve.world, OWN);
        eve.see("confirmation", |world| form(world, "/confirm-address", &token, "mine"));
        eve.look_around(&session);
        eve.ask(&device, "GET", "/api/auth/session", None);
        eve.ask(&session, "POST", "/api/auth/send-verification-email", None);
    });
}

#[test]
fn an_address_freed_meanwhile_can_be_verified_on_request() {
    let mut eve = Eve::new(true);
    let session = registered(&mut eve);
    let world = &eve.world;
    let verify = || world.as_bearer(&session, "POST", "/api/auth/send-verification-email", None).status;
    assert_eq!(verify(), 200);
    world.finish_background();
    assert!(!world.mailer.newest_to(VICTIM).text.contains("verify-email"), "its owner is told");
    let body = json!({ "email": VICTIM, "password": PASSWORD });
    let owner = world.post("/api/auth/sign-in", body.clone()).text("/session/token");
    assert_eq!(world.as_bearer(&owner, "DELETE", "/api/auth/user", Some(body)).status, 200);
    assert_eq!(verify(), 200);
    let token = mailed_token(world, VICTIM);
    let verified = world.post("/api/auth/verify-email", json!({ "token": token }));
    assert_eq!((verified.status, &verified.body["user"]["emailVerified"]), (200, &json!(true)), "{verified:?}");
}

#[test]
fn not_mine_removes_an_unattached_address_too() {
    let mut eve = Eve::new(true);
    let session = registered(&mut eve);
    let world = &eve.world;
    let body = json!({ "email": VICTIM, "password": PASSWORD });
    let owner = world.post("/api/auth/sign-in", body.clone()).text("/session/token");
    assert_eq!(world.as_bearer(&owner, "DELETE", "/api/auth/user", Some(body)).status, 200);
    let change = json!({ "email": VICTIM });
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/change-email", Some(change)).status, 200);
    let token = mailed_token(world, VICTIM);
    assert_eq!(form(world, "/confirm-address", &token, "not_mine").status, 200);
    let shown = world.as_bearer(&session, "GET", "/api/auth/session", None);
    assert_eq!(shown.body["user"]["email"], Json::Null);
}
