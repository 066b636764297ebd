//! Forms of the account site.

use super::*;
use crate::pages::account::ROUTES;

#[test]
fn every_form_posts_to_a_known_route() {
    let known: Vec<&str> =
        ROUTES.iter().filter(|route| route.method == ::http::Method::POST).map(|route| route.path).collect();
    for person in everybody("Ada") {
        for form in person.pages(Language::English, true).split("<form ").skip(1) {
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

/// The form of an error, and of a GET of its path, is found by this.
#[test]
fn every_route_names_the_section_with_its_form() {
    for route in ROUTES.iter().filter(|route| route.method == ::http::Method::POST) {
        let place = route.form.expect("a form");
        let page = AccountPage::at(place).expect("a page");
        let fragment = place.split('#').nth(1).expect("a fragment");
        let html: String = everybody("Ada")
            .iter()
            .map(|person| person.html(page, Language::English, true, &Said::default()))
            .collect();
        assert!(html.contains(&format!(" id=\"{fragment}\"")), "{place}");
        let action = ["passkey", "identity", "other"].map(|id| route.path.replace(":id", id));
        let shown = action.iter().any(|action| html.contains(&format!(" action=\"{action}\"")));
        assert!(shown || route.path == "/account/two-factor/verify", "{} on {place}", route.path);
    }
    for page in AccountPage::ALL {
        assert!(ROUTES.iter().any(|route| route.path == page.path()), "{page:?}");
    }
}

#[test]
fn an_error_of_a_form_that_is_gone_is_shown_at_the_top() {
    let nothing = serde_json::Map::new();
    let person = AccountOnPage::called("Ada");
    let problem = Problem::SecondFactorOn;
    let refusal = refusal("/account/two-factor/enable", problem, &nothing);
    let said = Said { refusal: Some(refusal), ..Said::default() };
    let html = person.html(AccountPage::Security, Language::English, true, &said);
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
    for (page, action) in [
        (AccountPage::Security, "/account/password"),
        (AccountPage::Security, "/account/two-factor/disable"),
        (AccountPage::Data, "/account/delete"),
    ] {
        let refusal = refusal(action, Problem::WrongPassword, typed.as_object().expect("fields"));
        let said = Said { refusal: Some(refusal), ..Said::default() };
        let html = person.html(page, Language::English, false, &said);
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
            let html = person.html(AccountPage::Security, language, true, &Said::default());
            assert_eq!(html.contains("action=\"/account/passkeys\""), offered, "{there}");
            let told = format!("<p class=\"lead\">{sentence}</p>");
            assert_eq!(html.contains(&told), !offered, "{there}");
            assert_eq!(html.contains(&format!("data-too_many_passkeys=\"{sentence}\"")), offered, "{there}");
        }
    }
}
