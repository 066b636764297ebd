//! One message of every kind.

use crate::domain::first_proof::EarlierSetup;
use crate::domain::{AccountOrigin, Role, UnixTime};
use crate::facts::Circumstances;
use crate::mail::{AddressProof, Attribution, By, Change, Message, ToldAct};

pub const LINK: &str = "https://auth.example.com/page?token=kind.AbC-_123";

pub fn account(text: &str) -> AccountOrigin {
    let some = || Some(text.to_owned());
    AccountOrigin { made_at: UnixTime(0), platform: text.to_owned(), place: some(), username: some(), name: some() }
}

pub fn circumstances(text: &str) -> Circumstances {
    let some = || Some(text.to_owned());
    Circumstances { at: UnixTime(0), platform: text.to_owned(), place: some(), address: some() }
}

pub fn magic_link(text: &str) -> Message {
    let (link, code) = (LINK.to_owned(), "012345".to_owned());
    Message::MagicLink { link, code, minutes: 15, circumstances: circumstances(text) }
}

/// Mail about a change, with the link of its remedy.
pub fn changed(change: Change, text: &str) -> Message {
    let link = change.remedy().map(|_| LINK).or(change.own_link()).map(str::to_owned);
    Message::Changed { change, circumstances: circumstances(text), link }
}

pub fn changes(text: &str) -> Vec<Change> {
    vec![
        Change::PasswordChanged,
        Change::TwoFactorEnabled { undo: None },
        Change::TwoFactorEnabled { undo: Some(LINK.to_owned()) },
        Change::TwoFactorDisabled,
        Change::TwoFactorUndone { passkeys: 1, identities: 2 },
        Change::BackupCodesRenewed,
        Change::BackupCodeUsed { left: 9 },
        Change::PasskeyAdded { name: text.to_owned() },
        Change::PasskeyRemoved,
        Change::IdentityLinked,
        Change::IdentityUnlinked,
        Change::DevicePaired,
        Change::ApplicationAllowed { name: text.to_owned() },
        Change::RecoveryLinkUsed,
        Change::NewDevice,
        Change::AddressChanged { new_email: text.to_owned(), undo: None },
        Change::AddressChanged { new_email: text.to_owned(), undo: Some(LINK.to_owned()) },
        Change::AccountDeleted,
    ]
}

/// Mail about an act, with the link of its remedy.
pub fn acted(act: ToldAct, by: By, text: &str) -> Message {
    let (place, reason) = (Some(text.to_owned()), Some(text.to_owned()));
    let link = act.remedy().map(|_| LINK).or(act.own_link()).map(str::to_owned);
    Message::Acted { act, attribution: Attribution { by, at: UnixTime(0), place, reason }, link }
}

pub fn acts(text: &str) -> Vec<ToldAct> {
    vec![
        ToldAct::Disabled { until: None },
        ToldAct::Enabled,
        ToldAct::SecondFactorReset,
        ToldAct::PasskeyRemoved,
        ToldAct::IdentityUnlinked,
        ToldAct::PasswordRemoved,
        ToldAct::RoleGiven(Role::Support),
        ToldAct::RoleRemoved,
        ToldAct::AddressChanged { new_email: text.to_owned(), undo: None },
        ToldAct::AddressChanged { new_email: text.to_owned(), undo: Some(LINK.to_owned()) },
        ToldAct::Merged,
        ToldAct::RecoveryLinkMade,
        ToldAct::EmailVouched,
        ToldAct::ProfileChanged,
        ToldAct::DetailsChanged,
        ToldAct::RecoveryAsked { link: LINK.to_owned() },
        ToldAct::RecoveryShown,
        ToldAct::RecoveryLinkMailed { link: LINK.to_owned() },
        ToldAct::RecoveryApproved { link: LINK.to_owned() },
        ToldAct::SessionEnded,
        ToldAct::SessionsEnded,
        ToldAct::Deleted,
    ]
}

/// Every message, with this text in each field that an unauthenticated caller controls: those with a link, and those
/// without.
pub fn messages_by_link(text: &str) -> (Vec<Message>, Vec<Message>) {
    let (link, minutes, some) = (|| LINK.to_owned(), 60, || Some(text.to_owned()));
    let proof = |code: &str, minutes| AddressProof {
        link: link(),
        code: Some(code.to_owned()),
        account: account(text),
        minutes,
    };
    let mut linked = vec![
        Message::VerifyEmail(proof("012345", 1440)),
        Message::ConfirmAddress(proof("543210", minutes)),
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
        Message::Invitation { link: link(), reason: some(), minutes: 10080 },
        magic_link(text),
        Message::ResetPassword { link: link(), minutes },
    ];
    let setup = EarlierSetup { password: 1, passkeys: 2, ..EarlierSetup::default() };
    let mut others = vec![
        Message::EarlierSetupRemoved { setup, circumstances: circumstances(text) },
        Message::AccountDisabled { reason: some(), contact: Some("help@acme.com".into()) },
        Message::AddressInUse { circumstances: circumstances(text) },
    ];
    for change in changes(text) {
        let is_linked = change.remedy().is_some() || change.own_link().is_some();
        let target = if is_linked { &mut linked } else { &mut others };
        target.push(changed(change, text));
    }
    for act in acts(text) {
        let is_linked = act.remedy().is_some() || act.own_link().is_some();
        let target = if is_linked { &mut linked } else { &mut others };
        target.push(acted(act, By::Key(text.to_owned()), text));
    }
    (linked, others)
}

/// All of [`messages_by_link`], those with a link first.
pub fn messages(text: &str) -> Vec<Message> {
    let (linked, others) = messages_by_link(text);
    linked.into_iter().chain(others).collect()
}
