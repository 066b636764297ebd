//! What holds for every page, in both languages, whatever strangers put into it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::{Done, Failed, Page, Problem, content_security_policy, render, render_mailbox};
use crate::domain::{AccountOrigin, Language, UnixTime};
use crate::mailbox::ReceivedMail;

const LANGUAGES: [Language; 2] = [Language::English, Language::French];
const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' style='x",
    "a\r\nb\n\nc",
    "\u{202e}gnp\u{2066}\u{200b}",
];

/// Every page that shows a stranger's text, with this one, and the decisions that it offers.
fn pages_of(text: &str) -> Vec<(Page, &'static [(&'static str, &'static str)])> {
    let (own, some) = (|| text.to_owned(), || Some(text.to_owned()));
    let account =
        || AccountOrigin { made_at: UnixTime(0), platform: own(), place: some(), username: some(), name: some() };
    let login = |first_proof| Page::ApproveLogin {
        token: own(),
        username: own(),
        platform: own(),
        place: some(),
        address: some(),
        asked_at: UnixTime(0),
        first_proof,
    };
    let pairing = Page::PairConfirm { code: own(), name: own(), place: some(), address: some(), asked_at: UnixTime(0) };
    const MINE: &[(&str, &str)] = &[("confirm", "mine"), ("refuse", "not_mine")];
    const APPROVE: &[(&str, &str)] = &[("confirm", "approve"), ("refuse", "refuse")];
    const ALL: &[(&str, &str)] = &[("confirm", "approve"), ("refuse", "refuse"), ("refuse", "not_mine")];
    const CONFIRM: &[(&str, &str)] = &[("confirm", "confirm")];
    vec![
        (Page::MagicLink { token: own(), email: own() }, CONFIRM),
        (Page::VerifyEmail { token: own(), email: own(), account: account() }, MINE),
        (Page::ConfirmAddress { token: own(), email: own(), account: account() }, MINE),
        (Page::ApproveAddressChange { token: own(), new_email: own() }, APPROVE),
        (Page::ResetPassword { token: own(), problem: Some(Problem::PasswordTooLong) }, CONFIRM),
        (login(None), APPROVE),
        (login(Some(account())), ALL),
        (pairing, APPROVE),
    ]
}

/// Every page, harmless.
fn all_pages() -> Vec<Page> {
    use Done::*;
    use Failed::*;
    let done = [
        SignedIn,
        EmailVerified,
        AddressConfirmed,
        ChangeApproved,
        ChangeRefused,
        NotMine,
        PasswordReset,
        LoginApproved,
        LoginRefused,
        DevicePaired,
        DeviceRefused,
    ];
    let failed = [
        LinkInvalid,
        Failed::CodeUnknown,
        TooManyAttempts,
        BadRequest,
        ForeignOrigin,
        NotFound,
        Unavailable,
        WentWrong,
    ];
    let mut pages: Vec<Page> = pages_of("Ada").into_iter().map(|(page, _)| page).collect();
    pages.extend(done.map(Page::Done));
    pages.extend(failed.map(Page::Failed));
    pages.extend([None, Some(Problem::CodeUnknown)].map(|problem| Page::PairEnterCode { problem }));
    pages.extend([None, Some(Problem::WrongSecondFactor)].map(|problem| Page::SecondFactor {
        path: "magic-link",
        name: "token",
        token: "token".into(),
        decision: "confirm",
        problem,
    }));
    pages.push(Page::PairSignInFirst);
    pages
}

fn html(page: &Page, language: Language) -> String {
    render(page, language, "Acme").0
}

fn mail(text: &str) -> ReceivedMail {
    let own = || text.to_owned();
    ReceivedMail { id: own(), to: own(), subject: own(), text: own(), html: own(), sent_at: own() }
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn nothing_a_stranger_typed_becomes_markup() {
    let count = |html: &str, mark: char| html.matches(mark).count();
    for (text, language) in HOSTILE.into_iter().flat_map(|text| LANGUAGES.map(|language| (text, language))) {
        for ((hostile, _), (plain, _)) in pages_of(text).iter().zip(pages_of("Ada")) {
            let (hostile, plain) = (html(hostile, language), html(&plain, language));
            for mark in ['<', '>', '"', '\''] {
                assert_eq!(count(&hostile, mark), count(&plain, mark), "{mark} in {hostile}");
            }
            for value in hostile.split("<dd dir=\"auto\">").skip(1).filter_map(|rest| rest.split("</dd>").next()) {
                assert!(!value.contains(['\r', '\n', '\u{202e}', '\u{2066}', '\u{200b}']), "{value:?}");
            }
        }
        let (hostile, plain) = (mail(text), mail("Ada"));
        let [hostile, plain] = [hostile, plain].map(|mail| render_mailbox(&[mail], language, "Acme").0);
        for mark in ['<', '>', '"', '\''] {
            assert_eq!(count(&hostile, mark), count(&plain, mark), "{mark} in {hostile}");
        }
    }
}

#[test]
fn every_form_says_what_it_does_and_goes_to_its_own_page() {
    for (page, decisions) in pages_of("tok&en") {
        let html = html(&page, Language::English);
        let forms: Vec<&str> = html.split("<form ").skip(1).collect();
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
fn typing_a_code_decides_nothing() {
    let html = html(&Page::PairEnterCode { problem: None }, Language::English);
    assert!(html.contains("<form method=\"post\" action=\"/pair\">"), "{html}");
    assert!(values(&html, "data-action").is_empty() && values(&html, "name").iter().all(|name| *name != "decision"));
}

#[test]
fn every_page_is_whole_and_in_its_language() {
    for page in all_pages() {
        for language in LANGUAGES {
            let html = html(&page, language);
            let start = format!("<!doctype html>\n<html lang=\"{}\">", language.tag());
            assert!(html.starts_with(&start) && html.contains("content=\"noindex\""), "{html}");
            assert_eq!(html.matches("<h1>").count(), 1, "{html}");
            for foreign in ["<script", " style=", "://", " on", " src=", "<link"] {
                let markup: String =
                    html.split('<').filter_map(|tag| tag.split('>').next()).collect::<Vec<_>>().join("<");
                assert!(!format!("<{markup}").contains(foreign), "{foreign} in {markup}");
            }
            assert!(!html.contains("://") && !html.contains("@import") && !html.contains("url("), "{html}");
        }
        let title =
            |language| html(&page, language).split("<h1>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert_ne!(title(Language::English), title(Language::French));
    }
}

#[test]
fn every_field_has_a_label_and_its_problem() {
    for (page, problem) in [
        (Page::ResetPassword { token: "t".into(), problem: Some(Problem::PasswordTooShort) }, "at least 8"),
        (Page::PairEnterCode { problem: Some(Problem::CodeUnknown) }, "No device"),
    ] {
        let html = html(&page, Language::English);
        let input = html.split("<input id=").nth(1).unwrap().split('>').next().unwrap().to_owned();
        assert_eq!(values(&html, "for").len(), 1);
        assert!(input.starts_with(&format!("\"{}\"", values(&html, "for").concat())), "{input}");
        assert!(
            input.contains("aria-describedby=\"hint problem\"") && input.contains("aria-invalid=\"true\""),
            "{input}"
        );
        assert!(html.contains("id=\"hint\"") && html.contains("id=\"problem\" role=\"alert\""), "{html}");
        assert!(html.contains(problem), "{html}");
    }
}

#[test]
fn the_policy_allows_the_very_style_that_is_served() {
    let policy = content_security_policy(&[]);
    let pages = all_pages().iter().map(|page| html(page, Language::French)).collect::<Vec<_>>();
    for html in pages.into_iter().chain([render_mailbox(&[], Language::English, "Acme").0]) {
        let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        let hash = STANDARD.encode(Sha256::digest(style));
        assert!(policy.contains(&format!("style-src 'sha256-{hash}'")), "{policy}");
    }
}

#[test]
fn approvals_warn_and_say_who_asks() {
    for (page, _) in pages_of("Ada") {
        let html = html(&page, Language::English);
        if let Page::ApproveLogin { first_proof, .. } = &page {
            assert_eq!(html.contains("<dt>Account made on</dt>"), first_proof.is_some(), "{html}");
        }
        let says_which_account = html.contains("<dt>Account made on</dt>") && html.contains("<dt>With</dt>");
        match page {
            Page::ApproveLogin { .. } | Page::PairConfirm { .. } => {
                assert!(html.contains("Approve only what you have just started yourself"), "{html}");
                assert!(
                    html.contains("<dt>Device or app</dt>") && html.contains("1 January 1970, 00:00 UTC"),
                    "{html}"
                );
            }
            Page::VerifyEmail { .. } | Page::ConfirmAddress { .. } => assert!(says_which_account, "{html}"),
            _ => {}
        }
    }
}

#[test]
fn the_links_of_a_mail_can_be_followed_and_nothing_else_is_one() {
    let mut mail = mail("x");
    mail.text = "Hello\n\nhttps://auth.example.com/a?token=b&c\n\njavascript:alert(1)\nsee https://x.example\nhttps://x.example or not".into();
    let html = render_mailbox(&[mail], Language::English, "Acme").0;
    assert_eq!(values(&html, "href"), ["https://auth.example.com/a?token=b&#38;c"], "{html}");
    assert!(html.contains(">https://auth.example.com/a?token=b&#38;c</a>"), "{html}");
}
