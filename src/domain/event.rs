//! Security events of an account, as shown to its owner, and acts of operators.

use super::{EventId, SessionId, UnixTime};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $name:literal,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum EventKind {
            $($(#[$doc])* $kind,)*
        }

        impl EventKind {
            /// Every kind, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// Name in the database and in the API.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// Account created; detail: the provider, if one was used.
    SignUp => "sign-up",
    /// Session opened; detail: the method.
    SignIn => "sign-in",
    /// Wrong password at sign-in.
    SignInFailed => "sign-in-failed",
    /// Wrong password at reauthentication, within a session.
    ReauthenticationFailed => "reauthentication-failed",
    /// Wrong code of the second factor.
    SecondFactorFailed => "second-factor-failed",
    /// Session ended by itself.
    SignOut => "sign-out",
    /// Session ended by another session; detail: platform label of the ended one.
    SessionEnded => "session-ended",
    /// Session beyond the limit opened, which ended the least recently used one; detail: platform label of the ended
    /// one.
    SessionDisplaced => "session-displaced",
    /// All other sessions ended by one session.
    OtherSessionsEnded => "other-sessions-ended",
    /// Used refresh token presented again, which ended its session.
    RefreshTokenReused => "refresh-token-reused",
    /// Password changed within a session.
    PasswordChanged => "password-changed",
    /// Password replaced through a mailed link.
    PasswordReset => "password-reset",
    /// Mailbox proven.
    EmailVerified => "email-verified",
    /// Address replaced.
    EmailChanged => "email-changed",
    /// Address detached: its reader said that the account is not theirs.
    EmailDetached => "email-detached",
    /// Setup from before the first proof of the address removed.
    EarlierSetupRemoved => "earlier-setup-removed",
    TwoFactorEnabled => "two-factor-enabled",
    TwoFactorDisabled => "two-factor-disabled",
    /// Backup codes replaced.
    BackupCodesRenewed => "backup-codes-renewed",
    BackupCodeUsed => "backup-code-used",
    /// Passkey registered; detail: its name.
    PasskeyAdded => "passkey-added",
    /// Passkey renamed; detail: its new name.
    PasskeyRenamed => "passkey-renamed",
    /// Passkey removed; detail: its name.
    PasskeyRemoved => "passkey-removed",
    /// Identity linked; detail: the provider.
    IdentityLinked => "identity-linked",
    /// Identity unlinked; detail: the provider.
    IdentityUnlinked => "identity-unlinked",
    /// Login approved from the mailbox; detail: platform label of the client.
    LoginApproved => "login-approved",
    /// Login refused from the mailbox; detail: platform label of the client.
    LoginRefused => "login-refused",
    /// Device approved by a session; detail: its platform label.
    DevicePaired => "device-paired",
    /// Device refused by a session; detail: its platform label.
    DeviceRefused => "device-refused",
    /// Account deleted. The event names no account and is all that remains of it.
    AccountDeleted => "account-deleted",
    /// Account data exported.
    Exported => "exported",
    /// Profile, external id or metadata changed by an operator.
    ProfileChanged => "profile-changed",
    /// Role given, or taken away if there is no detail; detail: the role.
    RoleChanged => "role-changed",
    /// Service key made by an operator; detail: its name.
    KeyMade => "key-made",
    /// Service key deleted by an operator; detail: its id.
    KeyDeleted => "key-deleted",
    /// Client registered by an operator; detail: its id.
    ClientMade => "client-made",
    /// Members of a client changed by an operator; detail: its id.
    ClientChanged => "client-changed",
    /// Secret of a client replaced by an operator; detail: the client's id.
    ClientSecretMade => "client-secret-made",
    /// Client deleted by an operator; detail: its id.
    ClientDeleted => "client-deleted",
    /// Resource registered by an operator; detail: its id.
    ResourceMade => "resource-made",
    /// Members of a resource changed by an operator; detail: its id.
    ResourceChanged => "resource-changed",
    /// Secret of a resource made or replaced by an operator; detail: the resource's id.
    ResourceSecretMade => "resource-secret-made",
    /// Resource deleted by an operator; detail: its id.
    ResourceDeleted => "resource-deleted",
    /// Successor of a signing key published by an operator; detail: the key's id.
    SigningKeyRotated => "signing-key-rotated",
    /// Signing key ended by an operator; detail: its id.
    SigningKeyRevoked => "signing-key-revoked",
    /// Every session ended by an operator.
    SessionsEnded => "sessions-ended",
    /// Second factor removed by an operator.
    FactorReset => "factor-reset",
    /// Password removed by an operator.
    PasswordRemoved => "password-removed",
    /// Recovery link made by an operator.
    RecoveryLinked => "recovery-linked",
    /// Recovery link used; detail: what it set, `password` or `passkey`.
    Recovered => "recovered",
    /// Recovery without second factor and mailbox asked for by an operator.
    RecoveryAsked => "recovery-asked",
    /// Recovery approved by a second operator.
    RecoveryApproved => "recovery-approved",
    /// Link of an approved recovery shown to its approver.
    RecoveryShown => "recovery-shown",
    /// Recovery refused from the old mailbox.
    RecoveryRefused => "recovery-refused",
    /// Another account merged into this one by an operator; detail: the id that it had.
    Merged => "merged",
    /// New address entered by an operator: it is the account's once its mailbox confirms it.
    EmailChangeAsked => "email-change-asked",
    /// Former address kept or taken back by its mailbox, after an operator entered another.
    EmailRestored => "email-restored",
    /// Address vouched for by an operator.
    EmailVouched => "email-vouched",
    /// Account created by an operator.
    AccountMade => "account-made",
    /// Invitation mailed; detail: its address.
    Invited => "invited",
    /// Invitation deleted; detail: its address.
    InvitationDeleted => "invitation-deleted",
    /// Application allowed to see or do something, or more; detail: its name.
    ApplicationAllowed => "application-allowed",
    /// Application signed in to, once a session and day; detail: its name.
    ApplicationSignIn => "application-sign-in",
    /// Application removed, with everything it was allowed; detail: its name.
    ApplicationRemoved => "application-removed",
    /// Account disabled by an operator.
    AccountDisabled => "account-disabled",
    /// Disabled account enabled by an operator.
    AccountEnabled => "account-enabled",
}

impl EventKind {
    /// Parses a name. `None` for a kind that this version does not know.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

/// Security event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Cursor for paging.
    pub id: EventId,
    pub kind: EventKind,
    /// Method, provider, device or name, by [`EventKind`]. Untrusted: the client may have chosen it.
    pub detail: Option<String>,
    /// Session that caused the event, or that it opened.
    pub session_id: Option<SessionId>,
    /// Platform label of the client.
    pub platform: Option<String>,
    /// City and country, if the edge provided them.
    pub place: Option<String>,
    /// IP address, if the edge provided one.
    pub address: Option<String>,
    pub at: UnixTime,
    /// Present for an act of somebody else than the account's owner.
    pub act: Option<ActFacts>,
}

/// Facts for an account's owner about an act of an operator, a key or the command line.
#[derive(Clone, Debug)]
pub struct ActFacts {
    /// Role of the person who acted; `None` for a service key and the command line.
    pub role: Option<String>,
    pub reason: Option<String>,
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
