//! Press cookie: its secret, its lifetime, and forms that are sent without it.

use serde_json::{Value as Json, json};

use super::{COOKIE, Open, forms};
use crate::support::World;
use crate::support::mailed::{EMAIL, mailed_token, signed_up};

#[test]
fn a_spent_form_without_its_press_cookie_is_refused() {
    for (name, _, open) in forms() {
        assert!(open.press().status < 400, "{name}");
        let other = "A".repeat(43);
        for cookie in [None, Some(other.as_str()), Some(""), Some(&open.cookie[1..]), Some("x")] {
            let refused = open.send(cookie, &open.path, &open.fields);
            assert!((400..500).contains(&refused.status), "{name}, {cookie:?}: {refused:?}");
            let given =
                refused.headers.get_all("set-cookie").iter().any(|line| line.to_str().expect("text").contains("token"));
            assert!(!given, "{name}");
        }
        let unpressed = Open { cookie: other, ..open };
        assert!(unpressed.press().status >= 400, "{name}");
    }
}

#[test]
fn a_form_submitted_without_the_cookie_cannot_be_repeated() {
    for (name, _, open) in forms() {
        assert!(open.send(None, &open.path, &open.fields).status < 400, "{name}");
        assert!(open.send(None, &open.path, &open.fields).status >= 400, "{name}");
        assert!(open.press().status >= 400, "{name}");
    }
}

#[test]
fn the_press_cookie_has_256_bits_is_bound_to_its_host_and_is_reused_while_valid() {
    let world = World::new();
    signed_up(&world);
    let token = mailed_token(&world, EMAIL);
    let path = format!("/verify-email?token={token}");
    let page = world.send("GET", &path, &[], None);
    let line = page.headers["set-cookie"].to_str().expect("text").to_owned();
    let value = page.cookie(COOKIE);
    assert_eq!(value.len(), 43);
    assert_eq!(line, format!("{COOKIE}={value}; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=86400"));
    let again = world.send("GET", &path, &[("cookie", &format!("{COOKIE}={value}"))], None);
    assert_eq!(again.cookie(COOKIE), value, "other pages that are open go on");
    for bad in ["", "x", &value[1..], &format!("{value}A")] {
        let drawn = world.send("GET", &path, &[("cookie", &format!("{COOKIE}={bad}"))], None).cookie(COOKIE);
        assert!(drawn.len() == 43 && drawn != value, "{bad}");
    }
    assert!(world.send("HEAD", &path, &[], None).headers.get("set-cookie").is_none());
    for (path, sets) in
        [("/sign-up", true), ("/sign-in", false), ("/forgot-password", false), ("/magic-link?token=x", false)]
    {
        let page = world.send("GET", path, &[], None);
        assert_eq!(page.headers.contains_key("set-cookie"), sets, "{path}");
    }
    let local = World::with_settings(&[("PUBLIC_URL", "http://localhost:8787")]);
    let line = local.send("GET", "/sign-up", &[], None).headers["set-cookie"].to_str().expect("text").to_owned();
    assert!(line.starts_with("press=") && !line.contains("Secure"), "{line}");
}

#[test]
fn a_stored_press_does_not_reveal_the_browsers_secret() {
    for (name, _, open) in forms() {
        open.press();
        let tables = ["accounts", "one_time_tokens", "authorizations", "second_factor_challenges", "former_addresses"];
        let rows: Vec<Json> =
            tables.iter().map(|table| json!(open.world.database.query(&format!("SELECT * FROM {table}")))).collect();
        let stored = json!(rows).to_string();
        assert!(!stored.contains(&open.cookie), "{name}");
        let presses =
            rows.iter().flat_map(|table| table.as_array().expect("rows")).filter(|row| row["press"].is_string());
        assert_eq!(presses.count(), 1, "{name}");
    }
}

#[test]
fn a_page_that_renews_a_session_sets_its_cookies_beside_the_press_cookie() {
    let world = World::new();
    signed_up(&world);
    let body = json!({ "login": EMAIL, "password": "SecurePassword123" });
    let refresh = world.post("/api/v1/auth/signin", body).cookie("refresh_token");
    let page = world.send("GET", "/pair", &[("cookie", &format!("refresh_token={refresh}"))], None);
    assert_eq!(page.status, 200);
    for name in [COOKIE, "access_token", "refresh_token"] {
        assert!(!page.cookie(name).is_empty(), "{name}");
    }
}
