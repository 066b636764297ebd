//! Returns from a provider: from two tabs, twice, prefetched, and after a change of the account.

mod changed_accounts;
mod prefetches;

use serde_json::json;
use sesame::crypto::subkey::fingerprint;

use crate::support::federation::{BROWSER, sent, signed_up, verified, visit, world};
use crate::support::{Answer, World};

const HOME: &str = "https://auth.acme.test";

const APP: &str = "https%3A%2F%2Fapp.acme.test%2Fin";

const EMAILS: &str = "https://api.github.com/user/emails";

/// Cookies of a browser.
#[derive(Default)]
struct Jar(Vec<(String, String)>);

impl Jar {
    fn header(&self) -> String {
        self.0.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn get(&mut self, world: &World, path: &str) -> Answer {
        let answer = world.with_cookies(&self.header(), "GET", path);
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for header in answer.headers.get_all("set-cookie") {
            let (pair, _) = header.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.0.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.0.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    fn forget(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }
}

/// Starts a sign-in at the provider and returns the callback's path.
fn begin(world: &World, jar: &mut Jar, query: &str) -> String {
    let answer = jar.get(world, &format!("/api/auth/oauth/github?{query}"));
    assert_eq!(answer.status, 302, "{answer:?}");
    let state = answer.location().split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
    format!("/api/auth/callback/github?code=abc&state={state}")
}

fn error_of(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.body["error"].as_str().unwrap_or_default())
}

fn linkings(world: &World) -> usize {
    world.database.query("SELECT id FROM events WHERE kind = 'identity-linked'").len()
}

#[test]
fn sign_ins_begun_in_two_tabs_return_in_either_order() {
    for order in [[0, 1], [1, 0]] {
        let (world, mut jar) = (world(), Jar::default());
        let first = begin(&world, &mut jar, "");
        let secret = jar.value(BROWSER).to_owned();
        let ways = [first, begin(&world, &mut jar, "")];
        assert_eq!(jar.value(BROWSER), secret, "one secret for both");
        for tab in order {
            assert_eq!(jar.get(&world, &ways[tab]).status, 200, "tab {tab} of {order:?}");
        }
        let another = sent(&world, None);
        assert_ne!(another.1, secret, "another browser has its own");
    }
}

#[test]
fn the_secret_is_in_a_cookie_that_no_other_host_can_set() {
    let world = world();
    let answer = world.send("GET", "/api/auth/oauth/github", &[], None);
    let (name, value, attributes) = answer.cookie_named(BROWSER).expect("the cookie");
    assert_eq!((name.as_str(), value.len()), (BROWSER, "browser.".len() + 43));
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600");
    let local = World::with_settings(&[
        ("PUBLIC_URL", "http://localhost:8787"),
        ("GITHUB_CLIENT_ID", "id"),
        ("GITHUB_CLIENT_SECRET", "secret"),
    ]);
    let answer = local.send("GET", "/api/auth/oauth/github", &[], None);
    let (_, _, attributes) = answer.cookie_named("oauth_browser=").expect("the prefix asks for https");
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Path=/; Max-Age=600");
}

#[test]
fn a_malformed_browser_cookie_is_replaced() {
    let world = world();
    let good = sent(&world, None).1;
    for planted in ["", "x", "browser.short", &good[1..], &good.replace("browser", "state")] {
        let answer = world.with_cookies(&format!("{BROWSER}={planted}"), "GET", "/api/auth/oauth/github");
        assert_ne!(answer.cookie(BROWSER), planted);
        assert_eq!(answer.cookie(BROWSER).len(), good.len());
    }
    assert_eq!(world.with_cookies(&format!("{BROWSER}={good}"), "GET", "/api/auth/oauth/github").cookie(BROWSER), good);
}

#[test]
fn a_sign_in_begun_under_the_former_version_returns_and_its_cookie_fits_no_other_state() {
    let world = world();
    let (state, browser) = sent(&world, None);
    let path = format!("/api/auth/callback/github?code=abc&state={state}");
    for planted in [browser.clone(), format!("oauth state of {browser}"), fingerprint(&browser).0] {
        let answer = world.with_cookies(&format!("oauth_browser={planted}"), "GET", &path);
        assert_eq!(error_of(&answer), (400, "INVALID_TOKEN"), "another host may have set it: {planted}");
    }
    // Row in the former version's format.
    world.database.query(&format!("UPDATE oauth_states SET browser = '{}' RETURNING id", fingerprint(&browser)));
    assert_eq!(world.with_cookies(&format!("oauth_browser={browser}"), "GET", &path).status, 200);
}

#[test]
fn a_signed_in_browser_with_a_used_return_continues() {
    let (world, mut jar) = (world(), Jar::default());
    let (page, json) = (begin(&world, &mut jar, &format!("redirectUrl={APP}")), begin(&world, &mut jar, ""));
    assert_eq!(jar.get(&world, &page).location(), "https://app.acme.test/in");
    assert_eq!(jar.get(&world, &json).status, 200);
    let calls = world.http.calls.get();
    let sessions = world.database.count("sessions");
    for _ in 0..2 {
        assert_eq!(jar.get(&world, &page).location(), "https://app.acme.test/in");
        let again = jar.get(&world, &json);
        assert_eq!((again.status, again.text("/user/email").as_str()), (200, "ada@acme.test"));
    }
    world.clock.advance(901);
    let answer = jar.get(&world, &page);
    assert_eq!(answer.location(), "https://app.acme.test/in", "its refresh token is good still");
    assert!(answer.cookie_named("access_token=").is_some(), "{answer:?}");
    assert_eq!((world.http.calls.get(), world.database.count("sessions")), (calls, sessions), "nothing was done again");

    jar.forget("refresh_token");
    let mut stranger = Jar(vec![("access_token".into(), jar.value("access_token").into())]);
    let refused = "https://app.acme.test/in?error=INVALID_TOKEN";
    assert_eq!(stranger.get(&world, &page).location(), refused, "not the browser that was sent");
    world.database.query("DELETE FROM sessions RETURNING id");
    assert_eq!(jar.get(&world, &page).location(), refused, "nobody is signed in");
    assert_eq!(error_of(&jar.get(&world, &json)), (400, "INVALID_TOKEN"));
}

#[test]
fn a_used_return_reports_linked_only_if_it_linked() {
    let world = world();
    let mut jar = Jar(vec![("access_token".into(), verified(&world))]);
    let back = format!("link=true&redirectUrl={APP}%3Fnotice%3Dlinked");
    let way = begin(&world, &mut jar, &back);
    for _ in 0..2 {
        assert_eq!(jar.get(&world, &way).location(), "https://app.acme.test/in?notice=linked");
    }
    assert_eq!((world.database.count("identities"), linkings(&world)), (1, 1));

    let body = json!({ "email": "bob@acme.test", "password": "SecurePassword123" });
    let bob = world.post("/api/auth/sign-up", body).text("/session/token");
    jar.0[0].1.clone_from(&bob);
    let refused = "https://app.acme.test/in?notice=linked&error=INVALID_TOKEN";
    assert_eq!(jar.get(&world, &way).location(), refused, "Bob linked nothing");
    let taken = begin(&world, &mut jar, &back);
    assert!(jar.get(&world, &taken).location().ends_with("error=IDENTITY_ALREADY_LINKED"));
    assert_eq!(jar.get(&world, &taken).location(), refused);
}

#[test]
fn a_failed_sign_in_is_reported_where_it_began_and_never_as_a_link() {
    let (world, mut jar) = (world(), Jar::default());
    let account = "redirectUrl=https%3A%2F%2Fauth.acme.test%2Faccount";
    jar.get(&world, &begin(&world, &mut Jar::default(), ""));
    let way = begin(&world, &mut jar, account);
    assert_eq!(jar.get(&world, &way).location(), "https://auth.acme.test/account");
    let again = begin(&world, &mut jar, account).replace("code=abc", "error=access_denied");
    let expected =
        "https://auth.acme.test/sign-in?redirectUrl=https%3A%2F%2Fauth.acme.test%2Faccount&error=ACCESS_DENIED";
    assert_eq!(jar.get(&world, &again).location(), expected, "though somebody is signed in");
    let page = world.with_cookies("", "GET", expected.trim_start_matches(HOME));
    assert!(page.body.as_str().expect("a page").contains("You cancelled the sign-in at the provider."), "{page:?}");
    let link = format!("link=true&{account}%2Fsecurity%3Fnotice%3Didentity-linked%23identities");
    let way = begin(&world, &mut jar, &link).replace("code=abc", "error=access_denied");
    let told = jar.get(&world, &way).location().to_owned();
    assert_eq!(told, "https://auth.acme.test/account/security?notice=identity-linked&error=ACCESS_DENIED#identities");
    let page = jar.get(&world, told.trim_start_matches(HOME).split('#').next().unwrap());
    assert!(page.body.as_str().expect("a page").contains("No account was linked: you cancelled"), "{page:?}");
}

#[test]
fn a_cancelled_sign_in_is_a_403_and_a_failed_provider_a_502() {
    for (error, expected) in [
        ("access_denied", (403, "ACCESS_DENIED")),
        ("user_cancelled_login", (403, "ACCESS_DENIED")),
        ("user_cancelled_authorize", (403, "ACCESS_DENIED")),
        ("server_error", (502, "PROVIDER_FAILED")),
        ("temporarily_unavailable", (502, "PROVIDER_FAILED")),
        ("", (502, "PROVIDER_FAILED")),
    ] {
        let (world, mut jar) = (world(), Jar::default());
        let way = begin(&world, &mut jar, "").replace("code=abc", &format!("error={error}"));
        assert_eq!(error_of(&jar.get(&world, &way)), expected, "{error}");
        assert_eq!(world.http.calls.get(), 0);
        let logged = world.log.0.borrow().iter().any(|(_, line)| line.contains("provider_failed"));
        assert_eq!(logged, expected.0 == 502, "{error}");
    }
}

#[test]
fn an_error_parameter_of_the_redirect_url_is_replaced() {
    let of = |query: &str| {
        let (world, mut jar) = (world(), Jar::default());
        let target: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let way = begin(&world, &mut jar, &format!("redirectUrl={target}"));
        jar.get(&world, &way.replace("code=abc", "error=access_denied")).location().to_owned()
    };
    for (given, expected) in [
        ("?error=OLD", "?error=ACCESS_DENIED"),
        ("?a=1&error=OLD&b=%20+x&error", "?a=1&b=%20+x&error=ACCESS_DENIED"),
        ("?%65rror=OLD&errors=2", "?errors=2&error=ACCESS_DENIED"),
        ("?", "?error=ACCESS_DENIED"),
        ("?a#error=x", "?a&error=ACCESS_DENIED#error=x"),
    ] {
        assert_eq!(of(&format!("https://app.acme.test/in{given}")), format!("https://app.acme.test/in{expected}"));
    }
}

#[test]
fn an_app_of_github_without_the_permission_signs_in_without_an_address() {
    let refusals = [
        (403, json!({ "message": "Resource not accessible by integration" }), true),
        (404, json!({ "message": "Not Found" }), true),
        (403, json!({ "message": "API rate limit exceeded for user ID 1." }), false),
        (403, json!({ "message": "You have exceeded a secondary rate limit." }), false),
        (429, json!({ "message": "API rate limit exceeded for user ID 1." }), false),
        (401, json!({ "message": "Bad credentials" }), false),
        (500, json!({}), false),
    ];
    for (status, body, signs_in) in refusals {
        let world = world();
        signed_up(&world);
        world.http.refuse(EMAILS, status, &body);
        let answer = visit(&world, None);
        if signs_in {
            assert_eq!((answer.status, &answer.body["user"]["email"]), (200, &json!(null)), "{body}");
            assert_eq!(world.database.count("accounts"), 2, "nobody else's account is opened");
        } else {
            assert_eq!(error_of(&answer), (502, "PROVIDER_FAILED"), "{status} {body}");
        }
    }
    let world = world();
    world.http.refuse(
        "https://api.github.com/user",
        403,
        &json!({ "message": "Resource not accessible by integration" }),
    );
    assert_eq!(error_of(&visit(&world, None)), (502, "PROVIDER_FAILED"), "who it is has to be told");
}
