//! Direct visits: any path typed, reloaded, or returned to.

use http::Method;
use serde_json::json;
use sesame::routes::routes;

use crate::support::{Answer, World};

const EMAIL: &str = "ada@acme.test";
const PASSWORD: &str = "SecurePassword123";
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

/// Cookies of a browser that has just signed up.
fn signed_up(world: &World) -> String {
    let body = json!({ "email": EMAIL, "password": PASSWORD, "name": "Ada" });
    let answer = world.post("/api/v1/auth/signup", body);
    assert_eq!(answer.status, 201, "{answer:?}");
    format!("access_token={}; refresh_token={}", answer.cookie("access_token"), answer.cookie("refresh_token"))
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    answer.headers["location"].to_str().expect("text").to_owned()
}

fn html(answer: &Answer) -> &str {
    assert!(answer.headers["content-type"].to_str().is_ok_and(|kind| kind.starts_with("text/html")), "{answer:?}");
    answer.body.as_str().expect("a page")
}

#[test]
fn the_well_known_url_leads_to_the_form_through_sign_in() {
    let world = World::new();
    let stranger = world.send_once("GET", "/.well-known/change-password", &[], None);
    let back = "https%3A%2F%2Fauth.acme.test%2Faccount%2Fsecurity%23change-password";
    assert_eq!(location(&stranger), format!("/sign-in?redirectUrl={back}"));
    let cookies = signed_up(&world);
    let form = location(&world.with_cookies(&cookies, "GET", "/.well-known/change-password"));
    assert_eq!(form, "/account/security#change-password");
    let account = world.with_cookies(&cookies, "GET", "/account/security");
    assert!(html(&account).contains("<form method=\"post\" action=\"/account/password\" id=\"change-password\">"));
    let signed_in = world.post(
        "/sign-in",
        json!({ "login": EMAIL, "password": PASSWORD, "redirectUrl": "https://auth.acme.test/account/security#change-password" }),
    );
    assert_eq!(location(&signed_in), "https://auth.acme.test/account/security#change-password");
}

#[test]
fn an_account_without_a_password_has_the_form_that_mails_a_link_there() {
    let enrolled = crate::support::second_factor::Enrolled::new();
    let world = &enrolled.world;
    world.database.try_query("DELETE FROM passwords").expect("gone");
    let page = world.with_cookies(&format!("access_token={}", enrolled.session), "GET", "/account/security");
    assert!(html(&page).contains("<form method=\"post\" action=\"/account/password/link\" id=\"change-password\">"));
}

#[test]
fn forms_that_set_a_password_name_the_account() {
    let world = World::new();
    let cookies = signed_up(&world);
    let username =
        "<input type=\"text\" name=\"username\" autocomplete=\"username\" value=\"ada@acme.test\" readonly hidden>";
    let account = world.with_cookies(&cookies, "GET", "/account/security");
    let form = html(&account).split("action=\"/account/password\"").nth(1).expect("the form");
    assert!(form.split("</form>").next().is_some_and(|form| form.contains(username)));
    assert_eq!(world.post("/api/auth/forgot-password", json!({ "email": EMAIL })).status, 200);
    world.finish_background();
    let token = world.mailer.last_token("reset-password");
    let page = world.send("GET", &format!("/reset-password?token={token}"), &[], None);
    assert!(html(&page).contains(username));
    let short = json!({ "token": token, "decision": "confirm", "newPassword": "short", "username": EMAIL });
    let again = world.post("/reset-password", short);
    assert_eq!(again.status, 400);
    assert!(html(&again).contains(username), "a refused password does not lose it");
}

#[test]
fn browsers_get_pages_and_programs_get_json() {
    let world = World::new();
    for path in ["/nothing", "/api/nothing", "/authx", "/.well-known/nothing", "/sign-in/x"] {
        let person = world.send("GET", path, &[BROWSER], None);
        assert_eq!(person.status, 404, "{path}");
        assert!(html(&person).contains("<h1>Page not found</h1>"), "{path}");
        for accept in ["*/*", "application/json", ""] {
            let program = world.send("GET", path, &[("accept", accept)], None);
            assert_eq!((program.status, program.text("/error").as_str()), (404, "NOT_FOUND"), "{path} {accept}");
        }
    }
    for path in ["/auth/nothing", "/api/auth/nothing", "/api/v1/auth/nothing", "/auth/session"] {
        let answer = world.send("GET", path, &[BROWSER], None);
        assert_eq!(
            (answer.status, answer.headers["content-type"].as_bytes()),
            (404, &b"application/json"[..]),
            "{path}"
        );
    }
    let put = world.send("PUT", "/sign-in", &[BROWSER], None);
    assert_eq!((put.status, put.headers["allow"].as_bytes()), (405, &b"GET, POST, HEAD"[..]));
    assert!(html(&put).contains("<h1>That did not work</h1>"));
}

#[test]
fn opening_the_target_of_a_form_leads_to_the_form() {
    let world = World::new();
    let only_posted = |path: &str| !routes().any(|route| route.path == path && route.method == Method::GET);
    let mut checked = 0;
    for route in routes().filter(|route| route.dialect.is_page() && only_posted(route.path)) {
        for method in ["GET", "HEAD"] {
            let answer = world.send(method, &route.path.replace(":id", "x"), &[], None);
            assert_eq!(Some(location(&answer).as_str()), route.form, "{}", route.path);
        }
        checked += 1;
    }
    assert!(checked > 18, "{checked}");
}

#[test]
fn the_sign_in_page_redirects_a_signed_in_browser() {
    let world = World::new();
    let cookies = signed_up(&world);
    let open = |query: &str| world.with_cookies(&cookies, "GET", &format!("/sign-in{query}"));
    assert_eq!(location(&open("")), "/account");
    assert_eq!(location(&open("?redirectUrl=https%3A%2F%2Fapp.acme.test%2Fa%3Fb")), "https://app.acme.test/a?b");
    assert_eq!(location(&open("?redirectUrl=https%3A%2F%2Fevil.test%2F")), "/account", "what is not trusted");
    for query in ["?again=true", "?error=TOO_MANY_IDENTITIES"] {
        assert!(html(&open(query)).contains("name=\"password\""), "{query}");
    }
    assert!(html(&open("?again=true")).contains("value=\"/sign-in?again=true\""), "the language switch keeps it");
    let stranger = world.with_cookies("access_token=x; refresh_token=y", "GET", "/sign-in");
    assert_eq!(stranger.status, 200, "cookies that are over");
    world.clock.advance(16 * 60);
    let renewed = open("");
    assert_eq!(location(&renewed), "/account");
    assert_ne!(renewed.cookie("access_token"), "", "the refresh token was rotated on the way");
}

#[test]
fn signing_in_again_is_possible_where_a_fresh_session_is_needed() {
    let world = World::new();
    let token = world.post("/auth/registration", json!({ "username": "ada", "session_platform": "x" }));
    let cookies = format!("access_token={}", token.text("/session_token"));
    world.clock.advance(11 * 60);
    let account = world.with_cookies(&cookies, "GET", "/account/security");
    let href = html(&account).split("href=\"/sign-in?").nth(1).and_then(|rest| rest.split('"').next()).expect("a gate");
    let query = href.replace("&#38;", "&");
    assert!(query.ends_with("&again=true"), "{query}");
    assert_eq!(world.with_cookies(&cookies, "GET", &format!("/sign-in?{query}")).status, 200, "no loop");
}

#[test]
fn the_result_of_a_form_is_a_page_that_can_be_reloaded() {
    let world = World::new();
    let ask = || world.send_once("POST", "/forgot-password", &[], Some(json!({ "email": EMAIL })));
    let page = location(&ask());
    assert!(page.starts_with("/done?result=1.") && !page.contains("acme"), "{page}");
    for _ in 0..2 {
        let shown = world.send("GET", &page, &[], None);
        assert!(html(&shown).contains(EMAIL) && html(&shown).contains("<h1>Check your email</h1>"));
    }
    world.clock.advance(60 * 60);
    assert_eq!(location(&world.send("GET", &page, &[], None)), "/account", "for an hour");
    let mut forged = location(&ask());
    let last = if forged.pop() == Some('A') { 'B' } else { 'A' };
    forged.push(last);
    for made_up in [forged.as_str(), "/done", "/done?result=", "/done?result=1.x", "/done?result=x"] {
        assert_eq!(location(&world.send("GET", made_up, &[], None)), "/account", "{made_up}");
    }
}

#[test]
fn a_successful_form_is_answered_with_a_redirect() {
    let world = World::new();
    let cookies = signed_up(&world);
    world.finish_background();
    let link = |kind: &str| world.mailer.last_token(kind);
    let verification = link("verify-email");
    let post = |path: &str, body: serde_json::Value| {
        location(&world.send_once("POST", path, &[("cookie", &cookies)], Some(body)))
    };
    assert!(post("/verify-email", json!({ "token": verification, "decision": "mine" })).starts_with("/done?"));
    assert!(post("/sign-in/link", json!({ "login": EMAIL })).starts_with("/done?"));
    world.finish_background();
    let confirmed = json!({ "token": link("magic-link"), "decision": "confirm" });
    let signed_in = world.send_once("POST", "/magic-link", &[("cookie", &cookies)], Some(confirmed));
    assert_eq!(location(&signed_in), "/account");
    let cookies = format!("access_token={}", signed_in.cookie("access_token"));
    let post = |path: &str, body: serde_json::Value| {
        location(&world.send_once("POST", path, &[("cookie", &cookies)], Some(body)))
    };
    assert_eq!(
        post("/language", json!({ "language": "fr", "returnTo": "/magic-link", "token": "a b" })),
        "/magic-link?token=a+b"
    );
    world.post(
        "/auth/registration",
        json!({ "username": "grace", "session_platform": "x", "email": "grace@acme.test" }),
    );
    world.finish_background();
    let not_mine = json!({ "token": link("verify-email"), "decision": "not_mine" });
    assert!(post("/verify-email", not_mine).starts_with("/done?"));
    assert!(post("/account/delete", json!({ "confirm": "yes" })).starts_with("/done?"));
}

#[test]
fn icons_are_pictures_that_browsers_keep() {
    let world = World::with_settings(&[("ACCENT_COLOR", "#7a1fa2")]);
    for (path, kind, begins) in [
        ("/favicon.ico", "image/x-icon", &b"\0\0\x01\0\x01\0\x20\x20"[..]),
        ("/favicon.svg", "image/svg+xml", b"<svg xmlns="),
        ("/apple-touch-icon.png", "image/png", b"\x89PNG"),
    ] {
        let (headers, body) = world.file(path);
        assert_eq!(
            (headers["content-type"].as_bytes(), headers["cache-control"].as_bytes()),
            (kind.as_bytes(), &b"public, max-age=86400"[..])
        );
        assert!(body.starts_with(begins) && body.len() < 6000, "{path}: {} bytes", body.len());
    }
    assert!(String::from_utf8(world.file("/favicon.svg").1).expect("text").contains("#7a1fa2"));
    let page = world.send("GET", "/sign-in", &[], None);
    for tag in
        ["href=\"/favicon.ico\"", "href=\"/favicon.svg\"", "href=\"/apple-touch-icon.png\"", "name=\"theme-color\""]
    {
        assert!(html(&page).contains(tag), "{tag}");
    }
}

#[test]
fn hsts_covers_subdomains_only_with_the_setting() {
    let policy = |changes: &[(&str, &str)]| {
        let answer = World::with_settings(changes).send("GET", "/sign-in", &[], None);
        answer.headers.get("strict-transport-security").map(|value| value.to_str().expect("text").to_owned())
    };
    assert_eq!(policy(&[]).as_deref(), Some("max-age=63072000"));
    assert_eq!(policy(&[("HSTS_INCLUDE_SUBDOMAINS", "false")]).as_deref(), Some("max-age=63072000"));
    let all = policy(&[("HSTS_INCLUDE_SUBDOMAINS", "true")]);
    assert_eq!(all.as_deref(), Some("max-age=63072000; includeSubDomains"));
    assert_eq!(policy(&[("PUBLIC_URL", "http://localhost:8787"), ("HSTS_INCLUDE_SUBDOMAINS", "true")]), None);
}
