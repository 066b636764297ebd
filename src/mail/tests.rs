//! Properties of every mail in both languages, whatever text an unauthenticated caller puts into it.

use super::{Composed, Message, compose};
use crate::domain::first_proof::EarlierSetup;
use crate::domain::{AccountOrigin, Language, UnixTime};
use crate::facts::one_line;
use crate::look::Look;
use crate::look::accent::hex;
use crate::look::tests::look;

const LINK: &str = "https://auth.example.com/page?token=kind.AbC-_123";
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

fn account(text: &str) -> AccountOrigin {
    let some = || Some(text.to_owned());
    AccountOrigin { made_at: UnixTime(0), platform: text.to_owned(), place: some(), username: some(), name: some() }
}

/// Every message, with this text in each field that an unauthenticated caller controls.
fn messages(text: &str) -> Vec<Message> {
    let (link, minutes, some) = (|| LINK.to_owned(), 60, || Some(text.to_owned()));
    vec![
        Message::VerifyEmail {
            link: link(),
            code: "012345".into(),
            account: account(text),
            link_minutes: 1440,
            code_minutes: 15,
        },
        Message::ConfirmAddress { link: link(), account: account(text), minutes },
        Message::ApproveAddressChange { link: link(), new_email: text.into(), minutes },
        Message::ApproveLogin {
            link: link(),
            username: text.into(),
            platform: text.into(),
            place: some(),
            address: some(),
            asked_at: UnixTime(0),
            minutes,
        },
        Message::MagicLink { link: link(), minutes },
        Message::ResetPassword { link: link(), minutes },
        Message::AddressChanged { new_email: text.into() },
        Message::PasswordChanged,
        Message::EarlierSetupRemoved { setup: EarlierSetup { password: 1, passkeys: 2, ..EarlierSetup::default() } },
        Message::TwoFactorEnabled,
        Message::TwoFactorDisabled,
        Message::BackupCodesRenewed,
        Message::PasskeyAdded,
        Message::PasskeyRemoved,
        Message::IdentityLinked,
        Message::IdentityUnlinked,
        Message::DevicePaired { name: text.into(), place: some(), address: some(), paired_at: UnixTime(0) },
        Message::AddressInUse,
    ]
}

/// Number of [`messages`] with a link. They come first.
const WITH_LINK: usize = 6;

/// Every mail, with this text in it.
fn mails(text: &str) -> Vec<Composed> {
    let look = look(&[]);
    let in_language = |language| messages(text).into_iter().map(move |message| (message, language));
    let all = [Language::English, Language::French].into_iter().flat_map(in_language);
    all.map(|(message, language)| compose(&message, language, &look)).collect()
}

fn has_link(at: usize) -> bool {
    at % messages("").len() < WITH_LINK
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
    let other =
        |message: &&Message| !matches!(message, Message::ApproveAddressChange { .. } | Message::AddressChanged { .. });
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

#[test]
fn the_mail_about_a_paired_device_has_its_name_place_time_and_advice() {
    let message = Message::DevicePaired {
        name: "Living room".into(),
        place: Some("Grenoble, FR".into()),
        address: Some("192.0.2.7".into()),
        paired_at: UnixTime(1_705_314_600),
    };
    for (language, moment, advice) in [
        (Language::English, "15 January 2024, 10:30 UTC", "change your password"),
        (Language::French, "15 janvier 2024, 10:30 UTC", "changez de mot de passe"),
    ] {
        let mail = compose(&message, language, &look(&[]));
        for shown in ["Living room", "Grenoble, FR", "192.0.2.7", moment, advice] {
            assert!(mail.text.contains(shown) && mail.html.contains(shown), "{shown} in {}", mail.text);
        }
    }
}

#[test]
fn a_name_of_the_service_is_one_line_too() {
    let message = Message::AddressChanged { new_email: "ada@new.example".into() };
    let look = Look { name: one_line("A\r\nBcc: b@c.example"), ..look(&[]) };
    let mail = compose(&message, Language::English, &look);
    assert_eq!(mail.subject, "Your email address was changed · A Bcc: b@c.example");
    assert!(!mail.text.contains("\nBcc") && mail.text.contains("who run A Bcc"), "{}", mail.text);
}

#[test]
fn a_plain_new_address_is_shown_as_typed() {
    for message in [
        Message::AddressChanged { new_email: "ada@new.example".into() },
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
    let mail = compose(&Message::MagicLink { link: LINK.into(), minutes: 15 }, Language::English, &look);
    let [light, dark] = [look.light, look.dark].map(|accent| (hex(accent.color), hex(accent.text)));
    assert!(mail.html.contains(&format!("background: {} !important", dark.0)), "{}", mail.html);
    assert!(mail.html.contains(&format!(".accent a {{ color: {} !important", dark.1)), "{}", mail.html);
    assert!(mail.html.contains(&format!("background:{};border-radius:12px", light.0)), "{}", mail.html);
    assert!(mail.html.contains(&format!("padding:12px 24px;color:{};", light.1)), "{}", mail.html);
}
