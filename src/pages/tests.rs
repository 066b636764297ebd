//! Properties of every page in both languages, with any text of an unauthenticated caller.

mod forms;
mod languages;
mod mailbox;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::copy::Copy;
use super::page::{CodeEntry, Entrance, FactorStep, FirstCodeProof, ProviderLink, RecoveryForm};
use super::security::Needs;
use super::{DonePage, FailurePage, Page, Problem, render, render_mailbox};
use crate::config::SupportContact;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::{AccountOrigin, Language, TokenKind, UnixTime};
use crate::flows::sign_in::magic_link::MailRequestId;
use crate::look::tests::look;
use crate::outbound::mailbox::ReceivedMail;
use crate::ports::MailId;

const LANGUAGES: [Language; 2] = [Language::English, Language::French];
const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' style='x",
    "a\r\nb\n\nc",
    "\u{202e}gnp\u{2066}\u{200b}",
];

/// Pages that show such a text, with this one, and their decisions.
fn pages_of(text: &str) -> Vec<(Page, &'static [(&'static str, &'static str)])> {
    let (own, some) = (|| text.to_owned(), || Some(text.to_owned()));
    let account =
        || AccountOrigin { made_at: UnixTime(0), platform: own(), place: some(), username: some(), name: some() };
    let setup = || EarlierSetup { password: 1, second_factor: 1, passkeys: 2, identities: vec![own()], sessions: 3 };
    let login = |first_proof| Page::ApproveLogin {
        token: own(),
        username: own(),
        platform: own(),
        place: some(),
        address: some(),
        asked_at: UnixTime(0),
        first_proof,
    };
    let pairing = Page::PairConfirm {
        code: own(),
        id: own(),
        name: own(),
        place: some(),
        address: some(),
        asked_at: UnixTime(0),
        waited: 125,
        shown_by: "/pair?device=sealed".into(),
    };
    const MINE: &[(&str, &str)] = &[("confirm", "mine"), ("refuse", "not_mine")];
    const APPROVE: &[(&str, &str)] = &[("confirm", "approve"), ("refuse", "refuse")];
    const ALL: &[(&str, &str)] = &[("confirm", "mine"), ("refuse", "refuse"), ("refuse", "not_mine")];
    const CONFIRM: &[(&str, &str)] = &[("confirm", "confirm")];
    vec![
        (
            Page::FirstProofByCode(FirstCodeProof { token: own(), email: own(), account: account(), setup: setup() }),
            MINE,
        ),
        (Page::MagicLink { token: own(), email: own(), first_proof: None }, CONFIRM),
        (Page::MagicLink { token: own(), email: own(), first_proof: Some((account(), setup())) }, MINE),
        (Page::VerifyEmail { token: own(), email: own(), account: account() }, MINE),
        (Page::ConfirmAddress { token: own(), email: own(), account: account() }, MINE),
        (Page::ApproveAddressChange { token: own(), new_email: own() }, APPROVE),
        (Page::RemoveSecondFactor { token: own(), email: own(), problem: Some(Problem::WrongPassword) }, CONFIRM),
        (Page::ResetPassword { token: own(), email: own(), problem: Some(Problem::PasswordTooLong) }, CONFIRM),
        (
            Page::Recovery {
                token: own(),
                name: own(),
                second_factor: true,
                refused: Some((RecoveryForm::Passkey, Problem::WrongSecondFactor)),
            },
            &[("confirm", "confirm"), ("confirm", "confirm")],
        ),
        (Page::RefuseRecovery { token: own(), email: own() }, &[("refuse", "refuse")]),
        (Page::KeepAddress { token: own(), email: own() }, CONFIRM),
        (login(None), &[("confirm", "confirm"), ("refuse", "refuse")]),
        (login(Some(account())), ALL),
        (pairing, APPROVE),
    ]
}

/// Sign-in and sign-up pages with this text typed before, and every error they can show.
fn entrances_of(text: &str) -> Vec<Page> {
    let own = || text.to_owned();
    let provider =
        |name: &str| ProviderLink { name: name.into(), label: own(), href: format!("/{name}?redirectUrl=x") };
    let providers = ["github", "google", "acme-id"].map(provider).to_vec();
    let entrance = || Entrance {
        redirect_url: Some(own()),
        providers: providers.clone(),
        application: Some(own()),
        ..Entrance::default()
    };
    let mut pages = Vec::new();
    for problem in Problem::ALL.iter().copied().map(Some).chain([None]) {
        pages.push(Page::SignIn { entrance: entrance(), login: own(), problem });
        pages.push(Page::SignUp {
            nonce: own(),
            invitation: Some(own()),
            entrance: entrance(),
            name: own(),
            email: own(),
            problem,
        });
        pages.push(Page::ForgotPassword { email: own(), problem });
    }
    pages
}

/// Page of an account that was disabled with this reason.
fn disabled(reason: &str) -> Page {
    let contact = SupportContact { text: "a@b.com".into(), href: "mailto:a@b.com".into() };
    Page::Disabled { reason: Some(reason.into()), contact: Some(contact) }
}

/// Every page with harmless text.
fn all_pages() -> Vec<Page> {
    let mut pages: Vec<Page> = pages_of("Ada").into_iter().map(|(page, _)| page).collect();
    pages.extend(DonePage::ALL.iter().copied().map(Page::Done));
    pages.extend(FailurePage::ALL.iter().copied().map(Page::Failed));
    pages.extend([None, Some(Problem::CodeUnknown)].map(|problem| Page::PairEnterCode { problem }));
    pages.extend([None, Some(Problem::WrongSecondFactor)].map(|problem| Page::SecondFactor {
        step: FactorStep { path: "magic-link", name: "token", token: "token".into(), decision: "confirm" },
        problem,
        by_backup_code: false,
        contact: None,
        shown_by: None,
    }));
    pages.extend(
        [TokenKind::MagicLink, TokenKind::ResetPassword].map(|kind| Page::MailSent { kind, email: "a@b.com".into() }),
    );
    let (request, email) = (MailRequestId("request".into()), "a@b.com".into());
    pages.push(Page::EnterSignInCode(CodeEntry { request, email, redirect_url: None, problem: None }));
    pages.extend(entrances_of("Ada"));
    pages.push(disabled("Ada"));
    pages
}

fn html(page: &Page, language: Language) -> String {
    render(page, language, &look(&[]), None).0
}

/// Content of a page without its head, its script and the language switch.
fn own_part(html: &str) -> &str {
    html.split("<main ").nth(1).unwrap().split("</main>").next().unwrap()
}

fn mail(text: &str) -> ReceivedMail {
    let own = || text.to_owned();
    ReceivedMail { id: MailId(own()), to: own(), subject: own(), text: own(), html: own(), sent_at: own() }
}

/// Values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn typed_text_never_becomes_markup() {
    let count = |html: &str, mark: char| html.matches(mark).count();
    for (text, language) in HOSTILE.into_iter().flat_map(|text| LANGUAGES.map(|language| (text, language))) {
        let of_decisions = |text| pages_of(text).into_iter().map(|(page, _)| page);
        let pages = |text| of_decisions(text).chain(entrances_of(text)).map(|page| html(&page, language));
        for (hostile, plain) in pages(text).zip(pages("Ada")) {
            for mark in ['<', '>', '"', '\''] {
                assert_eq!(count(&hostile, mark), count(&plain, mark), "{mark} in {hostile}");
            }
            for value in hostile.split("<dd dir=\"auto\">").skip(1).filter_map(|rest| rest.split("</dd>").next()) {
                assert!(!value.contains(['\r', '\n', '\u{202e}', '\u{2066}', '\u{200b}']), "{value:?}");
            }
        }
        let [hostile, plain] = [text, "Ada"].map(|text| render_mailbox(&[mail(text)], text, language, &look(&[])).0);
        for mark in ['<', '>', '"', '\''] {
            assert_eq!(count(&hostile, mark), count(&plain, mark), "{mark} in {hostile}");
        }
    }
}

#[test]
fn every_page_is_a_whole_document_in_its_language() {
    for page in all_pages() {
        for language in LANGUAGES {
            let html = html(&page, language);
            let start = format!("<!doctype html>\n<html lang=\"{}\">", language.tag());
            assert!(html.starts_with(&start) && html.contains("content=\"noindex\""), "{html}");
            assert_eq!(html.matches("</h1>").count(), 1, "{html}");
            assert_eq!(html.contains("<script>"), page.is_scripted(), "{html}");
            let written = html.split("<script>").next().unwrap();
            let own_icons = written.matches("<link rel=\"icon\" href=\"/").count()
                + written.matches("<link rel=\"apple-touch-icon\" href=\"/").count();
            assert_eq!(own_icons, written.matches("<link").count(), "icons are all that is linked");
            for foreign in [" style=", "://", " on", " src=", "<script "] {
                let markup: String =
                    written.split('<').filter_map(|tag| tag.split('>').next()).collect::<Vec<_>>().join("<");
                assert!(!format!("<{markup}").contains(foreign), "{foreign} in {markup}");
            }
            assert!(!html.contains("@import") && !html.contains("url("), "{html}");
        }
    }
}

#[test]
fn the_policy_names_the_hashes_of_the_served_style_and_script() {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    for look in [look(&[]), look(&[("ACCENT_COLOR", "#ffcc00")])] {
        let of = |page: &Page| (render(page, Language::French, &look, None).0, page.is_scripted());
        let pages = all_pages().iter().map(of).collect::<Vec<_>>();
        let mailbox = (render_mailbox(&[], "", Language::English, &look).0, false);
        for (html, script) in pages.into_iter().chain([mailbox]) {
            let policy = Needs { script, ..Needs::default() }.policy(&look);
            let inside =
                |tag: &str| html.split(&format!("<{tag}>")).nth(1).map(|rest| rest.split("</").next().unwrap());
            assert!(policy.contains(&format!("style-src {};", hash(inside("style").unwrap()))), "{policy}");
            if script {
                assert!(policy.contains(&format!("script-src {};", hash(inside("script").unwrap()))), "{policy}");
            }
        }
    }
}

#[test]
fn the_language_switch_returns_to_the_page_without_its_token() {
    for page in pages_of("sesame").into_iter().map(|(page, _)| page).chain(all_pages()) {
        if let Some(switch) = page.switch() {
            assert!(switch.return_to.starts_with('/') && !switch.return_to.contains("sesame"), "{switch:?}");
        }
    }
    let token =
        Page::MagicLink { token: "sesame".into(), email: "a@b.com".into(), first_proof: None }.switch().unwrap().token;
    assert_eq!(token.as_deref(), Some("sesame"));
}

#[test]
fn a_logo_replaces_the_initial() {
    let page = Page::Failed(FailurePage::NotFound);
    let with_logo = render(&page, Language::English, &look(&[("LOGO_URL", "https://cdn.acme.com/a.svg?b&c")]), None).0;
    assert_eq!(values(&with_logo, "src"), ["https://cdn.acme.com/a.svg?b&#38;c"]);
    assert!(!with_logo.contains("class=\"mark\""));
    assert!(html(&page, Language::English).contains("<span class=\"mark\" aria-hidden=\"true\">A</span>"));
}

#[test]
fn approvals_warn_and_show_who_asks() {
    for (page, _) in pages_of("Ada") {
        let html = html(&page, Language::English);
        if let Page::ApproveLogin { first_proof, .. } = &page {
            assert_eq!(html.contains("<dt>Account created on</dt>"), first_proof.is_some(), "{html}");
        }
        let says_which_account = html.contains("<dt>Account created on</dt>") && html.contains("<dt>With</dt>");
        match page {
            Page::ApproveLogin { .. } | Page::PairConfirm { .. } => {
                assert!(html.contains("Approve only if you just started this yourself"), "{html}");
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
fn an_outcome_has_a_sign_and_one_next_step_or_an_end() {
    for (done, language) in DonePage::ALL.iter().flat_map(|done| LANGUAGES.map(|language| (*done, language))) {
        let html = html(&Page::Done(done), language);
        let count = |text: &str| own_part(&html).matches(text).count();
        let ends = count(Copy::of(language).outcomes.can_close) == 1;
        assert_eq!((count("class=\"emblem "), count("<form")), (1, 0), "{done:?}");
        assert!(count("class=\"button") == 1 || (ends && count("<a ") == 0), "{done:?}");
        assert_eq!(ends, done.is_the_end(), "{done:?}");
    }
}
