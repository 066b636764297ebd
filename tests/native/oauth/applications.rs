//! Applications on the account page.

use serde_json::json;
use sesame::ports::Clock;

use crate::support::applications::{Code, Shop, assert_refused};
use crate::support::visit::{CLIENT, Visit, code_of};

/// Statement that gives the session a grant of the application, last used at this time.
fn granted(last_used_at: i64) -> String {
    format!(
        "INSERT INTO grants (id, account_id, client_id, session_id, opened_by, scope, method, aal, authenticated_at,
           refresh_generation, created_at, last_used_at, ends_at)
         SELECT 'g', account_id, 'shop', NULL, id, 'openid', 'password', 1, 1, 0, 1, {last_used_at}, ends_at FROM sessions"
    )
}

#[test]
fn an_application_is_listed_with_what_it_gets_and_removed_with_everything() {
    let visit = Visit::with_ada(json!({}));
    let empty = visit.browser.get(&visit.world, "/account/applications");
    assert!(empty.body.as_str().is_some_and(|html| html.contains("will be listed here")));
    visit.allow();
    visit.query(&granted(1));
    let page = visit.browser.get(&visit.world, "/account/applications");
    let html = page.body.as_str().expect("a page");
    assert!(html.contains("whether it is confirmed") && html.contains("/account/applications/remove"), "{html}");
    let other = Visit { world: visit.world.clone(), browser: Default::default() };
    other.sign_up("bob@acme.test");
    let remove =
        |visit: &Visit| visit.browser.post(&visit.world, "/account/applications/remove", &[("client", CLIENT)]);
    assert_eq!(remove(&other).status, 404, "another account's");
    assert_eq!(visit.count("consents"), 1);
    let answer = remove(&visit);
    assert_eq!(answer.location(), "/account/applications?notice=application-removed#applications");
    let left = ["consents", "authorization_codes", "grants"].map(|table| visit.count(table));
    assert_eq!(left, [0, 0, 0]);
    assert_eq!(visit.query("SELECT 1 FROM events WHERE kind = 'application-removed' AND detail = 'Shop'").len(), 1);
    assert_eq!(remove(&visit).status, 404);
    assert_eq!(visit.ask(&[]).status, 200, "asked again");
}

#[test]
fn what_an_application_held_stays_dead_after_a_new_consent() {
    let shop = Shop::new();
    let consent = "INSERT INTO consents SELECT id, (SELECT id FROM clients), '', 'openid email', 1, 1 FROM accounts
        WHERE email = 'ada@acme.test'";
    shop.world().database.query(consent);
    let offline = Code { scope: "openid email offline_access", offline: true, ..Code::default() };
    let tokens = shop.tokens(&offline);
    let code = shop.code(&offline);
    let cookie = format!("access_token={}", shop.session);
    let answer = shop.world().send_form(
        "/account/applications/remove",
        &[("cookie", &cookie)],
        &[("client", &shop.application.id)],
    );
    assert_eq!(answer.status, 303, "{answer:?}");
    shop.world().database.query(consent);
    assert_refused(&shop.redeem(&code, &[]), 400, "invalid_grant");
    assert_refused(&shop.refresh(&tokens.text("/refresh_token"), &[]), 400, "invalid_grant");
    assert_refused(&shop.userinfo(&tokens.text("/access_token")), 401, "invalid_token");
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

#[test]
fn an_export_lists_them() {
    let visit = Visit::with_ada(json!({}));
    let export = || visit.browser.get(&visit.world, "/account/export").body["applications"].clone();
    assert_eq!(export(), json!([]));
    visit.allow();
    let allowed_at = visit.world.clock.now();
    visit.query(
        "INSERT INTO resources (id, identifier, name, scopes, created_at, updated_at)
         VALUES ('r', 'https://orders.test', 'Orders', 'orders:read', 1, 1)",
    );
    visit.query(
        "INSERT INTO consents (account_id, client_id, resource, scope, created_at, updated_at)
         SELECT account_id, client_id, 'https://orders.test', 'orders:read', created_at, created_at FROM consents",
    );
    let last_used_at = allowed_at + 60;
    visit.query(&granted(last_used_at.0));
    assert_eq!(
        export(),
        json!([{
            "clientId": CLIENT, "name": "Shop", "allowedAt": allowed_at.to_rfc3339(),
            "lastUsedAt": last_used_at.to_rfc3339(),
            "allowed": [
                { "resource": null, "scope": "openid email" },
                { "resource": "Orders", "scope": "orders:read" },
            ],
        }]),
    );
}
