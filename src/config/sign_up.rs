//! Sign-up policy settings.

use super::{ConfigError, MailConfig, refuse};
use crate::domain::EmailAddress;
use crate::domain::sign_up_policy::{SignUpMode, SignUpPolicy};

/// Reads `SIGN_UP` and `SIGN_UP_DOMAINS`. An invalid one is refused, since without it anybody could sign up.
pub(super) fn read(get: impl Fn(&str) -> Option<String>, mail: &MailConfig) -> Result<SignUpPolicy, ConfigError> {
    const DOMAINS: &str = "SIGN_UP_DOMAINS";
    let mode = match get("SIGN_UP").as_deref() {
        None | Some("open") => SignUpMode::Open,
        Some("invite") => SignUpMode::Invite,
        Some("closed") => SignUpMode::Closed,
        Some(_) => return refuse("SIGN_UP", "is not open, invite or closed"),
    };
    let Some(list) = get(DOMAINS) else {
        return Ok(SignUpPolicy { mode, domains: Vec::new() });
    };
    if matches!(mail, MailConfig::Nowhere) {
        return refuse(DOMAINS, "needs a MAIL_TRANSPORT: without mail no address is ever proven");
    }
    match list.split(',').map(domain).collect::<Option<Vec<_>>>() {
        Some(domains) => Ok(SignUpPolicy { mode, domains }),
        None => refuse(DOMAINS, "has an entry that is not a domain of addresses"),
    }
}

fn domain(typed: &str) -> Option<String> {
    EmailAddress::parse(&format!("somebody@{}", typed.trim())).map(|address| address.domain().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::{refused, with};

    const MAIL: [(&str, &str); 2] = [("MAIL_TRANSPORT", "send_email"), ("MAIL_FROM", "auth@acme.com")];

    fn mailing<'a>(setting: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
        MAIL.into_iter().chain([(setting, value)]).collect()
    }

    #[test]
    fn everybody_may_sign_up_by_default() {
        let policy = with(&[]).expect("a good configuration").sign_up;
        assert_eq!((policy.mode, policy.domains), (SignUpMode::Open, Vec::new()));
    }

    #[test]
    fn sign_up_is_open_by_invitation_or_closed() {
        for (value, mode) in
            [("open", SignUpMode::Open), ("invite", SignUpMode::Invite), ("closed", SignUpMode::Closed)]
        {
            assert!(with(&[("SIGN_UP", value)]).is_ok_and(|config| config.sign_up.mode == mode), "{value}");
        }
        for bad in ["Open", "none", "true"] {
            assert_eq!(refused(&[("SIGN_UP", bad)]), Some("SIGN_UP"), "{bad}");
        }
    }

    #[test]
    fn domains_are_kept_as_they_are_compared() {
        let domains = |list| with(&mailing("SIGN_UP_DOMAINS", list)).map(|config| config.sign_up.domains);
        assert_eq!(domains("Acme.com, bücher.example"), Ok(vec!["acme.com".into(), "xn--bcher-kva.example".into()]));
    }

    #[test]
    fn a_list_with_anything_but_domains_is_refused() {
        for bad in [",", "acme.com,", "@acme.com", "a@acme.com", "*.acme.com", "https://acme.com", "acme"] {
            assert_eq!(refused(&mailing("SIGN_UP_DOMAINS", bad)), Some("SIGN_UP_DOMAINS"), "{bad}");
        }
    }

    #[test]
    fn domains_need_mail() {
        assert_eq!(refused(&[("SIGN_UP_DOMAINS", "acme.com")]), Some("SIGN_UP_DOMAINS"));
    }
}
