//! Pages of a form's success.

use serde::{Deserialize, Serialize};

use super::ui::Emblem;
use super::ui::listed::listed;

listed! {
    /// Success of a form.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum DonePage {
        EmailVerified,
        AddressConfirmed,
        /// The new mailbox gets its mail.
        ChangeApproved,
        ChangeRefused,
        /// The address was detached from somebody else's account.
        NotMine,
        PasswordReset,
        SecondFactorRemoved,
        /// A recovery link set a credential.
        Recovered,
        /// An address was kept or taken back.
        AddressKept,
        /// Nobody gets into the account by the recovery.
        RecoveryRefused,
        /// The waiting client gets its session.
        LoginApproved,
        /// The waiting client gets no session.
        LoginRefused,
        /// The device gets its session.
        DevicePaired,
        /// The device gets no session.
        DeviceRefused,
        AccountDeleted,
        /// An application asked for it.
        SignedOut,
    }
}

impl DonePage {
    /// Sign above the heading.
    pub fn emblem(self) -> Emblem {
        match self {
            Self::ChangeApproved => Emblem::Mailed,
            Self::ChangeRefused | Self::RecoveryRefused | Self::LoginRefused | Self::DeviceRefused => Emblem::Refused,
            _ => Emblem::Done,
        }
    }

    /// True if nothing is left to do: the page says that it can be closed.
    pub fn is_the_end(self) -> bool {
        !matches!(
            self,
            Self::ChangeApproved
                | Self::PasswordReset
                | Self::SecondFactorRemoved
                | Self::Recovered
                | Self::AddressKept
        )
    }
}
