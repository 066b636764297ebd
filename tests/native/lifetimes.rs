//! Lifetimes in seconds, as documented to people and clients.

use sesame::domain::authorization::{MAX_POLLS, POLL_INTERVAL};
use sesame::domain::one_time_token::CODE_LIFETIME;
use sesame::domain::session::{
    FRESHNESS, LAST_USED_PRECISION, REFRESH_GRACE, RENEWAL_AGE, SESSION_LIFETIME, SHORT_TOKEN_LIFETIME, TOKEN_LIFETIME,
};
use sesame::domain::{AuthorizationKind, TokenKind};

#[test]
fn every_lifetime_is_the_documented_one() {
    for (what, seconds, expected) in [
        ("a session", SESSION_LIFETIME, 2_592_000),
        ("a session token", TOKEN_LIFETIME, 604_800),
        ("a session token beside a refresh token", SHORT_TOKEN_LIFETIME, 900),
        ("a session token before it is made anew", RENEWAL_AGE, 86_400),
        ("a refresh token once its successor was given out", REFRESH_GRACE, 86_400),
        ("an authentication, for sensitive changes", FRESHNESS, 600),
        ("the time of last use", LAST_USED_PRECISION, 3600),
        ("a mailed code", CODE_LIFETIME, 900),
        ("a link that verifies", TokenKind::VerifyEmail.lifetime(), 86_400),
        ("a link that confirms an address", TokenKind::ConfirmAddress.lifetime(), 3600),
        ("a link that approves a change", TokenKind::ApproveAddressChange.lifetime(), 3600),
        ("a magic link", TokenKind::MagicLink.lifetime(), 900),
        ("a link that resets a password", TokenKind::ResetPassword.lifetime(), 3600),
        ("a recovery link", TokenKind::Recovery.lifetime(), 3600),
        ("a requested recovery link", TokenKind::RequestedRecovery.lifetime(), 3600),
        ("a login that waits", AuthorizationKind::Login.lifetime(), 900),
        ("a pairing code", AuthorizationKind::Pairing.lifetime(), 600),
        ("the wait between polls", POLL_INTERVAL, 5),
        ("polls in one such wait", MAX_POLLS, 10),
    ] {
        assert_eq!(seconds, expected, "{what}");
    }
}
