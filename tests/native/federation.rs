//! Sign-in by a provider: atomic batches, single-use states, statements by an index.

use serde_json::{Value as Json, json};

use crate::support::federation::{BROWSER, EMAIL, SETTINGS, back, sent, signed_up, verified, visit, world};
use crate::support::{Answer, World};

/// Tables that an act may change. The state is spent earlier, in its own batch.
const TABLES: [&str; 7] = ["events", "accounts", "identities", "sessions", "passwords", "totp", "refresh_tokens"];

fn dump(world: &World) -> Vec<Json> {
    TABLES.iter().map(|table| json!(world.database.query(&format!("SELECT * FROM {table} ORDER BY 1")))).collect()
}

/// Runs an act in fresh worlds, failing its first statement, its second, and so on until it succeeds.
fn fails_whole(prepare: impl Fn(&World) -> String, act: impl Fn(&World, &str) -> Answer) {
    for nth in 1.. {
        let world = world();
        let prepared = prepare(&world);
        let before = dump(&world);
        world.database.fail_at.set(Some(nth));
        let answer = act(&world, &prepared);
        if world.database.fail_at.take().is_some() {
            assert!(nth > 3 && answer.status == 200, "{answer:?}");
            return;
        }
        assert_eq!(answer.status, 503, "statement {nth}: {answer:?}");
        assert_eq!(dump(&world), before, "statement {nth} left something behind");
    }
}

#[test]
fn each_sign_in_happens_whole_or_not_at_all() {
    let to_be_sent = |world: &World| sent(world, None);
    let join = |(state, browser): (String, String)| format!("{state} {browser}");
    let split = |text: &str| text.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("both");
    let come_back = |world: &World, text: &str| back(world, &split(text));
    fails_whole(|world| join(to_be_sent(world)), come_back);
    fails_whole(
        |world| {
            signed_up(world);
            join(to_be_sent(world))
        },
        come_back,
    );
    fails_whole(
        |world| {
            verified(world);
            join(to_be_sent(world))
        },
        come_back,
    );
    fails_whole(|world| join(sent(world, Some(&signed_up(world)))), come_back);
    fails_whole(
        |world| {
            let token = verified(world);
            visit(world, Some(&token));
            token
        },
        |world, token| {
            let id = world.as_bearer(token, "GET", "/api/auth/identities", None);
            if id.status != 200 {
                return id;
            }
            let path = format!("/api/auth/identities/{}", id.text("/identities/0/id"));
            world.as_bearer(token, "DELETE", &path, None)
        },
    );
}

#[test]
fn a_state_is_valid_once_in_its_browser_before_its_expiry() {
    let world = world();
    let there = sent(&world, None);
    let stranger = (there.0.clone(), sent(&world, None).1);
    for other in [&stranger, &(there.0.clone(), String::new()), &("state.x".into(), there.1.clone())] {
        assert_eq!(back(&world, other).text("/error"), "INVALID_TOKEN");
    }
    assert_eq!(world.http.calls.get(), 0, "the provider was not asked");
    assert_eq!(back(&world, &there).status, 200);
    assert_eq!(world.http.calls.get(), 3);
    assert_eq!(back(&world, &there).status, 400);
    let (in_time, late) = (sent(&world, None), sent(&world, None));
    world.clock.advance(599);
    assert_eq!(back(&world, &in_time).status, 200);
    assert_eq!(world.http.calls.get(), 6);
    world.clock.advance(1);
    assert_eq!(back(&world, &late).status, 400);
    assert_eq!(world.http.calls.get(), 6);
    assert_eq!(world.database.count("accounts"), 1);
}

#[test]
fn the_first_proof_removes_the_earlier_setup() {
    let world = world();
    let token = signed_up(&world);
    assert_eq!(visit(&world, None).body["user"]["emailVerified"], true);
    assert_eq!((world.database.count("accounts"), world.database.count("passwords")), (1, 0));
    assert_eq!(world.as_bearer(&token, "GET", "/api/auth/session", None).status, 401);
}

#[test]
fn a_proven_account_keeps_everything_and_its_owner_is_notified() {
    let world = world();
    let token = verified(&world);
    let opened = visit(&world, None);
    world.finish_background();
    assert_eq!(world.database.count("passwords"), 1);
    assert_eq!(world.as_bearer(&token, "GET", "/api/auth/session", None).status, 200);
    assert!(world.mailer.newest_to(EMAIL).subject.contains("sign in"), "{:?}", world.mailer.newest_to(EMAIL));
    assert_eq!(opened.body["user"]["email"], EMAIL);
}

#[test]
fn the_last_way_to_sign_in_cannot_be_unlinked() {
    let world = world();
    world.http.answer("https://api.github.com/user/emails", &json!([]));
    let token = visit(&world, None).text("/session/token");
    let list = world.as_bearer(&token, "GET", "/api/auth/identities", None);
    let path = format!("/api/auth/identities/{}", list.text("/identities/0/id"));
    let refused = world.as_bearer(&token, "DELETE", &path, None);
    assert_eq!((refused.status, refused.text("/error").as_str()), (409, "LAST_SIGN_IN_METHOD"));
    world.database.query(
        "INSERT INTO passwords (account_id, id, hash, pepper_version, changed_at) SELECT id, 'p', 'h', 1, 1 FROM accounts",
    );
    let unnamed = world.as_bearer(&token, "DELETE", &path, None);
    assert_eq!(unnamed.status, 409, "a password that nobody can name is none: {unnamed:?}");
    world.database.query(
        "INSERT INTO identities (id, provider, subject, account_id, created_at) SELECT 'i', 'gone', 's', id, 1 FROM accounts",
    );
    assert_eq!(
        world.as_bearer(&token, "DELETE", &path, None).status,
        409,
        "nor does a provider that is not set up help"
    );
    world
        .database
        .query("UPDATE accounts SET email = 'a@b.cc', email_key = 'a@b.cc', email_verified_at = 1 RETURNING id");
    assert_eq!(world.as_bearer(&token, "DELETE", &path, None).status, 200);
    assert_eq!(world.as_bearer(&token, "DELETE", &path, None).status, 404);
}

#[test]
fn round_trips_and_plans() {
    let world = world();
    verified(&world);
    world.database.seen.borrow_mut().clear();
    let trips = |call: &dyn Fn() -> Answer| {
        let before = world.database.trips.get();
        assert!(call().status < 400);
        world.database.trips.get() - before
    };
    let there = sent(&world, None);
    assert_eq!(trips(&|| back(&world, &there)), 3, "the state, whose it is, the session");
    let token = visit(&world, None).text("/session/token");
    visit(&world, Some(&token));
    assert_eq!(trips(&|| world.as_bearer(&token, "GET", "/api/auth/identities", None)), 2);
    let statements = world.database.seen.borrow().clone();
    for sql in statements {
        assert_eq!(world.database.scans(&sql), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn a_link_is_begun_from_a_fresh_session_and_by_no_other_site() {
    let world = world();
    let cookie = format!("access_token={}", signed_up(&world));
    let begin = |site: &str| {
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", site)];
        world.send("GET", "/api/auth/oauth/github?link=true", &headers, None)
    };
    assert_eq!((begin("same-origin").status, begin("none").status), (302, 302));
    let foreign = begin("cross-site");
    assert_eq!((foreign.status, foreign.text("/error").as_str()), (403, "FOREIGN_ORIGIN"));
    world.clock.advance(601);
    let stale = begin("same-origin");
    assert_eq!((stale.status, stale.text("/error").as_str()), (403, "REAUTHENTICATION_REQUIRED"));
    assert_eq!(world.database.count("oauth_states"), 2, "a refused request stores no state");
}

#[test]
fn a_page_that_is_trusted_no_more_is_not_returned_to() {
    for (trusted, status) in [("https://app.acme.test", 302), ("https://other.acme.test", 200)] {
        let world = world();
        let begun =
            world.with_cookies("", "GET", "/api/auth/oauth/github?redirectUrl=https%3A%2F%2Fapp.acme.test%2Fin");
        let state = begun.location().split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
        let later = world.redeployed(&[SETTINGS[0], SETTINGS[1], ("TRUSTED_ORIGINS", trusted)]);
        let answer = back(&later, &(state.to_owned(), begun.cookie(BROWSER)));
        let expected = if status == 302 { "https://app.acme.test/in" } else { "" };
        assert_eq!((answer.status, answer.location()), (status, expected), "{answer:?}");
    }
}
