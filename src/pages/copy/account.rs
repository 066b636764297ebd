//! Rooms of the account page: one for each section, and those around them.

use crate::domain::texts::texts;
use crate::pages::account::AccountNotice;

/// Texts of the account site.
#[derive(Clone, Copy)]
pub struct AccountCopy {
    pub pages: Pages,
    pub proof: Proof,
    pub profile: Profile,
    pub email: Email,
    pub password: Password,
    pub protection: Protection,
    pub passkeys: Passkeys,
    pub two_factor: TwoFactor,
    pub identities: Identities,
    pub devices: Devices,
    pub applications: Applications,
    pub activity: Activity,
    pub data: Data,
    pub removed: Removed,
    pub second_factor: SecondFactor,
    /// Success of a form.
    pub notice: fn(AccountNotice) -> &'static str,
}

texts! {
    /// Frame of the account site, and names of its pages.
    Pages {
        sign_out,
        title,
        overview,
        security,
        devices,
        applications,
        activity,
        data,
    }
}

texts! {
    /// Proof that an act is the owner's: the password, or a new sign-in.
    Proof {
        sign_in_again,
        password,
    }
}

texts! {
    /// Section of the profile.
    Profile {
        name,
        username,
        username_hint,
        image,
        image_hint,
        save,
        edit,
        made_at,
        title,
    }
}

texts! {
    /// Section of the email address.
    Email {
        title,
        confirmed,
        not_confirmed,
        address,
        change,
        change_fold,
        none_lead,
        add,
        without_mail,
        awaits_approval,
        awaits_confirmation,
        confirm_title,
        /// With the place `email`.
        confirm_lead,
        enter_code,
        mail_again,
        new_address,
        new_address_hint,
        password_hint,
        needs_approval,
    }
}

texts! {
    /// Section of the password.
    Password {
        set,
        none,
        title,
        needs_address,
        without_mail,
        new,
        new_hint,
        change,
        change_lead,
        mail_link,
        forgotten_fold,
        forgotten_lead,
        first_lead,
    }
}

texts! {
    /// Summary of what protects the account.
    Protection {
        title,
        weak_lead,
        no_passkey,
        change,
    }
}

texts! {
    /// Section of passkeys.
    Passkeys {
        lead,
        none_lead,
        title,
        never,
        name,
        rename,
        remove,
        remove_fold,
        remove_lead,
        added_at,
        last_used,
        name_hint,
        create,
        create_fold,
        not_created,
        needs_script,
    }
}

texts! {
    /// Section of the second factor.
    TwoFactor {
        title,
        lead,
        enable,
        off,
        on,
        codes_left,
        renew,
        renew_fold,
        renew_lead,
        disable,
        disable_lead,
    }
}

texts! {
    /// Section of identities at providers.
    Identities {
        none_lead,
        lead,
        title,
        unlink,
        unlink_fold,
        unlink_lead,
        address,
        linked_at,
        sign_in_again,
        /// With the place `provider`.
        link,
    }
}

texts! {
    /// Section of sessions.
    Devices {
        end_others,
        title,
        lead,
        pair,
        this_device,
        paired,
        end,
        unknown,
        place,
        signed_in_at,
        last_used,
    }
}

texts! {
    /// Section of applications.
    Applications {
        title,
        none_lead,
        lead,
        allowed_at,
        last_used,
        remove,
        remove_fold,
        remove_lead,
    }
}

texts! {
    /// Section of recent events.
    Activity {
        title,
        latest_title,
        all,
        older,
        newest,
        /// With the place `span`.
        end,
        lead,
        none_lead,
        by,
        another_system,
        reason,
        this_device,
    }
}

texts! {
    /// Section of export and deletion.
    Data {
        export_title,
        export_lead,
        export,
        delete_title,
        delete_lead,
        delete_consent,
        delete,
    }
}

texts! {
    /// Notice of a setup that was removed.
    Removed {
        title,
        /// With the place `at`.
        lead,
    }
}

texts! {
    /// Setup of the second factor, and new backup codes.
    SecondFactor {
        new_codes_title,
        code_hint,
        enable,
        enable_lead,
        title,
        scan,
        scan_lead,
        qr_code,
        open_app,
        by_hand,
        codes,
        codes_lead,
        save,
        file_name,
        last_step,
        enabled_title,
        /// With the place `application`.
        continue_to,
        back,
    }
}
