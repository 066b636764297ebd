//! Setup, change and removal of the second factor.

use serde_json::{Value as Json, json};

use super::{EMAIL, Enrolled, PASSWORD, code_now, disable, mailed_token, sign_in};
use crate::support::{Answer, World};

#[test]
fn an_unverified_factor_is_not_asked_for_and_is_offered_again_unchanged() {
    let world = World::new();
    let body = json!({ "email": EMAIL, "password": PASSWORD });
    let session = world.post("/api/auth/sign-up", body).text("/session/token");
    let enable = || world.as_bearer(&session, "POST", "/api/auth/two-factor/enable", None);
    let (first, again) = (enable(), enable());
    assert_eq!(first.text("/secret"), again.text("/secret"));
    assert_ne!(first.body["backupCodes"], again.body["backupCodes"]);
    assert!(first.text("/otpauthUrl").starts_with("otpauth://totp/Sesame:ada%40acme.test?secret="));
    assert!(first.text("/qrCode").starts_with("data:image/png;base64,"));
    assert_eq!(sign_in(&world, &json!({})).status, 200);
    let stored = ["totp", "backup_codes", "totp_offers"].map(|table| world.database.count(table));
    assert_eq!(stored, [0, 0, 1], "nothing is the account's yet");

    let other = sign_in(&world, &json!({})).text("/session/token");
    let code = code_now(&world, &first.text("/secret"));
    let verified = world.as_bearer(&session, "POST", "/api/auth/two-factor/verify", Some(json!({ "code": code })));
    assert_eq!((verified.status, verified.body["user"]["twoFactorEnabled"].as_bool()), (200, Some(true)));
    assert_eq!(world.as_bearer(&other, "GET", "/api/auth/session", None).status, 401, "it never showed a code");
    assert_eq!(world.as_bearer(&session, "GET", "/api/auth/session", None).status, 200);
    assert_eq!(enable().text("/error"), "TWO_FACTOR_ALREADY_ENABLED");
    world.finish_background();
    assert!(world.mailer.newest_to(EMAIL).subject.starts_with("Two-step verification is on"));
}

#[test]
fn setting_up_needs_a_fresh_session_or_the_password() {
    let world = World::new();
    let session =
        world.post("/api/auth/sign-up", json!({ "email": EMAIL, "password": PASSWORD })).text("/session/token");
    let enable = |body| world.as_bearer(&session, "POST", "/api/auth/two-factor/enable", body);
    world.clock.advance(601);
    let stale = enable(None);
    assert_eq!((stale.status, stale.text("/error").as_str()), (403, "REAUTHENTICATION_REQUIRED"));
    assert_eq!(enable(Some(json!({ "password": "WrongPassword123" }))).status, 401);
    assert_eq!(enable(Some(json!({ "password": PASSWORD }))).status, 200);
}

#[test]
fn disabling_and_new_backup_codes_need_both_factors() {
    let enrolled = Enrolled::new();
    let post = |path: &str, body: Json| {
        let answer = enrolled.world.as_bearer(&enrolled.session, "POST", path, Some(body));
        enrolled.world.finish_background();
        answer
    };
    enrolled.world.clock.advance(601);
    for path in ["/api/auth/two-factor/disable", "/api/auth/two-factor/backup-codes"] {
        assert_eq!(post(path, json!({ "totpCode": enrolled.code() })).status, 403, "{path}");
        assert_eq!(post(path, json!({ "password": PASSWORD })).text("/error"), "TOTP_REQUIRED", "{path}");
        let wrong = json!({ "password": PASSWORD, "totpCode": enrolled.wrong_code() });
        assert_eq!(post(path, wrong).text("/error"), "INVALID_TOTP", "{path}");
    }
    let renewed =
        post("/api/auth/two-factor/backup-codes", json!({ "password": PASSWORD, "totpCode": enrolled.code() }));
    assert_eq!(renewed.body["backupCodes"].as_array().map(Vec::len), Some(10));
    assert_eq!(enrolled.sign_in(json!({ "totpCode": enrolled.backup_codes[1] })).status, 401, "the old ones are dead");
    enrolled.next_step();
    let disabled = post("/api/auth/two-factor/disable", json!({ "password": PASSWORD, "totpCode": enrolled.code() }));
    assert_eq!(disabled.status, 200);
    assert_eq!(enrolled.sign_in(json!({})).status, 200);
    assert_eq!(enrolled.world.database.count("backup_codes"), 0);
}

#[test]
fn the_secret_is_sealed_for_its_account_and_sealed_anew_under_a_new_key() {
    let enrolled = Enrolled::new();
    let stored = enrolled.world.database.query("SELECT secret FROM totp")[0]["secret"].to_string();
    assert!(!stored.contains(&enrolled.secret));
    enrolled.world.database.query("UPDATE totp SET secret = replace(secret, '1.', '1.A') RETURNING account_id");
    let broken = enrolled.sign_in(json!({ "totpCode": enrolled.code() }));
    assert_eq!(broken.status, 500, "what does not open lets nobody in: {broken:?}");
}

#[test]
fn an_offer_under_a_removed_key_is_made_again() {
    let enrolled = Enrolled::offered();
    enrolled.world.database.query("UPDATE totp_offers SET secret = replace(secret, '1.', '1.A') RETURNING session_id");
    let enable = || enrolled.world.as_bearer(&enrolled.session, "POST", "/api/auth/two-factor/enable", None);
    let (first, second) = (enable(), enable());
    assert_eq!((first.status, second.status), (200, 200), "{first:?}");
    assert_ne!(first.text("/secret"), enrolled.secret);
    assert_eq!(first.text("/secret"), second.text("/secret"), "from then on it stays");
}

/// Act on a session with an offered factor, by another session of the account.
type PuttingOut = (&'static str, fn(&Enrolled, &str) -> Answer);

fn offer_to(world: &World, session: &str) -> Answer {
    world.as_bearer(session, "POST", "/api/auth/two-factor/enable", Some(json!({ "password": PASSWORD })))
}

fn verify_as(world: &World, session: &str, code: &str) -> Answer {
    world.as_bearer(session, "POST", "/api/auth/two-factor/verify", Some(json!({ "code": code })))
}

#[test]
fn an_offer_is_shown_to_and_verified_by_its_own_session_alone() {
    let enrolled = Enrolled::offered();
    let world = &enrolled.world;
    let owner = sign_in(world, &json!({})).text("/session/token");
    assert_eq!(verify_as(world, &owner, &enrolled.code()).text("/error"), "TWO_FACTOR_NOT_ENABLED");
    let offered = offer_to(world, &owner);
    assert_ne!(offered.text("/secret"), enrolled.secret);
    assert_eq!(verify_as(world, &owner, &enrolled.code()).text("/error"), "INVALID_TOTP", "the other's secret");
    assert_eq!(offer_to(world, &enrolled.session).text("/secret"), enrolled.secret, "each keeps its own");
    assert_eq!(offer_to(world, &owner).text("/secret"), offered.text("/secret"));
    let backup: Vec<String> =
        serde_json::from_value(offer_to(world, &owner).body["backupCodes"].clone()).expect("codes");
    assert_eq!(verify_as(world, &owner, &code_now(world, &offered.text("/secret"))).status, 200);
    world.clock.advance(30);
    assert_eq!(verify_as(world, &enrolled.session, &enrolled.code()).status, 401, "the other session ended");
    assert_eq!(world.database.count("totp_offers"), 0, "and its offer with it");
    assert_eq!(enrolled.sign_in(json!({ "totpCode": enrolled.backup_codes[0] })).status, 401, "its backup codes too");
    assert_eq!(enrolled.sign_in(json!({ "totpCode": backup[0] })).status, 200);
    assert_eq!(world.database.count("backup_codes"), 10);
}

#[test]
fn an_offer_is_good_for_an_hour() {
    for (seconds, is_open) in [(3599, true), (3600, false)] {
        let enrolled = Enrolled::offered();
        let world = &enrolled.world;
        world.clock.advance(seconds);
        let code = enrolled.code();
        assert_eq!(enrolled.verify(&code).status == 200, is_open, "{seconds}");
        let enrolled = Enrolled::offered();
        enrolled.world.clock.advance(seconds);
        let again = offer_to(&enrolled.world, &enrolled.session).text("/secret");
        assert_eq!(again == enrolled.secret, is_open, "{seconds}");
        assert_eq!(enrolled.verify(&code_now(&enrolled.world, &again)).status, 200, "{seconds}");
    }
}

#[test]
fn of_two_concurrent_verifications_the_first_enables_its_own_secret() {
    let enrolled = Enrolled::offered();
    let world = &enrolled.world;
    let other = sign_in(world, &json!({})).text("/session/token");
    let offered = offer_to(world, &other).text("/secret");
    // The second session already holds its own offer when the first one verifies.
    let first = enrolled.verify(&enrolled.code());
    assert_eq!(first.status, 200, "{first:?}");
    world.finish_background();
    assert_eq!(verify_as(world, &other, &code_now(world, &offered)).status, 401);
    let enabled = world.database.query("SELECT count(*) AS n FROM totp WHERE enabled_at IS NOT NULL");
    assert_eq!(enabled[0]["n"], 1);
    assert_eq!(enrolled.verify(&enrolled.code()).text("/error"), "INVALID_TOTP", "its code is spent");
}

#[test]
fn an_offer_ends_with_its_session() {
    let put_out: [PuttingOut; 5] = [
        ("its own sign-out", |e, _| e.world.as_bearer(&e.session, "POST", "/api/auth/sign-out", None)),
        ("the other sessions ended", |e, owner| e.world.as_bearer(owner, "DELETE", "/api/auth/sessions", None)),
        ("the session ended", |e, owner| {
            let id = e.world.as_bearer(&e.session, "GET", "/api/auth/session", None).text("/session/id");
            e.world.as_bearer(owner, "DELETE", &format!("/api/auth/sessions/{id}"), None)
        }),
        ("the password changed", |e, owner| {
            let body = json!({ "currentPassword": PASSWORD, "newPassword": "AnotherPassword456" });
            e.world.as_bearer(owner, "POST", "/api/auth/change-password", Some(body))
        }),
        ("the password reset", |e, _| {
            e.world.post("/api/auth/forgot-password", json!({ "email": EMAIL }));
            let body = json!({ "token": mailed_token(&e.world), "newPassword": PASSWORD });
            e.world.post("/api/auth/reset-password", body)
        }),
    ];
    for (name, act) in put_out {
        let enrolled = Enrolled::offered();
        let owner = enrolled.sign_in(json!({})).text("/session/token");
        assert_eq!(act(&enrolled, &owner).status, 200, "{name}");
        assert_eq!(enrolled.world.database.count("totp_offers"), 0, "{name}");
        let enrolled = Enrolled::new();
        let owner = enrolled.sign_in(json!({ "totpCode": enrolled.code() })).text("/session/token");
        assert_eq!(act(&enrolled, &owner).status, 200, "{name}");
        let kept = ["totp", "backup_codes"].map(|table| enrolled.world.database.count(table));
        assert_eq!(kept, [1, 10], "one that is enabled stays: {name}");
    }
}

#[test]
fn an_offer_of_the_former_version_is_discarded() {
    let enrolled = Enrolled::offered();
    let world = &enrolled.world;
    world.database.query(
        "INSERT INTO totp (account_id, secret, created_at) SELECT account_id, secret, totp_offers.created_at
         FROM totp_offers JOIN sessions ON sessions.id = totp_offers.session_id RETURNING account_id",
    );
    world.database.query(
        "INSERT INTO backup_codes (fingerprint, account_id, created_at)
         SELECT 'old ' || value, accounts.id, 1 FROM accounts, json_each('[1, 2, 3]') RETURNING fingerprint",
    );
    world.database.query("DELETE FROM totp_offers RETURNING session_id");
    assert_eq!(enrolled.verify(&enrolled.code()).text("/error"), "TWO_FACTOR_NOT_ENABLED");
    assert_eq!(enrolled.sign_in(json!({})).status, 200, "and is not asked for");
    let anew = offer_to(world, &enrolled.session).text("/secret");
    assert_ne!(anew, enrolled.secret);
    assert_eq!(enrolled.verify(&code_now(world, &anew)).status, 200);
    assert_eq!(["totp", "backup_codes"].map(|table| world.database.count(table)), [1, 10], "in the place of the old");
}

/// Change of the factor: name, a world that is ready for it, and the change.
type Change = (&'static str, fn() -> Enrolled, fn(&Enrolled) -> Answer);

const CHANGES: &[Change] = &[
    ("verify", Enrolled::offered, |e| e.verify(&e.code())),
    ("disable", Enrolled::new, |e| disable(e, &e.code())),
    ("backup codes", Enrolled::new, |e| {
        let body = json!({ "password": PASSWORD, "totpCode": e.backup_codes[0] });
        e.world.as_bearer(&e.session, "POST", "/api/auth/two-factor/backup-codes", Some(body))
    }),
    ("sign in", Enrolled::new, |e| e.sign_in(json!({ "totpCode": e.code() }))),
    ("offer", Enrolled::offered, |e| e.world.as_bearer(&e.session, "POST", "/api/auth/two-factor/enable", None)),
];

#[test]
fn each_change_is_whole_or_nothing() {
    for (name, prepare, change) in CHANGES {
        for nth in 1.. {
            let enrolled = prepare();
            let tables = ["events", "totp", "totp_offers", "backup_codes", "sessions", "second_factor_challenges"];
            let dump = || {
                tables.map(|table| json!(enrolled.world.database.query(&format!("SELECT * FROM {table} ORDER BY 1"))))
            };
            let before = dump();
            enrolled.world.database.fail_at.set(Some(nth));
            let answer = change(&enrolled);
            if enrolled.world.database.fail_at.take().is_some() {
                assert!(nth > 1 && answer.status < 300, "{name}: {answer:?}");
                break;
            }
            assert_eq!(answer.status, 503, "{name}, statement {nth}: {answer:?}");
            assert_eq!(dump(), before, "{name}, statement {nth} left something behind");
            enrolled.world.finish_background();
            assert!(change(&enrolled).status < 300, "{name}: retry after statement {nth}");
        }
    }
}
