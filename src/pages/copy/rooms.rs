//! Rooms of texts, but for the account page.

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
    }
}

texts! {
    /// Sign-in and sign-up pages.
    Entrances {
        login,
        password,
        sign_in_title,
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
    }
}

texts! {
    /// Pages that report what was done.
    Outcomes {
        email,
        reset_mailed,
        verification_mailed,
        link_mailed,
        no_mail,
        mailed_title,
        other_address_title,
        other_address_lead,
        address,
        open_there,
    }
}

texts! {
    /// Development mailbox.
    Mailbox {
        title,
        lead,
        empty,
        to,
    }
}

texts! {
    /// Reference of the API.
    Reference {
        title,
        document,
        session,
        refresh_cookie,
        request,
        required,
        answers,
    }
}

texts! {
    /// Console of operators.
    Console {
        title,
        rooms,
        overview,
        people,
        person,
        events,
        keys,
        sign_out,
        find,
        find_hint,
        search,
        any_state,
        state,
        active,
        disabled,
        nobody,
        next,
        last_days,
        as_table,
        day,
        sign_ups,
        sign_ins,
        failures,
        active_accounts,
        profile,
        email,
        address,
        verified,
        unverified,
        id,
        name,
        username,
        image,
        external_id,
        created,
        last_sign_in,
        last_used,
        save,
        change_profile,
        verify,
        reason,
        reason_hint,
        note,
        until,
        until_hint,
        silent,
        disable,
        enable,
        sign_in_methods,
        resets_lead,
        password,
        second_factor,
        set,
        not_set,
        passkey,
        identity,
        remove,
        reset_second_factor,
        remove_password,
        sessions,
        no_session,
        end,
        end_all,
        role,
        no_role,
        role_lead,
        change_role,
        metadata,
        public_metadata,
        private_metadata,
        metadata_hint,
        change_metadata,
        delete,
        delete_lead,
        delete_agreed,
        no_event,
        kind,
        any_kind,
        show,
        when,
        details,
        by,
        device,
        place,
        ip_address,
        keys_lead,
        make_key,
        key_made,
        scopes,
        ends,
        copy,
        copied,
        clients,
        clients_lead,
        make_client,
        redirect_uris,
        logout_uris,
        lines_hint,
        auth_method,
        jwks,
        scopes_hint,
        first_party,
        needs_second_factor,
        secret_made,
        resources,
        resources_lead,
        make_resource,
        identifier,
        identifier_hint,
        open_to_registered,
        new_secret,
        grace,
        no_grace,
        a_day,
        a_week,
    }
}
