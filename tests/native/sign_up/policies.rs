//! Every way of signing up under every policy, to free and to taken addresses.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use sesame::http::edge_limit::Limit;
use sesame::routes::routes;

use super::ways::{WAYS, counts, world};
use crate::support::Answer;

const DOMAINS: (&str, &str) = ("SIGN_UP_DOMAINS", "acme.test, bücher.example");

/// Policies that refuse everybody who signs up with an address of this domain.
const REFUSING: &[(&str, &[(&str, &str)])] = &[
    ("acme.test", &[("SIGN_UP", "invite")]),
    ("acme.test", &[("SIGN_UP", "closed")]),
    ("other.test", &[DOMAINS]),
    ("acme.test", &[("SIGN_UP", "invite"), DOMAINS]),
    ("acme.test", &[("SIGN_UP", "closed"), DOMAINS]),
];

/// Status of a refusal, and a text in its answer.
fn refusal(way: &str) -> (u16, &'static str) {
    match way {
        "A" => (401, "Registration failed; Invalid email or password."),
        "C" | "C without an address" => (400, "Sign-up is closed, or not open to this address"),
        "page" => (403, ""),
        _ => (403, "SIGN_UP_CLOSED"),
    }
}

fn assert_refused(name: &str, answer: &Answer) {
    let (status, text) = refusal(name);
    assert_eq!(answer.status, status, "{name}: {answer:?}");
    assert!(answer.body.to_string().contains(text), "{name}: {answer:?}");
    assert!(!answer.headers.contains_key("set-cookie") || name == "page", "{name}: {answer:?}");
}

/// Answer without what differs from one request to the next.
fn shape(answer: &Answer, email: &str) -> (u16, String) {
    let body = match &answer.body {
        Json::String(html) => {
            let nonce = html.split("name=\"formNonce\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
            nonce.map_or(html.clone(), |nonce| html.replace(nonce, ""))
        }
        json => json.to_string(),
    };
    (answer.status, body.replace(email, ""))
}

/// Token in the form of an invitation's, which nobody was mailed.
fn forged() -> String {
    format!("invitation.{}", "A".repeat(43))
}

#[test]
fn a_refused_sign_up_creates_nothing_and_answers_alike_for_free_and_taken_addresses() {
    for (domain, policy) in REFUSING {
        for way in WAYS.iter().filter(|way| way.name != "provider that vouches") {
            let answers = ["free", "taken"].map(|name| {
                let (world, email) = (world(policy), format!("{name}@{domain}"));
                let before = counts(&world);
                let answer = (way.try_with)(&world, &email, json!({}));
                assert_refused(way.name, &answer);
                let guessing = (way.try_with)(&world, &email, json!({ "invitation": forged() }));
                assert_refused(way.name, &guessing);
                assert_eq!(counts(&world), before, "{}, {policy:?}", way.name);
                shape(&answer, &email)
            });
            assert_eq!(answers[0], answers[1], "{}, {policy:?}", way.name);
        }
    }
}

#[test]
fn a_provider_that_vouches_signs_in_to_an_account_and_creates_none() {
    let way = WAYS.iter().find(|way| way.name == "provider that vouches").expect("the way");
    for (domain, policy) in REFUSING {
        let world = world(policy);
        let [accounts, _] = counts(&world);
        assert_refused(way.name, &(way.try_with)(&world, &format!("free@{domain}"), json!({})));
        let answer = (way.try_with)(&world, &format!("taken@{domain}"), json!({}));
        assert_eq!(answer.status, 200, "{policy:?}: {answer:?}");
        assert_eq!(counts(&world)[0], accounts, "{policy:?}");
    }
}

#[test]
fn a_refused_sign_up_asks_no_database_for_an_address_or_a_hash() {
    for (domain, policy) in REFUSING {
        for way in WAYS.iter().filter(|way| !way.name.starts_with("provider")) {
            let world = world(policy);
            let before = world.database.trips.get();
            (way.try_with)(&world, &format!("taken@{domain}"), json!({}));
            assert_eq!(world.database.trips.get(), before, "{}, {policy:?}", way.name);
        }
    }
}

#[test]
fn everybody_signs_up_where_the_policy_is_open() {
    for way in WAYS {
        let world = world(&[("SIGN_UP", "open")]);
        let [accounts, sessions] = counts(&world);
        let answer = (way.try_with)(&world, "free@acme.test", json!({}));
        assert!(answer.status < 400, "{}: {answer:?}", way.name);
        assert_eq!(counts(&world), [accounts + 1, sessions + 1], "{}", way.name);
        let bound = world.database.query("SELECT 1 AS bound FROM accounts WHERE domain_bound <> 0");
        assert!(bound.is_empty(), "{}", way.name);
    }
}

#[test]
fn an_address_of_the_domains_gets_an_account_and_its_session_once_it_is_proven() {
    for way in WAYS {
        let world = world(&[DOMAINS]);
        let [accounts, sessions] = counts(&world);
        let answer = (way.try_with)(&world, "free@acme.test", json!({}));
        let more = match way.name {
            "provider that vouches" => [1, 1],
            "B" | "D" | "page" => [1, 0],
            _ => [0, 0],
        };
        assert_eq!(counts(&world), [accounts + more[0], sessions + more[1]], "{}: {answer:?}", way.name);
        match way.name {
            "B" => {
                assert_eq!((answer.status, &answer.body["session"]), (201, &json!(null)), "{answer:?}");
                assert_eq!(answer.text("/user/email"), "free@acme.test");
            }
            "D" => {
                assert_eq!((answer.status, &answer.body["access_token"]), (201, &json!(null)), "{answer:?}");
                assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
            }
            "page" => {
                let cookie = format!("__Host-press={}", answer.cookie("__Host-press"));
                let page = world.send("GET", answer.location(), &[("cookie", &cookie)], None);
                assert!(page.body.to_string().contains("Check your email"), "{page:?}");
            }
            "provider that vouches" => assert_eq!(answer.status, 200, "{answer:?}"),
            _ => assert_refused(way.name, &answer),
        }
        let bound = world.database.query("SELECT domain_bound FROM accounts ORDER BY rowid DESC LIMIT 1");
        assert_eq!(json!(bound), json!([{ "domain_bound": i64::from(more[0] != 0) }]), "{}", way.name);
        let events = world.database.query("SELECT 1 AS one FROM events WHERE kind = 'sign-up'");
        assert_eq!(u64::try_from(events.len()), Ok(more[0]), "{}", way.name);
    }
}

#[test]
fn an_international_domain_is_the_same_in_both_spellings() {
    for email in ["ada@bücher.example", "ada@xn--bcher-kva.example"] {
        let answer = (WAYS[1].try_with)(&world(&[DOMAINS]), email, json!({}));
        assert_eq!(answer.status, 201, "{email}: {answer:?}");
    }
}

#[test]
fn the_pages_say_who_may_sign_up() {
    for (mode, said) in [("invite", "Sign-up is by invitation"), ("closed", "Sign-up is closed")] {
        let world = world(&[("SIGN_UP", mode)]);
        let answer = world.send("GET", "/sign-up", &[], None);
        assert_eq!(answer.status, 403);
        assert!(answer.body.to_string().contains(said), "{answer:?}");
        let sign_in = world.send("GET", "/sign-in", &[], None).body.to_string();
        assert!(!sign_in.contains("/sign-up"), "{sign_in}");
        let returned = world.send("GET", "/sign-in?error=SIGN_UP_CLOSED", &[], None);
        assert!(returned.body.to_string().contains("You cannot sign up with this address"), "{returned:?}");
    }
    let world = world(&[DOMAINS]);
    assert_eq!(world.send("GET", "/sign-up", &[], None).status, 200);
    assert!(world.send("GET", "/sign-in", &[], None).body.to_string().contains("/sign-up"));
    let form = json!({ "name": "", "email": "free@other.test", "password": super::ways::PASSWORD });
    let answer = world.post("/sign-up", form);
    assert!(answer.body.to_string().contains("You cannot sign up with this address"), "{answer:?}");
}

#[test]
fn the_ways_here_are_all_that_create_accounts() {
    let limited = routes().filter(|route| route.limit == Limit::SignUp).map(|route| route.path);
    let expected = ["/auth/register", "/auth/registration", "/api/auth/sign-up", "/api/v1/auth/signup", "/sign-up"];
    assert_eq!(limited.collect::<BTreeSet<_>>(), expected.into_iter().collect());
    let source = crate::documents::source_files().into_iter();
    // The policy does not concern accounts that operators create.
    let making: BTreeSet<_> = source
        .filter(|(path, text)| text.contains("INSERT INTO accounts") && path != "src/store/batches/invitations.rs")
        .map(|(path, text)| {
            assert!(text.contains("terms.admit_anyone()"), "{path} creates accounts whatever the policy");
            path
        })
        .collect();
    assert_eq!(
        making,
        ["src/store/batches/sign_up.rs", "src/store/tables/identities.rs"].map(str::to_owned).into_iter().collect()
    );
}
