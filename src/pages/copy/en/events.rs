//! Events, and methods of sign-in.

use crate::domain::EventKind;

pub fn event(kind: EventKind) -> &'static str {
    match kind {
        EventKind::SignUp => "Account created",
        EventKind::SignIn => "Signed in",
        EventKind::SignInFailed => "Wrong password at sign-in",
        EventKind::ReauthenticationFailed => "Wrong password",
        EventKind::SecondFactorFailed => "Wrong two-step verification code",
        EventKind::SignOut => "Signed out",
        EventKind::SessionEnded => "Session ended",
        EventKind::SessionDisplaced => "Too many sessions: the least recently used one was ended",
        EventKind::OtherSessionsEnded => "All other sessions ended",
        EventKind::RefreshTokenReused => "A refresh token was used twice, so its session was ended",
        EventKind::PasswordChanged => "Password changed",
        EventKind::PasswordReset => "Password reset by email",
        EventKind::EmailVerified => "Email address confirmed",
        EventKind::EmailChanged => "Email address changed",
        EventKind::EmailDetached => "Email address removed by its owner",
        EventKind::EarlierSetupRemoved => "Settings from before the email address was confirmed were removed",
        EventKind::TwoFactorEnabled => "Two-step verification turned on",
        EventKind::TwoFactorDisabled => "Two-step verification turned off",
        EventKind::BackupCodesRenewed => "New backup codes",
        EventKind::BackupCodeUsed => "Backup code used",
        EventKind::PasskeyAdded => "Passkey added",
        EventKind::PasskeyRenamed => "Passkey renamed",
        EventKind::PasskeyRemoved => "Passkey removed",
        EventKind::IdentityLinked => "Account at another provider linked",
        EventKind::IdentityUnlinked => "Account at another provider unlinked",
        EventKind::LoginApproved => "Sign-in approved by email",
        EventKind::LoginRefused => "Sign-in refused by email",
        EventKind::DevicePaired => "Device paired",
        EventKind::DeviceRefused => "Device refused",
        EventKind::AccountDeleted => "Account deleted",
        EventKind::Exported => "Data exported",
        EventKind::ProfileChanged => "Profile changed by an operator",
        EventKind::RoleChanged => "Role changed",
        EventKind::SessionsEnded => "All sessions ended by an operator",
        EventKind::KeyMade => "Service key created",
        EventKind::KeyDeleted => "Service key deleted",
        EventKind::ClientMade => "Application registered",
        EventKind::ClientChanged => "Application changed",
        EventKind::ClientSecretMade => "New secret for an application",
        EventKind::ClientDeleted => "Application deleted",
        EventKind::ResourceMade => "API registered",
        EventKind::ResourceChanged => "API changed",
        EventKind::ResourceSecretMade => "New secret for an API",
        EventKind::ResourceDeleted => "API deleted",
        EventKind::FactorReset => "Two-step verification reset by an operator",
        EventKind::PasswordRemoved => "Password removed by an operator",
        EventKind::EmailVouched => "Email address confirmed by an operator",
        EventKind::AccountDisabled => "Account disabled by an operator",
        EventKind::AccountEnabled => "Account enabled by an operator",
    }
}

pub fn method(detail: &str) -> Option<&'static str> {
    Some(match detail {
        "password" => "by password",
        "magic-link" => "by sign-in link",
        "login" => "by email approval",
        "pairing" => "by approval on another device",
        "passkey" => "by passkey",
        "identity" => "by another provider",
        _ => return None,
    })
}
