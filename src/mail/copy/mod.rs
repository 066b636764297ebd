//! Text of every mail: a language is a folder. One that lacks a text does not compile.

mod en;
mod fr;
#[cfg(test)]
mod tests;

use super::letter::Letter;
use super::remedy::Remedy;
use crate::domain::texts::texts;
use crate::domain::{Language, Role};
use crate::facts::Fact;

/// Texts of one language.
pub(super) struct MailCopy {
    pub language: Language,
    pub letters: Letters,
    pub labels: Labels,
    pub changes: Changes,
    pub acts: Acts,
    pub role: fn(Role) -> &'static str,
    /// Label of a remedy's button.
    pub remedy: fn(Remedy) -> &'static str,
}

impl MailCopy {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &en::COPY,
            Language::French => &fr::COPY,
        }
    }
}

/// Text of a mail about something that was done.
#[derive(Clone, Copy)]
pub(super) struct NoticeCopy {
    pub title: &'static str,
    pub opening: &'static str,
    /// Advice for an owner who did not want it. [`APP`](super::letter::APP) stands for the service.
    pub advice: &'static str,
}

impl NoticeCopy {
    pub fn letter(&self, facts: Vec<Fact>, link: Option<(&'static str, &str)>) -> Letter {
        Letter {
            title: self.title,
            opening: self.opening,
            facts,
            link: link.map(|(label, link)| (label, link.to_owned())),
            code: None,
            closing: vec![self.advice.to_owned()],
        }
    }
}

/// Declares a room of notices, which a test can list by their names.
macro_rules! notices {
    ($(#[$about:meta])* $room:ident { $($notice:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub(super) struct $room {
            $(pub $notice: NoticeCopy,)+
        }

        #[cfg(test)]
        impl $room {
            /// Notices with their names.
            pub fn named(&self) -> Vec<(&'static str, NoticeCopy)> {
                vec![$((stringify!($notice), self.$notice)),+]
            }
        }
    };
}

texts! {
    /// Texts of mails that ask for something.
    Letters {
        /// With the places `link_span` and `code_span`.
        link_and_code_validity,
        /// With the place `span`.
        link_validity,
        address_code_label,
        code_label,
        verify_title,
        verify_opening,
        review_and_confirm,
        removed_title,
        removed_opening,
        removed_advice,
        confirm_title,
        confirm_opening,
        change_title,
        change_opening,
        review_and_decide,
        change_advice,
        invitation_title,
        invitation_opening,
        accept_invitation,
        invitation_advice,
        disabled_title,
        disabled_opening,
        disabled_advice,
        sign_in_title,
        sign_in_opening,
        sign_in,
        sign_in_code,
        sign_in_validity,
        sign_in_advice,
        new_password_title,
        new_password_opening,
        new_password,
        new_password_advice,
        login_title,
        login_opening,
        login_advice,
        address_in_use_title,
        address_in_use_opening,
        address_in_use_advice,
        not_your_account,
        by_hand,
        refuse_recovery,
        recover_account,
        keep_address,
        remove_second_factor,
    }
}

texts! {
    /// Labels of details, and the words that they are made of.
    Labels {
        message,
        reason,
        support,
        username,
        new_address,
        colon,
        codes_left,
        passkeys_removed,
        identities_removed,
        passkey,
        application,
        until,
        role,
        by,
        another_system,
        command_line,
        place,
    }
}

notices! {
    /// Mails about what was done from a session, or through a mailed link.
    Changes {
        password_changed,
        two_factor_enabled,
        two_factor_undoable,
        two_factor_disabled,
        two_factor_undone,
        backup_codes_renewed,
        backup_code_used,
        passkey_added,
        passkey_removed,
        identity_linked,
        identity_unlinked,
        device_paired,
        application_allowed,
        new_device,
        address_changed,
        address_undoable,
        account_deleted,
        recovery_link_used,
    }
}

notices! {
    /// Mails about acts of operators.
    Acts {
        disabled,
        enabled,
        second_factor_reset,
        passkey_reset,
        identity_reset,
        password_reset,
        email_vouched,
        profile_changed,
        details_changed,
        role_given,
        role_removed,
        merged,
        recovery_link_made,
        recovery_asked,
        recovery_shown,
        recovery_link_mailed,
        recovery_approved,
        session_ended,
        sessions_ended,
        deleted,
        address_entered,
        address_replaced,
    }
}
