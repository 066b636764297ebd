//! Mailed codes: wrong guesses, and ways of typing one.

use serde_json::json;

use crate::support::World;
use crate::support::mailed::{EMAIL, signed_up};

#[test]
fn wrong_guesses_void_a_mailed_code_and_count_on_when_it_is_mailed_again() {
    let world = World::new();
    let session = signed_up(&world);
    let code = |world: &World| {
        let text = world.mailer.newest_to(EMAIL).text;
        text.lines()
            .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()))
            .expect("a code")
            .to_owned()
    };
    let first = code(&world);
    let wrong = if first == "000000" { "000001" } else { "000000" };
    let guess = |world: &World, code: &str| {
        world.as_bearer(&session, "POST", "/api/v1/auth/verify-email/", Some(json!({ "verification_code": code })))
    };
    for malformed in ["", "12345", "1234567", "12345x", "abcdef"].repeat(2) {
        assert_eq!(guess(&world, malformed).text("/error"), "INVALID_CODE", "no guess, and not counted");
    }
    for _ in 0..4 {
        assert_eq!(guess(&world, wrong).text("/error"), "INVALID_CODE");
    }
    assert_eq!(world.as_bearer(&session, "POST", "/api/auth/send-verification-email", None).status, 200);
    world.finish_background();
    assert_ne!(code(&world), first);
    assert_eq!(guess(&world, wrong).status, 400);
    assert_eq!(guess(&world, &code(&world)).status, 429, "five wrong guesses, over both codes");
    world.clock.advance(900);
    assert_eq!(guess(&world, &code(&world)).status, 400, "the code that was guessed at is dead");
}

#[test]
fn a_mailed_code_is_taken_with_spaces_and_hyphens() {
    for separator in [" ", "-", "\u{a0}", "\u{2011}"] {
        let world = World::new();
        let session = signed_up(&world);
        let text = world.mailer.newest_to(EMAIL).text;
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        let (start, end) = text.lines().find(is_code).expect("a code").split_at(3);
        let typed = json!({ "verification_code": format!("{start}{separator}{end} ") });
        let answer = world.as_bearer(&session, "POST", "/api/v1/auth/verify-email/", Some(typed));
        assert_eq!(answer.status, 200, "{separator:?}: {answer:?}");
    }
}
