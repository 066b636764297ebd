//! Sign-up policy: who may create an account of their own, and on which terms.

use super::EmailAddress;

/// Setting `SIGN_UP`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignUpMode {
    #[default]
    Open,
    /// By invitation.
    Invite,
    Closed,
}

/// Settings `SIGN_UP` and `SIGN_UP_DOMAINS`. An invitation passes either.
#[derive(Clone, Debug, Default)]
pub struct SignUpPolicy {
    pub mode: SignUpMode,
    /// Domains whose addresses may sign up, as A-labels; empty: all.
    pub domains: Vec<String>,
}

/// Terms on which an account is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms {
    Free,
    /// Opens no session until its address is proven, and keeps to the domains.
    DomainBound,
    /// Created by an open invitation of its address alone.
    Invited,
}

impl SignUpPolicy {
    /// Terms of an account with this address, or without one. They do not depend on who has the address.
    pub fn terms(&self, email: Option<&EmailAddress>) -> Terms {
        match self.mode {
            SignUpMode::Invite | SignUpMode::Closed => Terms::Invited,
            SignUpMode::Open if self.domains.is_empty() => Terms::Free,
            SignUpMode::Open if email.is_some_and(|email| self.has_domain(email)) => Terms::DomainBound,
            SignUpMode::Open => Terms::Invited,
        }
    }

    /// True for an address that a domain-bound account may take in place of its own: of the same domain, or of one that
    /// may sign up.
    pub fn keeps_domain(&self, own: Option<&EmailAddress>, new: &EmailAddress) -> bool {
        own.is_some_and(|own| own.domain() == new.domain()) || self.has_domain(new)
    }

    fn has_domain(&self, email: &EmailAddress) -> bool {
        self.domains.iter().any(|domain| domain == email.domain())
    }
}

impl Terms {
    /// True if an account may be created without an invitation.
    pub fn admit_anyone(self) -> bool {
        self != Self::Invited
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(mode: SignUpMode, domains: &[&str], email: Option<&str>) -> Terms {
        let policy = SignUpPolicy { mode, domains: domains.iter().map(|domain| (*domain).to_owned()).collect() };
        policy.terms(email.map(|typed| EmailAddress::parse(typed).expect("an address")).as_ref())
    }

    #[test]
    fn a_closed_mode_outweighs_the_domains() {
        for mode in [SignUpMode::Invite, SignUpMode::Closed] {
            assert_eq!(terms(mode, &["acme.com"], Some("a@acme.com")), Terms::Invited);
            assert_eq!(terms(mode, &[], None), Terms::Invited);
        }
        assert_eq!(terms(SignUpMode::Open, &[], None), Terms::Free);
    }

    #[test]
    fn a_domain_is_compared_whole() {
        let of = |email| terms(SignUpMode::Open, &["acme.com", "xn--bcher-kva.example"], email);
        for good in ["a@acme.com", "A@ACME.com", "a@bücher.example"] {
            assert_eq!(of(Some(good)), Terms::DomainBound, "{good}");
        }
        for bad in ["a@evil-acme.com", "a@mail.acme.com", "a@acme.com.evil.example", "acme.com@evil.example"] {
            assert_eq!(of(Some(bad)), Terms::Invited, "{bad}");
        }
        assert_eq!(of(None), Terms::Invited);
    }
}
