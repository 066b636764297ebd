//! Links of the development mailbox.

use super::*;

/// Targets of the links in a mail's text.
fn targets(text: &str) -> Vec<String> {
    let mut mail = mail("x");
    mail.text = text.into();
    let html = render_mailbox(&[mail], "", Language::English, &look(&[])).0;
    values(own_part(&html), "href").into_iter().skip(1).map(str::to_owned).collect()
}

#[test]
fn the_mailbox_links_lines_that_are_urls_or_codes_and_nothing_else() {
    let mut mail = mail("x");
    mail.to = "ada+1@example.org".into();
    mail.text = "Hello\n\nhttps://auth.example.com/a?token=b&c\n\njavascript:alert(1)\nsee https://x.example\nhttps://x.example or not\n 012345\n0123456\n012 45".into();
    let html = render_mailbox(&[mail], "", Language::English, &look(&[])).0;
    let links = [
        "/dev/mailbox?to=ada%2B1%40example.org",
        "https://auth.example.com/a?token=b&#38;c",
        "/docs#verifyEmailByCode",
    ];
    assert_eq!(values(own_part(&html), "href"), links, "{html}");
    assert!(html.contains(">https://auth.example.com/a?token=b&#38;c</a>") && html.contains("> 012345</a>"), "{html}");
    assert_eq!(values(own_part(&html), "sandbox"), ["allow-top-navigation-by-user-activation"], "no script, no origin");
}

#[test]
fn a_code_leads_to_where_it_is_typed() {
    let new_address = crate::pages::welcome::new_address_url();
    for (link, place) in [
        ("http://localhost:8787/magic-link?token=x", "/docs#signInByMagicLink"),
        ("http://localhost:8787/verify-email?token=x", "/check-email"),
        ("http://localhost:8787/confirm-address?token=x", new_address.as_str()),
        ("http://localhost:8787/elsewhere?token=/magic-link?", "/docs#verifyEmailByCode"),
    ] {
        assert_eq!(targets(&format!("Hello\n{link}\n\nOr type:\n012345\n")), [link, place]);
    }
}

#[test]
fn the_places_of_mailed_codes_are_in_the_reference() {
    for place in ["verifyEmailByCode", "signInByMagicLink"] {
        assert!(crate::api::shared::DOCUMENT.contains(&format!("\"operationId\":\"{place}\"")), "{place}");
    }
}
