//! Properties of forms, fields and errors.

use super::*;
use crate::domain::AuthError;
use crate::markup::write_out;

fn sign_up() -> Form {
    Form::new("/admin/people", Button::main("Create"))
        .field(Field::new("email", Input::Email, "Email").value("ada@acme.com"))
        .field(Field::new("password", Input::NewPassword, "Password").hint("At least 8 characters."))
}

#[test]
fn a_code_field_limits_neither_length_nor_characters() {
    for input in [Input::PairingCode, Input::SecondFactor, Input::BackupCode, Input::MailedCode, Input::OneTimeCode] {
        let attributes = input.attributes().0;
        for limit in ["maxlength", "pattern", "type=\"number\""] {
            assert!(!attributes.contains(limit), "{limit} in {attributes}");
        }
        // Keypad of digits, which codes of the other kinds have more than.
        assert_eq!(
            attributes.contains("inputmode"),
            matches!(input, Input::MailedCode | Input::OneTimeCode),
            "{attributes}"
        );
    }
}

#[test]
fn an_error_is_shown_beside_the_field_that_it_concerns() {
    let html = write_out(&sign_up().refused(Some((Problem::PasswordTooShort, "Too short".into()))));
    let described = "aria-describedby=\"admin-people-password-hint admin-people-password-problem\"";
    assert!(html.contains(&format!("{described} aria-invalid=\"true\" autofocus>")), "{html}");
    assert!(html.contains("id=\"admin-people-password-problem\" role=\"alert\">Too short</p>"), "{html}");
    assert!(!html.contains("class=\"alert\""), "{html}");
}

#[test]
fn an_error_of_no_field_is_shown_above_the_form() {
    let html = write_out(&sign_up().refused(Some((Problem::LastWayIn, "The only way".into()))));
    let (above, form) = html.split_once("<form").expect("a form");
    assert!(above.contains("role=\"alert\" tabindex=\"-1\" autofocus>The only way</p>"), "{html}");
    assert!(!form.contains("aria-invalid"), "{html}");
}

#[test]
fn a_folded_form_with_an_error_is_open() {
    let folded = || sign_up().fold("Create an account");
    assert!(write_out(&folded()).contains("<details>\n<summary>Create an account</summary>"));
    let refused = folded().refused(Some((Problem::EmailTaken, "Taken".into())));
    assert!(write_out(&refused).contains("<details open>"));
}

#[test]
fn a_form_behind_a_new_sign_in_cannot_be_sent() {
    let html = write_out(&sign_up().gate(Link::new("/sign-in", "Sign in again")));
    assert!(html.contains("<a class=\"button\" href=\"/sign-in\">Sign in again</a>"), "{html}");
    assert!(!html.contains("<form") && !html.contains("<button"), "{html}");
}

#[test]
fn the_only_form_of_a_page_has_ids_equal_to_its_names() {
    let html =
        write_out(&Form::alone("/reset", Button::main("Save")).field(Field::new("email", Input::Email, "Email")));
    assert!(html.contains("<label for=\"email\">Email</label>\n<input id=\"email\" name=\"email\""), "{html}");
}

#[test]
fn a_refused_form_keeps_what_was_typed_but_no_secret() {
    let typed = serde_json::json!({ "email": "eve@acme.com", "password": "hunter-two" });
    let refusal = Refusal {
        action: "/admin/people",
        problem: Problem::EmailTaken,
        text: "Taken".into(),
        typed: typed.as_object().expect("fields"),
    };
    let mut sections = [Section::new("people", "People").forms([sign_up()])];
    assert!(refusal.tell(&mut sections));
    let [section] = sections;
    let html = write_out(&section);
    assert!(html.contains("value=\"eve@acme.com\"") && html.contains(">Taken</p>"), "{html}");
    assert!(!html.contains("hunter-two"), "{html}");
    let elsewhere = Refusal { action: "/admin/clients", ..refusal };
    assert!(!elsewhere.tell(&mut [Section::new("people", "People").forms([sign_up()])]));
}

#[test]
fn every_error_has_a_page_and_some_are_shown_in_a_form() {
    for (error, problem, failed, status) in [
        (AuthError::InvalidEmail, Some(Problem::NoEmail), FailurePage::BadRequest, 400),
        (AuthError::InvalidCredentials, Some(Problem::WrongCredentials), FailurePage::LinkInvalid, 400),
        (AuthError::AccountDisabled { reason: None }, None, FailurePage::AccountDisabled, 403),
        (AuthError::NoDeviceFound, Some(Problem::CodeUnknown), FailurePage::CodeUnknown, 404),
        (AuthError::NotFound, None, FailurePage::NotFound, 404),
        (
            AuthError::TooManyAttempts { retry_after: 1 },
            Some(Problem::TooManyAttempts(Wait::of_seconds(1))),
            FailurePage::TooManyAttempts(Wait::of_seconds(1)),
            429,
        ),
        (AuthError::Internal("x".into()), None, FailurePage::WentWrong, 500),
        (AuthError::MailNotConfigured, Some(Problem::MailNotConfigured), FailurePage::MailNotConfigured, 503),
    ] {
        let told = told(&error);
        assert_eq!((told.problem, told.failed), (problem, failed), "{error}");
        assert_eq!(failed.status().as_u16(), status, "{error}");
    }
}
