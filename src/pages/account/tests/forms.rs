//! Forms of the account page.

use super::*;
use crate::pages::account::ROUTES;

#[test]
fn every_form_posts_to_a_known_route() {
    let known: Vec<&str> =
        ROUTES.iter().filter(|route| route.method == ::http::Method::POST).map(|route| route.path).collect();
    for person in everybody("Ada") {
        for form in body(&person.html(Language::English, true, &Said::default())).split("<form ").skip(1) {
            let form = form.split('>').next().expect("a tag");
            assert!(form.starts_with("method=\"post\" action=\"/"), "{form}");
            let action = values(&format!(" {form}"), "action").concat();
            let route = ["passkey", "identity", "other"]
                .iter()
                .fold(action, |path, id| path.replace(&format!("/{id}/"), "/:id/"));
            assert!(["/sign-out", "/language"].contains(&route.as_str()) || known.contains(&route.as_str()), "{route}");
        }
    }
}

#[test]
fn an_error_of_a_form_that_is_gone_is_shown_at_the_top() {
    let nothing = serde_json::Map::new();
    let person = AccountOnPage::called("Ada");
    let problem = Problem::SecondFactorOn;
    let refusal = refusal("/account/two-factor/enable", problem, &nothing);
    let html = person.html(Language::English, true, &Said { refusal: Some(refusal), ..Said::default() });
    let above = body(&html).split("<section").next().expect("a beginning");
    assert!(
        above.contains("role=\"alert\"") && above.contains((Copy::of(Language::English).problem)(problem)),
        "{above}"
    );
}

#[test]
fn secrets_are_not_filled_in_after_an_error() {
    let person = AccountOnPage::called("Ada");
    let typed = serde_json::json!({ "password": "hunter-two", "newPassword": "hunter-three", "totp_code": "123456" });
    for action in ["/account/password", "/account/two-factor/disable", "/account/delete"] {
        let refusal = refusal(action, Problem::WrongPassword, typed.as_object().expect("fields"));
        let html = person.html(Language::English, false, &Said { refusal: Some(refusal), ..Said::default() });
        for secret in ["hunter-two", "hunter-three", "123456"] {
            assert!(!html.contains(secret), "{action}");
        }
        let (all, waiting) = (html.matches("role=\"alert\"").count(), html.matches(" data-failed=").count());
        assert_eq!(all - waiting, 1, "{action}");
    }
}

#[test]
fn passkeys_can_be_added_up_to_twenty() {
    for language in LANGUAGES {
        let sentence = (Copy::of(language).problem)(Problem::TooManyPasskeys);
        for (there, offered) in [(0, true), (19, true), (20, false), (21, false)] {
            let mut person = AccountOnPage::called("Ada");
            person.overview.passkeys = vec![person.overview.passkeys[0].clone(); there];
            let html = person.html(language, true, &Said::default());
            assert_eq!(html.contains("action=\"/account/passkeys\""), offered, "{there}");
            let told = format!("<p class=\"lead\">{sentence}</p>");
            assert_eq!(html.contains(&told), !offered, "{there}");
            assert_eq!(html.contains(&format!("data-too_many_passkeys=\"{sentence}\"")), offered, "{there}");
        }
    }
}
