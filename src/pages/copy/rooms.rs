//! Rooms of texts, but for the account page and the console.

use crate::domain::texts::texts;

texts! {
    /// Texts of several pages.
    Common {
        code,
        second_factor_hint,
        to_sign_in,
        to_account,
        password_rule,
        captcha_needs_script,
        too_often,
    }
}

texts! {
    /// Texts of the script, which a page gives it as attributes of its body.
    Scripted {
        show_password,
        password_too_short,
        password_too_long,
        password_own_name,
        password_weak,
        password_fair,
        password_strong,
    }
}

texts! {
    /// Sign-in and sign-up pages.
    Entrances {
        login,
        password,
        /// With the place `app`.
        sign_in_title,
        /// With the place `application`.
        continue_title,
        sign_in,
        no_account,
        sign_up_link,
        email,
        sign_up_title,
        sign_up,
        name,
        optional,
        has_account,
        or,
        mail_link,
        mail_verification,
        use_passkey,
        no_passkey,
        forgot_password,
        /// With the place `provider`.
        continue_with,
    }
}

texts! {
    /// Steps after a sign-up.
    Welcome {
        code_lead,
        first_code_lead,
        again_lead,
        go_on,
        skip,
        resend,
        change_fold,
        new_address,
        new_address_hint,
        change,
        new_lead,
        proven_title,
        proven_lead,
        passkey_title,
        passkey_lead,
        create,
        later,
        not_created,
    }
}

texts! {
    /// Pages on the way of an application's sign-in, and of its sign-out.
    Authorization {
        consent_title,
        consent_lead,
        application,
        returns_to,
        account,
        it_gets,
        identity,
        identity_value,
        profile,
        profile_value,
        email,
        email_value,
        offline,
        offline_value,
        api,
        loopback_warning,
        allow,
        cancel,
        other_account,
        factor_title,
        factor_lead,
        set_up,
        go_on,
        sign_in_again,
        back_title,
        back_lead,
        onward_title,
        onward_lead,
        sign_out_title,
        sign_out_lead,
        sign_out,
    }
}

texts! {
    /// Pages of links that give an account or an address back.
    Recovery {
        title,
        lead,
        account,
        add_passkey,
        no_passkey,
        keep_title,
        keep_lead,
        keep_warning,
        keep,
        refuse_title,
        refuse_lead,
        refuse_note,
        refuse,
    }
}

texts! {
    /// Pages of mailed links.
    Links {
        sign_in_title,
        sign_in_lead,
        sign_in,
        set_up_before,
        first_sign_in_title,
        first_sign_in_lead,
        first_sign_in_warning,
        mine,
        not_mine,
        verify_title,
        verify_lead,
        confirm_title,
        confirm_lead,
        whose_warning,
        change_title,
        change_lead,
        change_warning,
        new_address,
        approve,
        refuse,
        save_password,
        new_password,
        reset_title,
        reset_lead,
        remove_factor_title,
        remove_factor_lead,
        remove_factor,
        password,
        email,
        mail_link,
        forgot_title,
        forgot_lead,
    }
}

texts! {
    /// Pages that approve a client or a device.
    Approvals {
        username,
        approve_login,
        login_title,
        login_lead,
        first_login_lead,
        the_login,
        the_account,
        both_mine,
        account_not_mine,
        refuse_login,
        code_hint,
        pair_title,
        pair_lead,
        pair_warning,
        go_on,
        waiting_for,
        pair,
        refuse,
        device_title,
        device_lead,
        own_doing,
        second_factor_title,
        second_factor_lead,
        one_time_code_hint,
        use_backup_code,
        backup_code,
        backup_code_hint,
        over_question,
        over_wait,
        lost_phone,
        lost_use_backup_code,
        lost_use_passkey,
        lost_ask,
    }
}

texts! {
    /// Pages that report what was done.
    Outcomes {
        email,
        reset_mailed,
        verification_mailed,
        link_mailed,
        send_again,
        use_another,
        no_mail,
        mailed_title,
        other_address_title,
        other_address_lead,
        address,
        open_there,
        reason,
        contact,
        ask_for_help,
        can_close,
    }
}

texts! {
    /// Development mailbox.
    Mailbox {
        title,
        lead,
        empty,
        to,
        address,
        filter,
        all,
        html_part,
        code_hint,
    }
}

texts! {
    /// Reference of the API.
    Reference {
        title,
        contents,
        document,
        session,
        refresh_cookie,
        request,
        required,
        answers,
        search,
        samples,
        copy,
        copied,
        example,
    }
}
