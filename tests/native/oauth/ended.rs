//! Table of what each event ends, a test a line.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use sesame::ports::Clock;

use crate::support::applications::{Application, Shop};
use crate::support::mailed::{EMAIL, form, mailed_token};

const PASSWORD: &str = "SecurePassword123";

/// Ada with two sessions, of which each opened two grants, one offline, and has a code; and a consent.
struct Held {
    shop: Shop,
    /// Id of the session that acts; its token is the shop's.
    acting: String,
    /// Id of the other session.
    other: String,
}

const ALL: [&str; 7] =
    ["code-acting", "code-other", "consent", "offline-acting", "offline-other", "online-acting", "online-other"];

impl Held {
    fn new() -> Self {
        let shop = Shop::new();
        let body = json!({ "email": EMAIL, "password": PASSWORD });
        assert_eq!(shop.world().post("/api/auth/sign-in", body).status, 200);
        let rows = shop
            .world()
            .database
            .query(&format!("SELECT id FROM sessions WHERE account_id = '{}' ORDER BY rowid", shop.ada));
        let [acting, other] = [0, 1].map(|at| rows[at]["id"].as_str().expect("an id").to_owned());
        let held = Self { shop, acting, other };
        held.give();
        held
    }

    fn give(&self) {
        let Shop { application: Application { id: client, .. }, ada, .. } = &self.shop;
        let database = &self.shop.world().database;
        for (name, session) in [("acting", &self.acting), ("other", &self.other)] {
            for (kind, bound) in [("online", format!("'{session}'")), ("offline", "NULL".to_owned())] {
                database.query(&format!(
                    "INSERT INTO grants (id, account_id, client_id, session_id, opened_by, scope, method, aal,
                       authenticated_at, refresh_generation, created_at, last_used_at, ends_at)
                     VALUES ('{kind}-{name}', '{ada}', '{client}', {bound}, '{session}', 'openid', 'password', 1, 1, 0, 1, 1,
                       9999999999)"
                ));
            }
            database.query(&format!(
                "INSERT INTO authorization_codes (id, account_id, client_id, session_id, redirect_uri, scope, offline,
                   created_at, expires_at)
                 VALUES ('code-{name}', '{ada}', '{client}', '{session}', 'https://a.test', 'openid', 0, 1, 9999999999)"
            ));
        }
        database.query(&format!(
            "INSERT INTO consents (account_id, client_id, resource, scope, created_at, updated_at)
             VALUES ('{ada}', '{client}', '', 'openid', 1, 1)"
        ));
    }

    fn left(&self) -> BTreeSet<String> {
        let rows = self.shop.world().database.query(
            "SELECT id FROM grants UNION ALL SELECT id FROM authorization_codes WHERE session_id IS NOT NULL
             UNION ALL SELECT 'consent' FROM consents",
        );
        rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
    }

    /// Asserts that everything but these is left.
    fn assert_ended(&self, what: &str, ended: &[&str]) {
        let expected = ALL.iter().filter(|name| !ended.contains(name)).map(|name| (*name).to_owned());
        assert_eq!(self.left(), expected.collect::<BTreeSet<_>>(), "{what}");
    }

    /// Act of Ada's acting session.
    fn act(&self, method: &str, path: &str, body: Option<Json>) {
        let answer = self.shop.world().as_bearer(&self.shop.session, method, path, body);
        assert_eq!(answer.status, 200, "{method} {path}: {answer:?}");
    }

    /// Act of the operator on Ada.
    fn operate(&self, method: &str, path: &str, body: Json) {
        let answer = self.shop.office.send(method, &format!("/users/{}{path}", self.shop.ada), body);
        assert!(answer.status < 300, "{method} {path}: {answer:?}");
    }

    fn query(&self, sql: &str) {
        self.shop.world().database.query(&sql.replace("{ada}", &self.shop.ada));
    }
}

const GRANTS_AND_CODES: [&str; 6] =
    ["code-acting", "code-other", "offline-acting", "offline-other", "online-acting", "online-other"];
/// Rows of the other session, which end with it.
const OF_THE_OTHER: [&str; 3] = ["code-other", "offline-other", "online-other"];

#[test]
fn a_deleted_account_leaves_nothing() {
    let held = Held::new();
    held.act("DELETE", "/api/auth/user", Some(json!({ "password": PASSWORD })));
    held.assert_ended("deleted", &ALL);
}

#[test]
fn what_takes_an_account_over_or_away_ends_all_grants_and_codes() {
    let disabled = Held::new();
    disabled.operate("POST", "/disable", json!({}));
    disabled.assert_ended("disabled", &GRANTS_AND_CODES);

    let reset = Held::new();
    assert_eq!(reset.shop.world().post("/api/auth/forgot-password", json!({ "email": EMAIL })).status, 200);
    let token = mailed_token(reset.shop.world(), EMAIL);
    let body = json!({ "token": token, "newPassword": "AnotherPassword456" });
    assert_eq!(reset.shop.world().post("/api/auth/reset-password", body).status, 200);
    reset.assert_ended("password reset", &GRANTS_AND_CODES);

    for (path, sql) in [
        ("/second-factor", "INSERT INTO totp (account_id, secret, enabled_at, created_at) VALUES ('{ada}', 's', 1, 1)"),
        ("/password", "UPDATE accounts SET email_verified_at = 1 WHERE id = '{ada}'"),
    ] {
        let held = Held::new();
        held.query(sql);
        held.operate("DELETE", path, json!({}));
        held.assert_ended(path, &GRANTS_AND_CODES);
    }
}

#[test]
fn a_first_proof_and_not_mine_end_all_grants_and_codes() {
    for by in ["json", "mine", "not_mine"] {
        let held = Held::new();
        held.query("UPDATE accounts SET email_verified_at = NULL WHERE id = '{ada}'");
        let world = held.shop.world();
        assert_eq!(world.post("/api/auth/send-magic-link", json!({ "email": EMAIL })).status, 200);
        let token = mailed_token(world, EMAIL);
        if by == "json" {
            assert_eq!(world.post("/api/auth/magic-link", json!({ "token": token })).status, 200);
        } else {
            form(world, "/magic-link", &token, by);
        }
        held.assert_ended(by, &GRANTS_AND_CODES);
    }
    let held = Held::new();
    held.query("UPDATE accounts SET email_verified_at = NULL WHERE id = '{ada}'");
    held.act("POST", "/api/auth/send-verification-email", None);
    form(held.shop.world(), "/verify-email", &mailed_token(held.shop.world(), EMAIL), "not_mine");
    held.assert_ended("not mine on the page of verification", &GRANTS_AND_CODES);
}

#[test]
fn a_sign_out_ends_the_grants_of_its_session_but_those_offline() {
    let held = Held::new();
    held.act("POST", "/api/auth/sign-out", None);
    held.assert_ended("sign-out", &["code-acting", "online-acting"]);
}

#[test]
fn a_session_beyond_the_cap_takes_its_grants_but_those_offline() {
    let held = Held::new();
    held.query(&format!("UPDATE sessions SET last_used_at = 0 WHERE id = '{}'", held.other));
    held.query(&format!(
        "INSERT INTO sessions (id, account_id, method, platform, created_at, authenticated_at, last_used_at, ends_at)
         SELECT 's' || value, '{{ada}}', 'password', '', 1, 1, {now}, 9999999999
         FROM generate_series_of_98",
        now = held.shop.world().clock.now().0
    ).replace("generate_series_of_98", "(WITH RECURSIVE n (value) AS (VALUES (1) UNION ALL SELECT value + 1 FROM n WHERE value < 98) SELECT value FROM n)"));
    let body = json!({ "email": EMAIL, "password": PASSWORD });
    assert_eq!(held.shop.world().post("/api/auth/sign-in", body).status, 200);
    held.assert_ended("cap", &["code-other", "online-other"]);
}

#[test]
fn a_session_that_another_ends_takes_every_grant_that_it_opened() {
    let held = Held::new();
    held.act("DELETE", &format!("/api/auth/sessions/{}", held.other), None);
    held.assert_ended("ended by id", &OF_THE_OTHER);
    let held = Held::new();
    held.act("DELETE", "/api/auth/sessions", None);
    held.assert_ended("the others ended", &OF_THE_OTHER);
    let held = Held::new();
    held.operate("DELETE", &format!("/sessions/{}", held.other), json!({}));
    held.assert_ended("ended by an operator", &OF_THE_OTHER);
    let held = Held::new();
    held.operate("DELETE", "/sessions", json!({}));
    held.assert_ended("all ended by an operator", &GRANTS_AND_CODES);
}

#[test]
fn a_changed_credential_ends_the_grants_that_other_sessions_opened() {
    let held = Held::new();
    let body = json!({ "currentPassword": PASSWORD, "newPassword": "AnotherPassword456" });
    held.act("POST", "/api/auth/change-password", Some(body));
    held.assert_ended("password changed", &OF_THE_OTHER);

    let held = Held::new();
    held.act("POST", "/api/auth/change-email", Some(json!({ "email": "new@acme.test", "password": PASSWORD })));
    let token = mailed_token(held.shop.world(), "new@acme.test");
    form(held.shop.world(), "/confirm-address", &token, "mine");
    let email = held.shop.world().database.query(&format!("SELECT email FROM accounts WHERE id = '{}'", held.shop.ada));
    assert_eq!(email[0]["email"], "new@acme.test");
    held.assert_ended("address changed", &OF_THE_OTHER);

    for (path, sql) in [
        (
            "/api/auth/passkeys/p1",
            "INSERT INTO passkeys (id, credential_id, account_id, public_key, sign_count, backup_eligible, backed_up, name,
               created_at) VALUES ('p1', 'c', '{ada}', 'k', 0, 0, 0, 'Phone', 1)",
        ),
        (
            "/api/auth/identities/i1",
            "INSERT INTO identities (id, provider, subject, account_id, created_at) VALUES ('i1', 'google', 's', '{ada}', 1)",
        ),
    ] {
        let held = Held::new();
        held.query(sql);
        held.act("DELETE", path, Some(json!({ "password": PASSWORD })));
        held.assert_ended(path, &OF_THE_OTHER);
    }
}

#[test]
fn a_second_factor_that_is_enabled_ends_the_grants_that_other_sessions_opened() {
    use crate::support::second_factor::code_now;
    let held = Held::new();
    let world = held.shop.world();
    let offered = world.as_bearer(&held.shop.session, "POST", "/api/auth/two-factor/enable", Some(json!({})));
    let code = code_now(world, &offered.text("/secret"));
    held.act("POST", "/api/auth/two-factor/verify", Some(json!({ "code": code })));
    held.assert_ended("factor enabled", &OF_THE_OTHER);
}

#[test]
fn a_merge_ends_all_of_both_and_the_consents_of_the_one_that_ends() {
    let held = Held::new();
    held.operate("POST", "/merge", json!({ "from": held.shop.office.bob, "keep": "target" }));
    held.assert_ended("merged into", &GRANTS_AND_CODES);
    let held = Held::new();
    let answer = held.shop.office.about_bob("POST", "/merge", json!({ "from": held.shop.ada, "keep": "target" }));
    assert_eq!(answer.status, 200, "{answer:?}");
    held.assert_ended("merged away", &ALL);
}

#[test]
fn a_deleted_client_leaves_nothing() {
    let held = Held::new();
    let answer = held.shop.office.send("DELETE", &format!("/clients/{}", held.shop.application.id), json!({}));
    assert_eq!(answer.status, 200, "{answer:?}");
    held.assert_ended("client deleted", &ALL);
}
