//! Applications on the account page.

use serde_json::json;

use crate::support::visit::{CLIENT, Visit, code_of};

#[test]
fn an_application_is_listed_with_what_it_gets_and_removed_with_everything() {
    let visit = Visit::with_ada(json!({}));
    let empty = visit.browser.get(&visit.world, "/account");
    assert!(empty.body.as_str().is_some_and(|html| html.contains("will be listed here")));
    visit.allow();
    visit.query(
        "INSERT INTO grants (id, account_id, client_id, session_id, opened_by, scope, method, aal, authenticated_at,
           refresh_generation, created_at, last_used_at, ends_at)
         SELECT 'g', account_id, 'shop', NULL, id, 'openid', 'password', 1, 1, 0, 1, 1, ends_at FROM sessions",
    );
    let page = visit.browser.get(&visit.world, "/account");
    let html = page.body.as_str().expect("a page");
    assert!(html.contains("whether it is confirmed") && html.contains("/account/applications/remove"), "{html}");
    let other = Visit { world: visit.world.clone(), browser: Default::default() };
    other.sign_up("bob@acme.test");
    let remove =
        |visit: &Visit| visit.browser.post(&visit.world, "/account/applications/remove", &[("client", CLIENT)]);
    assert_eq!(remove(&other).status, 404, "another account's");
    assert_eq!(visit.count("consents"), 1);
    let answer = remove(&visit);
    assert_eq!(answer.location(), "/account?notice=application-removed#applications");
    let left = ["consents", "authorization_codes", "grants"].map(|table| visit.count(table));
    assert_eq!(left, [0, 0, 0]);
    assert_eq!(visit.query("SELECT 1 FROM events WHERE kind = 'application-removed' AND detail = 'Shop'").len(), 1);
    assert_eq!(remove(&visit).status, 404);
    assert_eq!(visit.ask(&[]).status, 200, "asked again");
}

#[test]
fn a_deleted_client_takes_its_consents_along() {
    let visit = Visit::with_ada(json!({}));
    visit.allow();
    assert!(code_of(&visit.ask(&[])).is_some());
    visit.query("DELETE FROM clients");
    let left = ["consents", "authorization_codes", "authorization_requests"].map(|table| visit.count(table));
    assert_eq!(left, [0, 0, 0]);
    assert_eq!(visit.ask(&[]).status, 400);
}
