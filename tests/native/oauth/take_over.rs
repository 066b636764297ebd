//! A sign-in in a browser with a live session of the same account takes over what that session gave to applications.

use serde_json::{Value as Json, json};

use crate::support::visit::{EMAIL, PASSWORD, Visit};

fn grant(visit: &Visit, id: &str, session: &str) {
    visit.query(&format!(
        "INSERT INTO grants (id, account_id, client_id, session_id, opened_by, scope, method, aal, authenticated_at,
           refresh_generation, created_at, last_used_at, ends_at)
         SELECT '{id}', account_id, 'shop', {session}, id, 'openid', 'password', 1, 1, 0, 1, 1, ends_at FROM sessions"
    ));
}

fn only(visit: &Visit, sql: &str) -> Json {
    let mut rows = visit.query(sql);
    assert_eq!(rows.len(), 1, "{sql}");
    rows.remove(0).remove("it").expect("a column")
}

/// Visit with a code, a grant of the session and one that outlives it.
fn with_grants() -> Visit {
    let visit = Visit::with_ada(json!({}));
    visit.allow();
    grant(&visit, "g1", "id");
    grant(&visit, "g2", "NULL");
    visit.world.clock.advance(60);
    visit
}

fn sign_in_again(visit: &Visit) {
    let answer = visit.browser.post(&visit.world, "/sign-in", &[("login", EMAIL), ("password", PASSWORD)]);
    assert_eq!(answer.status, 303, "{answer:?}");
}

#[test]
fn grants_codes_and_the_sid_move_to_the_new_session() {
    let visit = with_grants();
    let seed = only(&visit, "SELECT sid_seed AS it FROM sessions");
    let sids = only(&visit, "SELECT client_sids AS it FROM sessions");
    assert!(sids.as_str().is_some_and(|sids| sids.starts_with("{\"shop\":\"")), "{sids}");
    let former = only(&visit, "SELECT id AS it FROM sessions");
    sign_in_again(&visit);
    let session = only(&visit, "SELECT id AS it FROM sessions");
    assert_ne!(session, former);
    assert_eq!(only(&visit, "SELECT sid_seed AS it FROM sessions"), seed);
    assert_eq!(only(&visit, "SELECT client_sids AS it FROM sessions"), sids);
    assert_eq!(only(&visit, "SELECT session_id AS it FROM authorization_codes"), session);
    assert_eq!(only(&visit, "SELECT session_id AS it FROM grants WHERE id = 'g1'"), session);
    assert_eq!(only(&visit, "SELECT session_id AS it FROM grants WHERE id = 'g2'"), Json::Null);
    assert_eq!(visit.query(&format!("SELECT 1 FROM grants WHERE opened_by = {session}").replace('"', "'")).len(), 2);
    let [end, of_grant] = ["SELECT ends_at AS it FROM sessions", "SELECT ends_at AS it FROM grants WHERE id = 'g1'"]
        .map(|sql| only(&visit, sql));
    assert_eq!(end, of_grant);
}

#[test]
fn an_expired_session_and_anothers_give_nothing() {
    let visit = with_grants();
    let seed = only(&visit, "SELECT sid_seed AS it FROM sessions");
    let now = sesame::ports::Clock::now(&*visit.world.clock).0;
    visit.query(&format!("UPDATE sessions SET ends_at = {now}"));
    sign_in_again(&visit);
    assert_eq!(visit.query("SELECT id FROM grants").len(), 1, "the one that outlives its session");
    assert_ne!(only(&visit, "SELECT sid_seed AS it FROM sessions"), seed);

    let visit = with_grants();
    visit.sign_up("bob@acme.test");
    let bobs = "SELECT COUNT(*) AS it FROM grants JOIN sessions ON sessions.id = grants.session_id
                JOIN accounts ON accounts.id = sessions.account_id WHERE email <> 'ada@acme.test'";
    assert_eq!(only(&visit, bobs), json!(0));
}
