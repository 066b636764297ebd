//! What happens to an account that its person may want to know of.

use super::{SessionId, UnixTime};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $name:literal,)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum EventKind {
            $($(#[$doc])* $kind,)*
        }

        impl EventKind {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// As stored, and as programs are told.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// The account was made; detail: by which provider, if by one.
    SignUp => "sign-up",
    /// A session was opened; detail: the method.
    SignIn => "sign-in",
    /// A wrong password where one signs in.
    SignInFailed => "sign-in-failed",
    /// A wrong password where a session asks for one.
    ReauthenticationFailed => "reauthentication-failed",
    /// A wrong code of the second factor.
    SecondFactorFailed => "second-factor-failed",
    /// A session ended itself.
    SignOut => "sign-out",
    /// A session ended another; detail: what that one's client called itself.
    SessionEnded => "session-ended",
    /// A session was opened past the limit, which ended the one unused for longest; detail: what that one's client
    /// called itself.
    SessionDisplaced => "session-displaced",
    /// A session ended all others.
    OtherSessionsEnded => "other-sessions-ended",
    /// A spent refresh token was shown again, which ended its session.
    RefreshTokenReused => "refresh-token-reused",
    /// The password was changed from a session.
    PasswordChanged => "password-changed",
    /// The password was replaced by way of the mailbox.
    PasswordReset => "password-reset",
    /// The mailbox was proven.
    EmailVerified => "email-verified",
    /// The account has another address.
    EmailChanged => "email-changed",
    /// The mailbox said that the account is not its reader's: the address was taken off it.
    EmailDetached => "email-detached",
    /// The first proof of the address removed what was set before it.
    EarlierSetupRemoved => "earlier-setup-removed",
    /// The second factor is asked for from now on.
    TwoFactorEnabled => "two-factor-enabled",
    /// The second factor is asked for no more.
    TwoFactorDisabled => "two-factor-disabled",
    /// New backup codes were drawn.
    BackupCodesRenewed => "backup-codes-renewed",
    /// A backup code was used.
    BackupCodeUsed => "backup-code-used",
    /// A passkey was registered; detail: its name.
    PasskeyAdded => "passkey-added",
    /// A passkey has another name; detail: the new one.
    PasskeyRenamed => "passkey-renamed",
    /// A passkey was removed; detail: its name.
    PasskeyRemoved => "passkey-removed",
    /// An identity at a provider was linked; detail: the provider.
    IdentityLinked => "identity-linked",
    /// An identity at a provider was unlinked; detail: the provider.
    IdentityUnlinked => "identity-unlinked",
    /// The mailbox approved a login; detail: what its client called itself.
    LoginApproved => "login-approved",
    /// The mailbox refused a login; detail: likewise.
    LoginRefused => "login-refused",
    /// A session approved a device; detail: what it called itself.
    DevicePaired => "device-paired",
    /// A session refused a device; detail: likewise.
    DeviceRefused => "device-refused",
    /// The account was deleted. All that is left of it, and it does not say whose it was.
    AccountDeleted => "account-deleted",
    /// Everything known of the account was taken along.
    Exported => "exported",
}

impl EventKind {
    /// The kind of this name, if this version knows it.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

/// Something that happened, as its account's person sees it.
#[derive(Clone, Debug)]
pub struct Event {
    /// A name to page by.
    pub id: String,
    /// What.
    pub kind: EventKind,
    /// By which method, of which provider, which device: see [`EventKind`]. Somebody may have been free to choose it.
    pub detail: Option<String>,
    /// The session that did it, or that it opened.
    pub session_id: Option<SessionId>,
    /// What the client called itself.
    pub platform: Option<String>,
    /// City and country, where the edge told them.
    pub place: Option<String>,
    /// Network address, where the edge told it.
    pub address: Option<String>,
    /// When.
    pub at: UnixTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(EventKind::parse("something-newer"), None);
    }
}
