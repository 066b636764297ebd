//! Messages, one variant for each mail.

use super::act::{Attribution, ToldAct};
use super::change::Change;
use crate::domain::first_proof::EarlierSetup;
use crate::domain::{AccountOrigin, UnixTime};
use crate::facts::Circumstances;

/// Link that proves a mailbox, and the code in the same mail.
#[derive(Clone, Debug)]
pub struct AddressProof {
    pub link: String,
    /// Six digits; `None` where there is no page or session to type them in.
    pub code: Option<String>,
    /// Account to describe in the mail.
    pub account: AccountOrigin,
    /// Lifetime of the link.
    pub minutes: i64,
}

/// Content of a mail before it is worded. Each `link` is an absolute URL of this service, each `minutes` the lifetime
/// of that link; every other field may be text from an unauthenticated caller.
#[derive(Clone, Debug)]
pub enum Message {
    /// To an account's address: prove this mailbox by link or code.
    VerifyEmail(AddressProof),
    /// To the new address of an account: prove this mailbox.
    ConfirmAddress(AddressProof),
    /// To the current address of an account: approve a new one.
    ApproveAddressChange {
        link: String,
        new_email: String,
        minutes: i64,
    },
    /// To an address without an account: sign up.
    Invitation {
        link: String,
        /// From whoever invites.
        reason: Option<String>,
        minutes: i64,
    },
    /// In place of a mail with a link or a code: the account is disabled.
    AccountDisabled {
        /// From the operator who disabled it.
        reason: Option<String>,
        /// Contact for help.
        contact: Option<String>,
    },
    MagicLink {
        link: String,
        /// Six digits, for the browser or app that asked.
        code: String,
        /// Lifetime of both.
        minutes: i64,
        /// Request for the mail.
        circumstances: Circumstances,
    },
    ResetPassword {
        link: String,
        minutes: i64,
    },
    /// The account, or a way to sign in to it, changed.
    Changed {
        change: Change,
        circumstances: Circumstances,
        /// Link to the page of the change's [`Remedy`](super::Remedy), if it has one.
        link: Option<String>,
    },
    /// An operator, a service key or the command line acted on the account.
    Acted {
        act: ToldAct,
        attribution: Attribution,
        /// As in [`Self::Changed`].
        link: Option<String>,
    },
    /// The first proof of the address removed the setup from before it.
    EarlierSetupRemoved {
        setup: EarlierSetup,
        circumstances: Circumstances,
    },
    /// A client asks to sign in and waits for approval.
    ApproveLogin {
        link: String,
        username: String,
        /// Platform label of the client.
        platform: String,
        /// City and country of the client, if the edge provided them.
        place: Option<String>,
        /// IP address of the client, if the edge provided one.
        address: Option<String>,
        asked_at: UnixTime,
        minutes: i64,
    },
    /// Somebody tried to use the address of an existing account.
    AddressInUse {
        circumstances: Circumstances,
    },
}
