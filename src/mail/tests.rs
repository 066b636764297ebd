//! Properties of every mail in both languages, whatever text an unauthenticated caller puts into it.

mod samples;

use self::samples::{LINK, acted, acts, changed, changes, magic_link, messages, messages_by_link};
use super::copy::MailCopy;
use super::{Attribution, By, Change, Composed, Message, ToldAct, compose};
use crate::domain::{Language, Role, UnixTime};
use crate::facts::{Circumstances, one_line};
use crate::look::Look;
use crate::look::accent::hex;
use crate::look::tests::look;

const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' style='x",
    "a\r\nBcc: b@evil.example\r\n\r\nhttps://evil.example/",
    "http://evil.example click",
    "www.evil.example/a",
    "\u{202e}gnp.evil.example\u{2066}\u{200b}",
    "https:\u{200b}//evil\u{2060}.example",
];

/// Every mail, with this text in it.
fn mails(text: &str) -> Vec<Composed> {
    let look = look(&[]);
    let in_language = |language| messages(text).into_iter().map(move |message| (message, language));
    let all = [Language::English, Language::French].into_iter().flat_map(in_language);
    all.map(|(message, language)| compose(&message, language, &look)).collect()
}

fn has_link(at: usize) -> bool {
    at % messages("").len() < messages_by_link("").0.len()
}

#[test]
fn the_link_is_the_only_one_and_alone_on_its_line() {
    for text in HOSTILE.into_iter().chain(["Ada"]) {
        for (at, mail) in mails(text).iter().enumerate() {
            let links: Vec<&str> = mail.text.lines().filter(|line| line.contains("://")).collect();
            let hrefs: Vec<&str> =
                mail.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let expected: &[&str] = if has_link(at) { &[LINK] } else { &[] };
            assert_eq!((links.as_slice(), hrefs.as_slice()), (expected, expected), "{}", mail.text);
        }
    }
}

#[test]
fn no_typed_text_becomes_a_link() {
    for text in HOSTILE {
        for mail in mails(text) {
            for part in [&mail.text, &mail.html] {
                assert!(!part.contains("evil.example") && !part.contains("@evil"), "{part}");
            }
        }
    }
}

#[test]
fn an_address_typed_into_another_field_is_defused() {
    let all = messages("help@evil.example");
    let other = |message: &&Message| {
        !matches!(
            message,
            Message::ApproveAddressChange { .. }
                | Message::Changed { change: Change::AddressChanged { .. }, .. }
                | Message::Acted { act: ToldAct::AddressChanged { .. }, .. }
        )
    };
    let look = look(&[]);
    for mail in all.iter().filter(other).map(|message| compose(message, Language::English, &look)) {
        assert!(!mail.text.contains("@evil") && !mail.html.contains("@evil"), "{}", mail.text);
    }
}

#[test]
fn no_typed_text_becomes_markup_or_a_line() {
    let plain = mails("Ada");
    let count = |text: &str, sought: &[char]| text.matches(sought).count();
    for text in HOSTILE {
        for (mail, plain) in mails(text).iter().zip(&plain) {
            assert_eq!(mail.subject, plain.subject);
            for mark in ['<', '>', '"', '\'', '\n', '\r'] {
                assert_eq!(count(&mail.html, &[mark]), count(&plain.html, &[mark]), "{mark:?} in {}", mail.html);
            }
            assert_eq!(count(&mail.text, &['\n', '\r']), count(&plain.text, &['\n', '\r']), "{}", mail.text);
            let unseen = ['\u{202e}', '\u{2066}', '\u{200b}', '\u{2060}'];
            assert_eq!(count(&mail.text, &unseen) + count(&mail.html, &unseen), 0, "{text:?}");
        }
    }
}

#[test]
fn every_mail_is_whole_and_in_its_language() {
    let all = mails("Ada");
    let (english, french) = all.split_at(all.len() / 2);
    for (english, french) in english.iter().zip(french) {
        assert!(english.html.starts_with("<!doctype html>\n<html lang=\"en\">"), "{}", english.html);
        assert!(french.html.starts_with("<!doctype html>\n<html lang=\"fr\">"), "{}", french.html);
        assert_ne!(english.subject, french.subject);
        assert!(!seen(&english.html).to_lowercase().contains("e-mail"), "spelled \"email\": {}", english.html);
        for mail in [english, french] {
            assert!(mail.subject.ends_with(" · Acme") && !mail.subject.contains(char::is_control));
            assert!(!mail.html.contains("<script") && !mail.html.contains(" src=") && !mail.html.contains("url("));
            assert!(mail.html.len() < 8192, "{} bytes", mail.html.len());
        }
    }
}

/// Visible text of an HTML part, in order.
fn seen(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    body.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_link_is_a_button_and_stands_in_full_below_it() {
    for (at, mail) in mails("Ada").iter().enumerate() {
        let expected = usize::from(has_link(at));
        let button = mail.html.matches(&format!("<a href=\"{LINK}\"")).count();
        assert_eq!((button, seen(&mail.html).matches(LINK).count()), (expected, expected), "{}", mail.html);
    }
}

#[test]
fn both_parts_say_the_same() {
    let words = |text: &str| -> Vec<String> {
        let plain = text.replace("&#39;", "'").replace("&#847;", " ").replace("&zwnj;", " ").replace("&nbsp;", " ");
        let trimmed = plain.split_whitespace().map(|word| word.trim_end_matches(':').to_owned());
        trimmed.filter(|word| !word.is_empty() && word != "--").collect()
    };
    // In the HTML part alone: the title, the first letter of the service's name, and the lead to the plain link.
    let by_hand =
        [Language::English, Language::French].map(|language| MailCopy::of(language).letters.by_hand).join(" ");
    for mail in mails("Ada") {
        let (text, html) = (words(&mail.text), words(&seen(&mail.html)));
        let own = words(&format!("{} A {by_hand}", mail.subject));
        assert_eq!(text.iter().find(|word| !html.contains(word)), None, "{}", mail.html);
        assert_eq!(html.iter().find(|word| !text.contains(word) && !own.contains(word)), None, "{}", mail.text);
    }
}

#[test]
fn the_preview_in_a_list_of_mails_is_its_reason() {
    for mail in mails("Ada") {
        let opening = mail.text.lines().next().unwrap_or_default();
        let unescaped = seen(&mail.html).replace("&#39;", "'");
        let preview: String = unescaped.chars().filter(|c| *c != '\n').collect();
        assert!(preview.trim_start().starts_with(opening), "{preview} for {opening}");
    }
}

#[test]
fn the_verification_mail_has_the_code_and_says_which_account() {
    for mail in mails("Ada").iter().step_by(messages("").len()) {
        for part in [&mail.text, &mail.html] {
            assert!(part.contains("012345") && part.contains("Ada") && part.contains(" 1970, 00:00 UTC"), "{part}");
        }
        assert!(mail.text.lines().any(|line| line == "012345"));
        let digits = mail.text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6).count();
        assert_eq!(digits, 1, "{}", mail.text);
    }
}

#[test]
fn the_approval_mail_says_who_asks_and_for_whom() {
    let message = Message::ApproveLogin {
        link: LINK.into(),
        username: "ada".into(),
        platform: "acme-cli".into(),
        place: Some("Grenoble, FR".into()),
        address: Some("192.0.2.7".into()),
        asked_at: UnixTime(1_705_314_600),
        minutes: 15,
    };
    let mail = compose(&message, Language::French, &look(&[]));
    for shown in ["ada", "acme-cli", "Grenoble, FR", "192.0.2.7", "15 janvier 2024, 10:30 UTC", "15 minutes"] {
        assert!(mail.text.contains(shown) && mail.html.contains(shown), "{shown} in {}", mail.text);
    }
}

fn in_grenoble() -> Circumstances {
    Circumstances {
        at: UnixTime(1_705_314_600),
        platform: "Living room".into(),
        place: Some("Grenoble, FR".into()),
        address: Some("192.0.2.7".into()),
    }
}

#[test]
fn every_mail_about_a_change_says_when_from_where_and_what_to_do() {
    for change in changes("x") {
        let message = Message::Changed { change: change.clone(), circumstances: in_grenoble(), link: None };
        for (language, moment, advice) in [
            (Language::English, "When: 15 January 2024, 10:30 UTC", "If it was not you, "),
            (Language::French, "Quand\u{a0}: 15 janvier 2024, 10:30 UTC", "Si ce n’est pas vous, "),
        ] {
            let mail = compose(&message, language, &look(&[]));
            for shown in ["Living room", "Grenoble, FR", "192.0.2.7", moment, advice] {
                assert!(mail.text.contains(shown), "{change:?}: {shown} in {}", mail.text);
            }
        }
    }
}

#[test]
fn every_mail_about_an_act_says_when_by_which_role_why_and_what_to_do() {
    for act in acts("x") {
        let attribution = Attribution {
            by: By::Role(Role::Support),
            at: UnixTime(1_705_314_600),
            place: Some("Grenoble, FR".into()),
            reason: Some("You called us".into()),
        };
        let message = Message::Acted { act: act.clone(), attribution, link: None };
        for (language, facts) in [
            (Language::English, ["When: 15 January 2024, 10:30 UTC", "By: support", "contact the people who run Acme"]),
            (
                Language::French,
                ["Quand\u{a0}: 15 janvier 2024, 10:30 UTC", "Par\u{a0}: assistance", "les responsables de Acme"],
            ),
        ] {
            let mail = compose(&message, language, &look(&[]));
            for shown in facts.into_iter().chain(["Grenoble, FR", "You called us"]) {
                assert!(mail.text.contains(shown), "{act:?}: {shown} in {}", mail.text);
            }
        }
    }
}

#[test]
fn an_act_of_a_key_names_it_and_one_of_the_command_line_says_so() {
    for (by, named) in
        [(By::Key("Payroll".into()), "By: another system (Payroll)\n"), (By::CommandLine, "By: command line\n")]
    {
        let mail = compose(&acted(ToldAct::Enabled, by, "x"), Language::English, &look(&[]));
        assert!(mail.text.contains(named), "{}", mail.text);
    }
}

#[test]
fn the_mail_about_a_backup_code_says_how_many_are_left() {
    let mail = compose(&changed(Change::BackupCodeUsed { left: 3 }, "x"), Language::English, &look(&[]));
    assert!(mail.text.contains("Codes left: 3\n") && mail.html.contains(">3<"), "{}", mail.text);
}

#[test]
fn a_name_of_the_service_is_one_line_too() {
    let message = changed(Change::AddressChanged { new_email: "ada@new.example".into(), undo: None }, "x");
    let look = Look { name: one_line("A\r\nBcc: b@c.example"), ..look(&[]) };
    let mail = compose(&message, Language::English, &look);
    assert_eq!(mail.subject, "Your email address was changed · A Bcc: b@c.example");
    assert!(!mail.text.contains("\nBcc") && mail.text.contains("who run A Bcc"), "{}", mail.text);
}

#[test]
fn a_plain_new_address_is_shown_as_typed() {
    for message in [
        changed(Change::AddressChanged { new_email: "ada@new.example".into(), undo: None }, "x"),
        Message::ApproveAddressChange { link: LINK.into(), new_email: "ada@new.example".into(), minutes: 60 },
    ] {
        let mail = compose(&message, Language::English, &look(&[]));
        assert!(mail.text.contains("New address: ada@new.example\n") && mail.html.contains(">ada@new.example<"));
    }
}

#[test]
fn mails_have_the_colours_of_the_pages() {
    let style = include_str!("../../templates/style.css");
    let template = include_str!("../../templates/mail.html");
    let mut colors: Vec<&str> = template.split('#').skip(1).filter_map(|rest| rest.get(..6)).collect();
    colors.retain(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert!(colors.len() > 10);
    for color in colors {
        assert!(style.contains(&format!("#{color}")), "#{color} is none of the pages'");
    }
}

#[test]
fn the_button_has_the_chosen_accent_and_is_readable_in_both_themes() {
    let look = look(&[("ACCENT_COLOR", "#ffcc00")]);
    let mail = compose(&magic_link(""), Language::English, &look);
    let [light, dark] = [look.light, look.dark].map(|accent| (hex(accent.color), hex(accent.text)));
    assert!(mail.html.contains(&format!("background: {} !important", dark.0)), "{}", mail.html);
    assert!(mail.html.contains(&format!(".accent a {{ color: {} !important", dark.1)), "{}", mail.html);
    assert!(mail.html.contains(&format!("background:{};border-radius:12px", light.0)), "{}", mail.html);
    assert!(mail.html.contains(&format!("padding:12px 24px;color:{};", light.1)), "{}", mail.html);
}
