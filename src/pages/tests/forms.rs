//! Forms of every page: their targets, decisions, labels and errors.

use super::*;
use crate::pages::ui::Wait;

#[test]
fn every_decision_is_posted_to_its_page_with_its_token() {
    for (page, decisions) in pages_of("tok&en") {
        let html = html(&page, Language::English);
        let forms: Vec<&str> = own_part(&html).split("<form ").skip(1).collect();
        let offered: Vec<_> = forms
            .iter()
            .map(|form| {
                let form = form.split("</form>").next().unwrap();
                assert!(form.starts_with("method=\"post\" action=\"/"), "{form}");
                let secret =
                    ["token", "code"].map(|name| format!("type=\"hidden\" name=\"{name}\" value=\"tok&#38;en\""));
                assert!(secret.iter().any(|field| form.contains(field)), "{form}");
                let decision = form.split("name=\"decision\" value=\"").nth(1).unwrap().split('"').next().unwrap();
                (values(form, "data-action").concat(), decision.to_owned())
            })
            .collect();
        let expected: Vec<_> = decisions.iter().map(|(a, d)| ((*a).to_owned(), (*d).to_owned())).collect();
        assert_eq!(offered, expected, "{page:?}");
    }
}

#[test]
fn the_sign_in_page_names_the_service_or_the_application_that_waits() {
    for (application, english, french) in [
        (None, "Sign in to Acme", "Connexion à Acme"),
        (Some("Shop & Co"), "Sign in to continue to Shop &#38; Co", "Connectez-vous pour continuer vers Shop &#38; Co"),
    ] {
        let entrance = Entrance { application: application.map(Into::into), ..Entrance::default() };
        let page = Page::SignIn { entrance, login: String::new(), problem: None };
        for (language, heading) in [(Language::English, english), (Language::French, french)] {
            let html = html(&page, language);
            assert!(html.contains(&format!("<h1 dir=\"auto\">{heading}</h1>")), "{html}");
        }
    }
}

#[test]
fn the_second_step_takes_either_code_and_says_what_remains_without_a_phone() {
    let page = |by_backup_code| Page::SecondFactor {
        step: FactorStep { path: "second-factor", name: "challenge", token: "t".into(), decision: "confirm" },
        problem: Some(Problem::WrongSecondFactor),
        by_backup_code,
        contact: Some(SupportContact { text: "a@b.com".into(), href: "mailto:a@b.com".into() }),
        shown_by: None,
    };
    for (by_backup_code, folds) in [(false, 0), (true, 1)] {
        let html = html(&page(by_backup_code), Language::English);
        let html = own_part(&html);
        assert_eq!(values(html, "name").iter().filter(|name| **name == "totp_code").count(), 2, "{html}");
        assert_eq!(html.matches("<details open>").count(), folds, "{html}");
        assert_eq!(html.matches(" autofocus").count(), 1, "{html}");
        let (numeric, backup) = html.split_once("<details").expect("a fold");
        assert_eq!(backup.contains("aria-invalid"), by_backup_code, "{html}");
        assert!(numeric.contains("inputmode=\"numeric\" autocomplete=\"one-time-code\""), "{html}");
        assert!(backup.contains("Lost your phone?") && values(backup, "href").contains(&"mailto:a@b.com"), "{html}");
    }
}

#[test]
fn the_first_empty_field_of_the_sign_in_page_has_the_focus_unless_another_has_an_error() {
    for (login, problem, focused) in [
        ("", None, "login"),
        ("ada", None, "password"),
        ("ada", Some(Problem::WrongCredentials), "password"),
        ("ada", Some(Problem::NoEmailForLink), "login"),
    ] {
        let html =
            html(&Page::SignIn { entrance: Entrance::default(), login: login.into(), problem }, Language::English);
        let inputs = html.split("<input ").skip(1).filter_map(|rest| rest.split('>').next());
        let focus: Vec<&str> = inputs.filter(|tag| tag.contains(" autofocus")).collect();
        assert_eq!(focus.len(), 1, "{html}");
        assert!(focus.concat().contains(&format!("name=\"{focused}\"")), "{focus:?}");
    }
}

#[test]
fn a_limit_says_how_long_to_wait_in_a_form_and_on_a_page_of_its_own() {
    let wait = Wait::of_seconds(700);
    let pages = [
        Page::SignIn {
            entrance: Entrance::default(),
            login: String::new(),
            problem: Some(Problem::TooManyAttempts(wait)),
        },
        Page::PairEnterCode { problem: Some(Problem::TooManyAttempts(wait)) },
        Page::Failed(FailurePage::TooManyAttempts(wait)),
    ];
    for page in pages {
        let [english, french] = LANGUAGES.map(|language| html(&page, language));
        assert!(own_part(&english).contains("Try again in 12 minutes."), "{english}");
        assert!(own_part(&french).contains("Réessayez dans 12 minutes."), "{french}");
    }
}

#[test]
fn the_form_for_a_code_sends_no_decision() {
    let html = html(&Page::PairEnterCode { problem: None }, Language::English);
    assert!(html.contains("<form method=\"post\" action=\"/pair\">"), "{html}");
    let html = own_part(&html);
    assert!(values(html, "data-action").is_empty() && values(html, "name").iter().all(|name| *name != "decision"));
}

#[test]
fn every_field_has_a_label_and_shows_its_error() {
    for (page, name, problem) in [
        (
            Page::ResetPassword {
                token: "t".into(),
                email: "a@b.com".into(),
                problem: Some(Problem::PasswordTooShort),
            },
            "newPassword",
            "at least 8",
        ),
        (Page::PairEnterCode { problem: Some(Problem::CodeUnknown) }, "code", "No device"),
        (
            Page::SignUp {
                nonce: "nonce".into(),
                invitation: None,
                entrance: Entrance::default(),
                name: "Ada".into(),
                email: "ada@acme.com".into(),
                problem: Some(Problem::PasswordTooLong),
            },
            "password",
            "at most 256",
        ),
    ] {
        let html = html(&page, Language::English);
        let input = html.split(&format!("<input id=\"{name}\"")).nth(1).unwrap().split('>').next().unwrap().to_owned();
        assert!(values(&html, "for").contains(&name), "{html}");
        assert!(
            input.contains(&format!("aria-describedby=\"{name}-hint {name}-problem\""))
                && input.contains("aria-invalid=\"true\"")
                && !input.contains("value="),
            "{input}"
        );
        assert!(
            html.contains(&format!("id=\"{name}-hint\""))
                && html.contains(&format!("id=\"{name}-problem\" role=\"alert\"")),
            "{html}"
        );
        assert_eq!(html.matches("role=\"alert\"").count(), 1, "{html}");
        assert!(html.contains(problem), "{html}");
    }
}

#[test]
fn sign_in_and_sign_up_pages_show_an_error_once() {
    for page in entrances_of("Ada") {
        let (Page::SignIn { problem, .. } | Page::SignUp { problem, .. } | Page::ForgotPassword { problem, .. }) =
            &page
        else {
            panic!("no entrance: {page:?}");
        };
        let html = html(&page, Language::English);
        let said = own_part(&html).split("role=\"alert\">").skip(1).filter(|text| !text.starts_with('<')).count();
        assert_eq!(said, usize::from(problem.is_some()), "{html}");
    }
}
