//! Subjects of `attempts`: a kind, a colon, and the key of the account or client counted.

use crate::domain::AccountId;
use crate::ports::Sql;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $prefix:literal,)*) => {
        /// Kind of a counter, by the prefix of its subject.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Subject {
            $($(#[$doc])* $kind,)*
        }

        impl Subject {
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// Prefix, without the colon.
            pub const fn prefix(self) -> &'static str {
                match self {
                    $(Self::$kind => $prefix,)*
                }
            }
        }
    };
}

kinds! {
    /// Wrong passwords of an account, by its id.
    Passwords => "account",
    /// Wrong passwords of a name that no account has, by its pseudonym.
    UnknownPasswords => "unknown",
    /// Wrong second factors of an account, by its id.
    Codes => "codes",
    /// Wrong second factors of a name that no account has, by its pseudonym.
    UnknownCodes => "unknown-codes",
    /// Wrong passwords and codes from a client, by its address: IPv4, or IPv6 /64.
    Client => "address",
    /// Wrong answers of passkeys from a client.
    Passkeys => "passkey",
    /// Sign-ins by passkey that a client began.
    PasskeyStarts => "passkey-start",
    /// Mails that a client asked for.
    ClientMails => "mail-client",
    /// Magic links to a mailbox, by its pseudonym.
    MagicLinks => "mail-link",
    /// Resets to a mailbox.
    Resets => "mail-reset",
    /// Other mails to a mailbox that a caller without a session asked for.
    Mails => "mail",
    /// Mails to the address of the session that asked.
    OwnMails => "mail-own",
    /// Mails to another address than that of the session that asked.
    NewMails => "mail-new",
    /// Logins of dialect C, by the pseudonym of username and address.
    Logins => "login",
    /// Wrong mailed codes of a mailbox in a window.
    MailedCodes => "code",
    /// Wrong mailed codes of a mailbox in a day.
    DailyMailedCodes => "code-day",
    /// Wrong codes of one mailed sign-in, by the pseudonym of its request.
    SignInCodes => "code-sign-in",
    /// Events that one window has once, by account and event.
    Events => "event",
    /// Wrong pairing codes of an account, by its id.
    PairingCodes => "pairing",
    /// Wrong pairing codes from a client.
    ClientPairingCodes => "pairing-address",
    /// Pairing codes that a client asked for.
    PairingStarts => "pairing-start",
    /// Failed authentications of a registered client or a resource from an address, by both.
    Applications => "application",
}

impl Subject {
    /// Subject of this key.
    pub fn of(self, whom: &str) -> String {
        format!("{}:{whom}", self.prefix())
    }

    /// Subject of an account's event.
    pub(super) fn of_event(account: &AccountId, event: &str) -> String {
        Self::Events.of(&format!("{}:{event}", account.0))
    }

    /// True for a counter of an account, deleted with it.
    pub const fn counts_account(self) -> bool {
        matches!(self, Self::Passwords | Self::Codes | Self::Events | Self::PairingCodes)
    }

    /// `DELETE` of the counters of the account that `account` returns.
    pub(super) fn delete_of_account(account: &'static str) -> Sql {
        let prefixed = |sql: Sql, kind: Self| sql.then("'").then(kind.prefix()).then(":' || ").then(account);
        let events = prefixed(Sql::from("DELETE FROM attempts WHERE ((subject >= "), Self::Events).then(" || ':'");
        let mut sql = prefixed(events.then(" AND subject < "), Self::Events).then(" || ';')");
        for kind in Self::ALL.iter().filter(|kind| kind.counts_account() && **kind != Self::Events) {
            sql = prefixed(sql.then(" OR subject = "), *kind);
        }
        sql.then(")")
    }
}
