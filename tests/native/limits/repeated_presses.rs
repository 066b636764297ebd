//! Counts of a repeated press, released after the answer.

use super::counted;
use crate::sign_in_code_page::{asked, enter};
use crate::support::World;
use crate::support::mail_requests::member;
use crate::support::mailed::{EMAIL, mailed_code};
use crate::support::visit::Browser;

const KINDS: [&str; 4] = ["address", "code", "code-day", "code-sign-in"];

/// Counts of wrong guesses with the code of a sign-in mail, before and after the release, if the press is repeated in
/// the last second of the first guess's window, and another code is guessed in the next.
fn counts(window: i64, is_of_another_mail: bool) -> [[i64; 4]; 2] {
    let (world, browser) = (World::new(), Browser::default());
    member(&world);
    let mut page = asked(&world, &browser);
    let wrong = |code: &str| if code == "000000" { "000001" } else { "000000" };
    assert_eq!(enter(&world, &browser, &page, wrong(&mailed_code(&world, EMAIL))).status, 400);
    world.clock.advance(window - 2);
    if is_of_another_mail {
        world.database.query("DELETE FROM attempts WHERE subject NOT LIKE 'code-day:%'");
        page = asked(&world, &browser);
    }
    let code = mailed_code(&world, EMAIL);
    assert_eq!(enter(&world, &browser, &page, &code).status, 303);
    world.clock.advance(1);
    assert_eq!(enter(&world, &browser, &page, &code).status, 303, "the same press");
    world.clock.advance(1);
    assert_eq!(enter(&world, &browser, &page, wrong(&code)).status, 400);
    let before = KINDS.map(|kind| counted(&world, kind));
    world.finish_background();
    [before, KINDS.map(|kind| counted(&world, kind))]
}

#[test]
fn a_release_takes_away_no_failure_of_the_next_window() {
    assert_eq!(counts(900, false), [[1, 1, 3, 1], [1, 1, 2, 1]], "client, mailbox and request");
    assert_eq!(counts(24 * 60 * 60, true), [[2, 2, 1, 2], [1, 1, 1, 1]], "the mailbox's day");
}
