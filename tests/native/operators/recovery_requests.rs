//! Recovery without second factor and mailbox: two operators, a day, and the old mailbox's refusal.

mod approvers;

use futures_util::FutureExt;
use serde_json::{Value as Json, json};
use sesame::flows::expiry::sweep;
use sesame::flows::operators::recovery_requests::warn_again;

use crate::support::mailed::form;
use crate::support::operators::{Office, call, with_role};
use crate::support::passkeys::{self, Authenticator};
use crate::support::{Answer, World};

const HOUR: i64 = 60 * 60;

const NEW: &str = "AnotherPassword456";

const BOB: &str = "bob@acme.test";

/// Office with a second operator, who had the role before, and Bob, who has a second factor.
struct Pair {
    office: Office,
    second: String,
    second_id: String,
}

impl Pair {
    fn new() -> Self {
        let office = Office::new();
        let (second_id, second) = with_role(&office.world, "otto@acme.test", "operator");
        office.world.database.query(&format!(
            "INSERT INTO totp (account_id, secret, enabled_at, created_at) VALUES ('{}', 's', 1, 1)",
            office.bob
        ));
        let pair = Self { office, second, second_id };
        pair.advance(1);
        pair
    }

    fn world(&self) -> &World {
        &self.office.world
    }

    /// Moves the time on; every session of an operator stays fresh.
    fn advance(&self, seconds: i64) {
        self.world().clock.advance(seconds);
        self.world().database.query(&format!(
            "UPDATE sessions SET authenticated_at = authenticated_at + {seconds}, ends_at = ends_at + {seconds}"
        ));
    }

    fn ask(&self) -> Answer {
        self.office.about_bob("POST", "/recovery-requests", json!({ "reason": "Showed a passport" }))
    }

    fn asked(&self) -> String {
        let answer = self.ask();
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.text("/recoveryRequest/id")
    }

    fn approve_as(&self, session: &str, id: &str) -> Answer {
        let answer = call(self.world(), session, "POST", &format!("/recovery-requests/{id}/approve"), json!({}));
        self.world().finish_background();
        answer
    }

    fn approve(&self, id: &str) -> Answer {
        self.approve_as(&self.second, id)
    }

    fn scheduled(&self) {
        sweep(&self.world().app()).now_or_never().expect("nothing waits").expect("sweeps");
        warn_again(&self.world().app()).now_or_never().expect("nothing waits").expect("warns");
        self.world().finish_background();
    }

    fn warnings(&self) -> Vec<String> {
        let sent = self.world().mailer.sent.borrow();
        let warnings = sent.iter().filter(|mail| mail.to == BOB && mail.subject.contains("about to recover"));
        warnings.map(|mail| mail.text.clone()).collect()
    }

    fn refusal(&self) -> String {
        self.world().mailer.last_token("refuse-recovery")
    }

    /// Token of the link, a day after the approval of a new request.
    fn shown(&self) -> String {
        let id = self.asked();
        assert_eq!(self.approve(&id).status, 200);
        self.advance(12 * HOUR);
        self.scheduled();
        self.advance(12 * HOUR);
        let answer = self.approve(&id);
        assert_eq!(answer.status, 200, "{answer:?}");
        let told = self.world().mailer.newest_to(BOB).subject;
        assert!(told.starts_with("A recovery link was shown for your account"), "{told}");
        let url = answer.text("/recoveryRequest/url");
        url.strip_prefix("https://auth.acme.test/recovery?token=").expect("the page's URL").to_owned()
    }

    fn recover(&self, token: &str) -> Answer {
        let form = json!({ "token": token, "decision": "confirm", "newPassword": NEW });
        let answer = self.world().post("/recovery", form);
        self.world().finish_background();
        answer
    }

    fn factors(&self) -> u64 {
        self.world().database.count("totp")
    }

    fn sign_in(&self) -> Answer {
        self.world().post("/api/auth/sign-in", json!({ "email": BOB, "password": NEW }))
    }
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text("/error"))
}

#[test]
fn one_asks_another_approves_and_a_day_later_sees_the_link_once() {
    let pair = Pair::new();
    let id = pair.asked();
    let listed = pair.office.send("GET", "/recovery-requests", json!({})).body["recoveryRequests"].clone();
    assert_eq!((&listed[0]["id"], &listed[0]["approvedBy"]), (&json!(id), &Json::Null));
    assert_eq!(pair.warnings().len(), 0);
    let approved = pair.approve(&id);
    let request = &approved.body["recoveryRequest"];
    assert_eq!((approved.status, &request["approvedBy"]), (200, &json!(pair.second_id)), "{approved:?}");
    assert_eq!((request.get("url"), &request["readyAt"]), (None, &json!("2023-11-15T22:13:21Z")));
    assert_eq!(pair.warnings().len(), 1);
    for (after, warnings) in [(12 * HOUR - 1, 1), (1, 2), (HOUR, 2)] {
        pair.advance(after);
        pair.scheduled();
        assert_eq!(pair.warnings().len(), warnings, "{after}");
    }
    pair.advance(11 * HOUR - 1);
    assert_eq!(code(&pair.approve(&id)), (409, "RECOVERY_NOT_READY".into()));
    pair.advance(1);
    let shown = pair.approve(&id);
    assert_eq!(shown.status, 200, "{shown:?}");
    assert_eq!(shown.text("/recoveryRequest/urlExpiresAt"), "2023-11-15T23:13:21Z", "an hour");
    assert_eq!(code(&pair.approve(&id)), (404, "NOT_FOUND".into()), "once");
    let stored = json!(pair.world().database.query("SELECT * FROM one_time_tokens")).to_string();
    let url = shown.text("/recoveryRequest/url");
    assert!(!stored.contains(url.split_once("?token=").expect("a token").1), "{stored}");
    let kinds = pair.world().database.query("SELECT kind FROM events WHERE kind LIKE 'recovery%' ORDER BY rowid");
    let kinds: Vec<_> = kinds.iter().map(|row| row["kind"].clone()).collect();
    assert_eq!(kinds, ["recovery-asked", "recovery-approved", "recovery-shown"]);
}

#[test]
fn the_link_removes_the_factor_and_sets_a_password() {
    let pair = Pair::new();
    let token = pair.shown();
    let page = pair.world().send("GET", &format!("/recovery?token={token}"), &[], None);
    assert!(page.status == 200 && !page.body.to_string().contains("totp_code"), "{page:?}");
    assert_eq!(pair.factors(), 1, "the page alone removes nothing");
    assert_eq!(pair.recover(&token).status, 200);
    assert_eq!((pair.factors(), pair.sign_in().status), (0, 200));
    assert_eq!(pair.world().database.count("recovery_requests"), 0);
    assert_eq!(pair.recover(&token).status, 400, "once");
}

#[test]
fn the_link_removes_the_factor_and_adds_a_passkey() {
    let pair = Pair::new();
    let token = pair.shown();
    let asked = pair.world().post("/recovery/options", json!({ "token": token }));
    let mut phone = Authenticator::new(1);
    let credential = phone.create(&asked.body["options"]).to_string();
    let form = json!({ "token": token, "decision": "confirm", "credential": credential });
    assert_eq!(pair.world().post("/recovery/passkey", form).status, 200);
    assert_eq!((pair.factors(), passkeys::signs_in(pair.world(), &phone).status), (0, 200));
}

#[test]
fn the_link_lives_for_an_hour() {
    let pair = Pair::new();
    let token = pair.shown();
    pair.advance(HOUR);
    assert_eq!((pair.recover(&token).status, pair.factors()), (400, 1));
}

#[test]
fn a_link_of_one_operator_never_removes_the_factor() {
    let pair = Pair::new();
    let url = pair.office.about_bob("POST", "/recovery-link", json!({})).text("/url");
    let token = url.split_once("?token=").expect("a token").1;
    assert_eq!((pair.recover(token).status, pair.factors()), (401, 1));
    let forged = token.replacen("recovery.", "requested-recovery.", 1);
    assert_eq!((pair.recover(&forged).status, pair.factors()), (400, 1));
}

#[test]
fn the_old_mailbox_refuses_at_any_time_without_a_sign_in() {
    for moment in ["at once", "after the second warning", "after the link was shown"] {
        let pair = Pair::new();
        let id = pair.asked();
        assert_eq!(pair.approve(&id).status, 200);
        let first = pair.refusal();
        let mut link = None;
        if moment != "at once" {
            pair.advance(12 * HOUR);
            pair.scheduled();
            assert_eq!(pair.refusal(), first, "either mail refuses");
        }
        if moment == "after the link was shown" {
            pair.advance(12 * HOUR);
            link = Some(pair.approve(&id).text("/recoveryRequest/url"));
        }
        let page = pair.world().send("GET", &format!("/refuse-recovery?token={first}"), &[], None);
        assert!(page.status == 200 && page.body.to_string().contains(BOB), "{moment}: {page:?}");
        assert_eq!(pair.world().database.count("recovery_requests"), 1, "{moment}: opening it changes nothing");
        assert_eq!(form(pair.world(), "/refuse-recovery", &first, "confirm").status, 400, "{moment}");
        assert_eq!(form(pair.world(), "/refuse-recovery", &first, "refuse").status, 200, "{moment}");
        assert_eq!(form(pair.world(), "/refuse-recovery", &first, "refuse").status, 400, "{moment}: once");
        if let Some(url) = link {
            let token = url.split_once("?token=").expect("a token").1;
            assert_eq!((pair.recover(token).status, pair.factors()), (400, 1), "{moment}");
        }
        pair.advance(24 * HOUR);
        assert_eq!(code(&pair.approve(&id)), (404, "NOT_FOUND".into()), "{moment}");
        let told = json!(pair.world().database.query("SELECT account_id FROM events WHERE kind = 'recovery-refused'"));
        assert_eq!(told, json!([{ "account_id": pair.office.bob }]), "{moment}");
    }
}

#[test]
fn without_the_second_warning_no_link_is_shown() {
    let pair = Pair::new();
    let id = pair.asked();
    assert_eq!(pair.approve(&id).status, 200);
    pair.advance(48 * HOUR);
    assert_eq!(code(&pair.approve(&id)), (409, "RECOVERY_NOT_READY".into()));
    pair.scheduled();
    assert!(pair.approve(&id).body["recoveryRequest"]["url"].is_string());
}

#[test]
fn the_mailbox_refuses_from_the_asking_on() {
    let pair = Pair::new();
    let id = pair.asked();
    pair.world().finish_background();
    let mail = pair.world().mailer.newest_to(BOB);
    assert!(mail.subject.starts_with("Somebody asked to recover your account"), "{}", mail.subject);
    assert!(mail.text.contains("Reason: Showed a passport"), "{}", mail.text);
    assert_eq!(form(pair.world(), "/refuse-recovery", &pair.refusal(), "refuse").status, 200);
    assert_eq!(pair.approve(&id).status, 404);
}
