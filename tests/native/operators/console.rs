//! The console: the same acts as by the API, by forms.

mod applications;

use futures_util::FutureExt;
use serde_json::{Value as Json, json};
use sesame::flows::operators::recovery_requests::warn_again;
use sesame::ports::Clock;

use crate::support::Answer;
use crate::support::operators::{Office, person, with_role};

/// Request of a browser with this session, without following a redirect.
fn browse(office: &Office, session: &str, method: &str, path: &str, form: Option<Json>) -> Answer {
    office.world.send_once(method, path, &[("cookie", &format!("access_token={session}"))], form)
}

fn open(office: &Office, path: &str) -> String {
    let answer = browse(office, &office.operator, "GET", path, None);
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    answer.body.as_str().expect("a page").to_owned()
}

/// Secret that a page shows.
fn shown_secret(page: &str) -> String {
    let code = page.split("<code").nth(1).expect("a secret");
    code.split('>').nth(1).and_then(|rest| rest.split('<').next()).expect("its text").to_owned()
}

/// Sends a form about Bob; the path continues his page's.
fn press(office: &Office, path: &str, form: Json) -> Answer {
    browse(office, &office.operator, "POST", &format!("/admin/users/{}{path}", office.bob), Some(form))
}

#[test]
fn a_stranger_is_led_to_sign_in_and_back() {
    let office = Office::new();
    let answer = office.world.send_once("GET", "/admin/users?q=bob", &[], None);
    assert_eq!(answer.status, 303);
    assert_eq!(answer.location(), "/sign-in?redirectUrl=https%3A%2F%2Fauth.acme.test%2Fadmin%2Fusers%3Fq%3Dbob");
}

#[test]
fn a_person_without_the_right_is_told_so() {
    let office = Office::new();
    let (_, eve) = person(&office.world, "eve@acme.test");
    let (_, rita) = with_role(&office.world, "rita@acme.test", "reader");
    let page = |session: &str, path: &str| {
        let answer = browse(&office, session, "GET", path, None);
        (answer.status, answer.body.as_str().unwrap_or_default().to_owned())
    };
    let (status, text) = page(&eve, "/admin");
    assert!(status == 403 && text.contains("Your role does not permit this"), "{status} {text}");
    assert_eq!(page(&rita, "/admin").0, 200);
    assert_eq!(page(&rita, "/admin/keys").0, 403);
    office.world.database.query("UPDATE sessions SET aal = 1");
    let (status, text) = page(&office.operator, "/admin");
    assert!(status == 403 && text.contains("Two steps needed"), "{status} {text}");
}

#[test]
fn an_act_that_needs_a_fresh_sign_in_leads_there_and_back_to_the_person() {
    let office = Office::new();
    office.world.clock.advance(601);
    let answer = press(&office, "/role", json!({ "role": "reader" }));
    let back = format!("/sign-in?redirectUrl=https%3A%2F%2Fauth.acme.test%2Fadmin%2Fusers%2F{}&again=true", office.bob);
    assert_eq!((answer.status, answer.location()), (303, back.as_str()));
}

#[test]
fn the_front_page_counts_what_happened() {
    let office = Office::new();
    let page = open(&office, "/admin");
    assert!(page.contains("Sign-ups <strong>2</strong>"), "{page}");
    assert!(page.contains(r#"<rect x="290" y="0" width="8" height="40"/>"#), "today's bar is the highest: {page}");
}

#[test]
fn a_person_is_found_by_what_operators_know() {
    let office = Office::new();
    let link = format!("href=\"/admin/users/{}\"", office.bob);
    for found in ["", "?q=bob", "?q=BOB%40ac", &format!("?q={}", office.bob), "?status=active", "?q=bob&status="] {
        assert!(open(&office, &format!("/admin/users{found}")).contains(&link), "{found}");
    }
    for other in ["?q=eve", "?status=disabled", "?q=%25"] {
        let page = open(&office, &format!("/admin/users{other}"));
        assert!(!page.contains(&link) && page.contains("Nobody was found."), "{other}");
    }
    for nth in 0..26 {
        person(&office.world, &format!("p{nth}@acme.test"));
    }
    let first = open(&office, "/admin/users?q=p");
    let next = first.split("href=\"/admin/users?").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
    let second = open(&office, &format!("/admin/users?{}", next.replace("&#38;", "&")));
    assert_eq!(
        (first.matches("href=\"/admin/users/").count(), second.matches("href=\"/admin/users/").count()),
        (25, 1)
    );
}

#[test]
fn every_act_has_a_form_that_does_it() {
    for (path, form, section, holds) in [
        (
            "/profile",
            json!({ "name": "Bob", "username": "bob", "image": "", "externalId": "42" }),
            "profile",
            "accounts WHERE name = 'Bob' AND username = 'bob' AND external_id = '42'",
        ),
        (
            "/metadata",
            json!({ "public": "{\"team\":\"red\"}", "private": "" }),
            "metadata",
            "accounts WHERE metadata_public = '{\"team\":\"red\"}'",
        ),
        ("/verify-email", json!({}), "profile", "accounts WHERE email_vouched_at IS NOT NULL"),
        ("/second-factor/reset", json!({}), "sign-in", "events WHERE kind = 'factor-reset'"),
        ("/password/remove", json!({}), "sign-in", "events WHERE kind = 'password-removed'"),
        ("/passkeys/p1/remove", json!({}), "sign-in", "events WHERE kind = 'passkey-removed'"),
        ("/identities/i1/unlink", json!({}), "sign-in", "events WHERE kind = 'identity-unlinked'"),
        ("/sessions/end", json!({}), "sessions", "events WHERE kind = 'sessions-ended'"),
        (
            "/disable",
            json!({ "until": "2023-12-24", "silent": "yes", "note": "ticket 7" }),
            "state",
            "accounts WHERE disabled_until = 1703376000",
        ),
        ("/enable", json!({}), "state", "events WHERE kind = 'account-enabled'"),
        ("/role", json!({ "role": "support" }), "role", "accounts WHERE role = 'support'"),
    ] {
        let office = Office::new();
        office.give_bob_every_part();
        let mut form = form;
        form["reason"] = json!("Asked for it");
        let answer = press(&office, path, form);
        let to = format!("/admin/users/{}#{section}", office.bob);
        assert_eq!((answer.status, answer.location()), (303, to.as_str()), "{path}: {answer:?}");
        assert_eq!(office.world.database.count(holds), 1, "{path}: {holds}");
        assert_eq!(
            office.world.database.count("events WHERE reason = 'Asked for it' AND about IS NOT NULL"),
            1,
            "{path}"
        );
        let page = open(&office, &format!("/admin/users/{}", office.bob));
        assert!(page.contains("Asked for it") && page.contains(&format!("id=\"{section}\"")), "{path}");
    }
}

#[test]
fn one_session_ends_and_an_account_is_deleted_by_a_ticked_box() {
    let office = Office::new();
    let page = open(&office, &format!("/admin/users/{}", office.bob));
    let session = page.split("/sessions/").find_map(|part| part.split_once("/end\"")).expect("a session").0.to_owned();
    assert_eq!(press(&office, &format!("/sessions/{session}/end"), json!({})).status, 303);
    assert_eq!(office.world.as_bearer(&office.bobs_session, "GET", "/api/auth/session", None).status, 401);
    assert_eq!(press(&office, "/delete", json!({})).status, 400);
    let deleted = press(&office, "/delete", json!({ "agreed": "yes" }));
    assert_eq!((deleted.status, deleted.location()), (303, "/admin/users"));
    assert_eq!(browse(&office, &office.operator, "GET", &format!("/admin/users/{}", office.bob), None).status, 404);
}

#[test]
fn a_refused_form_is_shown_again_with_what_was_typed() {
    let office = Office::new();
    person(&office.world, "eve@acme.test");
    office
        .world
        .database
        .query("UPDATE accounts SET username = 'eve', username_key = 'eve' WHERE email_key = 'eve@acme.test'");
    let answer = press(&office, "/profile", json!({ "name": "Bob", "username": "EVE" }));
    let page = answer.body.as_str().expect("a page");
    assert_eq!(answer.status, 400, "{page}");
    assert!(page.contains("value=\"EVE\"") && page.contains("<details open>") && page.contains("taken"), "{page}");
    assert_eq!(press(&office, "/metadata", json!({ "public": "[1]" })).status, 400);
    assert_eq!(press(&office, "/disable", json!({ "silent": "yes" })).status, 400);
    assert_eq!(press(&office, "/disable", json!({ "until": "2020-01-01" })).status, 400);
    assert_eq!(office.world.database.count("events WHERE about IS NOT NULL"), 0);
    let own = format!("/admin/users/{}/disable", office.operator_id);
    assert_eq!(browse(&office, &office.operator, "POST", &own, Some(json!({}))).status, 403);
}

#[test]
fn what_a_person_typed_is_text_on_an_operators_page() {
    let office = Office::new();
    let typed = "<script>alert(1)</script>\u{202e}";
    let change = json!({ "name": typed, "metadata": { "public": { "</p>": typed } } });
    assert_eq!(office.about_bob("PATCH", "", change).status, 200);
    let person = open(&office, &format!("/admin/users/{}", office.bob));
    assert!(person.contains("&#60;script&#62;alert(1)") && !person.contains("<script>alert"), "{person}");
    assert!(
        !person.split("<dd").skip(1).any(|fact| fact.split("</dd>").next().unwrap_or_default().contains('\u{202e}'))
    );
    let listed = open(&office, "/admin/users");
    assert!(!listed.contains("<script>alert") && !listed.contains('\u{202e}'), "{listed}");
}

#[test]
fn events_are_listed_newest_first_and_by_kind() {
    let office = Office::new();
    for _ in 0..60 {
        assert_eq!(office.about_bob("POST", "/verify-email", json!({ "reason": "Seen" })).status, 200);
    }
    let first = open(&office, "/admin/events");
    assert_eq!(
        first.matches("confirmed by an operator</").count(),
        51,
        "fifty events, and the kind to choose: {first}"
    );
    let next =
        first.split("/admin/events?before=").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
    let second = open(&office, &format!("/admin/events?before={next}"));
    assert!(second.contains("Account created") && !second.contains("href=\"/admin/events?before="), "{second}");
    let of_kind = open(&office, "/admin/events?type=sign-up");
    assert_eq!(of_kind.matches("<h3><span dir=\"auto\">Account created").count(), 2, "{of_kind}");
    assert_eq!(browse(&office, &office.operator, "GET", "/admin/events?type=nonsense", None).status, 400);
}

fn send(office: &Office, path: &str, form: Json) -> (u16, String) {
    let answer = browse(office, &office.operator, "POST", path, Some(form));
    let text = answer.body.as_str().unwrap_or_default();
    (answer.status, if answer.status == 303 { answer.location().to_owned() } else { text.to_owned() })
}

#[test]
fn a_recovery_link_is_shown_once_and_a_reset_has_it_mailed() {
    let office = Office::new();
    office.give_bob_every_part();
    let path = format!("/admin/users/{}/recovery-link", office.bob);
    let (status, page) = send(&office, &path, json!({ "reason": "Lost the phone" }));
    assert!(status == 201 && shown_secret(&page).contains("token="), "{page}");
    assert!(!open(&office, &format!("/admin/users/{}", office.bob)).contains("token="));
    assert_eq!(press(&office, "/second-factor/reset", json!({})).status, 303);
    let (status, page) = send(&office, &path, json!({}));
    assert!(status == 201 && page.contains("emailed to the person") && !page.contains("<code"), "{page}");
}

#[test]
fn a_recovery_is_asked_for_and_approved_by_another() {
    let office = Office::new();
    let ask = format!("/admin/users/{}/recovery-requests", office.bob);
    let (status, page) = send(&office, &ask, json!({}));
    assert!(status == 400 && page.contains("there is no second operator"), "{page}");
    let (_, otto) = with_role(&office.world, "otto@acme.test", "operator");
    office.world.clock.advance(1);
    assert_eq!(send(&office, &ask, json!({})), (303, "/admin/recovery-requests".into()));
    let listed = open(&office, "/admin/recovery-requests");
    let action = listed.split("action=\"").find(|part| part.contains("/approve\"")).expect("a form");
    let path = action.split('"').next().expect("a path").to_owned();
    assert_eq!(browse(&office, &office.operator, "POST", &path, Some(json!({}))).status, 403, "not by who asked");
    assert_eq!(browse(&office, &otto, "POST", &path, Some(json!({}))).status, 303);
    let early = browse(&office, &otto, "POST", &path, Some(json!({})));
    assert!(early.body.as_str().unwrap_or_default().contains("a day after the approval"), "{early:?}");
    office.world.clock.advance(12 * 60 * 60);
    warn_again(&office.world.app()).now_or_never().expect("nothing waits").expect("warns");
    office.world.clock.advance(12 * 60 * 60);
    office.world.database.query(&format!("UPDATE sessions SET authenticated_at = {}", office.world.clock.now().0));
    let ready = browse(&office, &otto, "POST", &path, Some(json!({})));
    assert_eq!(ready.status, 200, "{ready:?}");
    assert!(shown_secret(ready.body.as_str().unwrap_or_default()).contains("token="), "{ready:?}");
}

#[test]
fn an_address_changes_and_accounts_are_merged() {
    let office = Office::new();
    assert_eq!(press(&office, "/email", json!({ "email": "robert@acme.test" })).status, 303);
    let refused = press(&office, "/email", json!({ "email": "no address" }));
    assert!(refused.status == 400 && refused.body.as_str().unwrap_or_default().contains("no address"), "{refused:?}");
    let (eve, _) = person(&office.world, "eve@acme.test");
    let merged = press(&office, "/merge", json!({ "from": eve, "keep": "target" }));
    assert_eq!((merged.status, office.world.database.count(&format!("accounts WHERE id = '{eve}'"))), (303, 0));
    let with_role = press(&office, "/merge", json!({ "from": office.operator_id, "keep": "target" }));
    assert_ne!(with_role.status, 303, "{with_role:?}");
}

#[test]
fn a_person_is_invited_and_an_account_is_created() {
    let office = Office::new();
    let (status, page) = send(&office, "/admin/invitations", json!({ "email": "no address" }));
    assert!(status == 400 && page.contains("value=\"no address\""), "{page}");
    let invite = json!({ "email": "eve@acme.test", "name": "Eve", "reason": "Welcome" });
    assert_eq!(send(&office, "/admin/invitations", invite), (303, "/admin/invitations".into()));
    office.world.finish_background();
    assert!(office.world.mailer.newest_to("eve@acme.test").text.contains("/sign-up?token="));
    let listed = open(&office, "/admin/invitations");
    assert!(listed.contains("eve@acme.test") && !listed.contains("token="), "{listed}");
    let path =
        listed.split("action=\"").find(|part| part.contains("/delete\"")).and_then(|part| part.split('"').next());
    assert_eq!(send(&office, path.expect("a form"), json!({})), (303, "/admin/invitations".into()));
    assert_eq!(office.world.database.count("invitations"), 0);
    let form = json!({ "email": "dan@acme.test", "emailVerified": "yes" });
    let (status, to) = send(&office, "/admin/invitations/accounts", form.clone());
    assert!(status == 303 && open(&office, &to).contains("dan@acme.test"), "{to}");
    let (status, page) = send(&office, "/admin/invitations/accounts", form);
    assert!(status == 400 && page.contains("value=\"dan@acme.test\""), "{page}");
}
