// Made from openapi.yaml by `npm run client`. Change that file, not this one.
export interface paths {
    "/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an account and opens a session */
        post: operations["registerBearer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a session by password (A); as JSON without a password, starts a login that waits for the mailbox (C) */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/pair/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a device a code to show
         * @description A signed-in person types the code; the device polls `/auth/session/{auth_id}` every `interval` seconds.
         */
        post: operations["showPairingCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/pair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets the device in that shows this code */
        post: operations["pairDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an account by username and opens a session */
        post: operations["registerPasswordless"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/session/{auth_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Collects the session of a login that was approved, once */
        get: operations["collectSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds or changes the address, once the new mailbox has confirmed */
        post: operations["changeAddressPasswordless"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an account and opens a session */
        post: operations["signUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a session by password */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the session */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user and the session, with a renewed token once the old one is a day old */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A JWT of 5 minutes that tells an API of yours who is signed in */
        get: operations["getApiToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sessions of the account */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /** Ends all sessions but this one */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one session */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes the password and ends the other sessions */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/send-verification-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mails a link and a code that prove the mailbox
         * @description To the address of the session or, without one, to the address that is named, if an account has it and has not proven it.
         */
        post: operations["sendVerificationEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Proves a mailbox by the token of its link */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/send-magic-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mails a link and a code that sign in, if there is an account */
        post: operations["sendMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/magic-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a session by a mailed token, or by the code in the same mail */
        post: operations["signInByMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mails a link that resets the password, if there is an account */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets a password by a mailed token and ends every session */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/change-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds or changes the address, once the new mailbox has confirmed */
        post: operations["changeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives what an authenticator app needs; nothing is asked for yet */
        post: operations["enableTwoFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks a code; the first right one enables the second factor and ends the other sessions */
        post: operations["verifyTwoFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disables the second factor and ends the other sessions */
        post: operations["disableTwoFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/backup-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives ten new backup codes for the old ones */
        post: operations["renewBackupCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a sign-in that answered `TOTP_REQUIRED` with a challenge */
        post: operations["answerChallenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Without a credential, asks the browser for one; with it, keeps the passkey and tells the owner */
        post: operations["registerPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Without a credential, asks the browser for one; with it, opens a session */
        post: operations["signInByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The passkeys of the account */
        get: operations["listPasskeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the passkey */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a passkey and ends the other sessions */
        delete: operations["removePasskey"];
        options?: never;
        head?: never;
        /** Renames a passkey */
        patch: operations["renamePasskey"];
        trace?: never;
    };
    "/api/auth/oauth/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends the browser to a provider */
        get: operations["startOAuth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/callback/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Return from a provider */
        get: operations["finishOAuth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The identities at providers that sign in to the account */
        get: operations["listIdentities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/identities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Unlinks an identity and ends the other sessions */
        delete: operations["unlinkIdentity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events of the account, newest first */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes the account and all that hangs on it */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /** Changes the profile; null clears a field */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/api/auth/user/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Data that is kept about the person */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/signup/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an account and sets both cookies */
        post: operations["signUpWithCookies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/signin/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a session by password and sets both cookies */
        post: operations["signInWithCookies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify-email/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Proves the mailbox by the code in its mail */
        post: operations["verifyEmailByCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/custom-refresh/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets both cookies anew */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/custom-logout/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clears both cookies and ends the session, if there is one */
        post: operations["logOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists accounts, newest first, or finds some */
        get: operations["listUsers"];
        put?: never;
        /** Creates an account, or invites somebody to */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the invitations that have not expired, newest first */
        get: operations["listInvitations"];
        put?: never;
        /** Mails an invitation to sign up */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes an invitation */
        delete: operations["deleteInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads every event, oldest first */
        get: operations["readFeed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the service keys, newest first */
        get: operations["listKeys"];
        put?: never;
        /** Makes a service key */
        post: operations["makeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a service key */
        delete: operations["deleteKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the clients, newest first */
        get: operations["listClients"];
        put?: never;
        /** Registers a client */
        post: operations["registerClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a client */
        get: operations["showClient"];
        put?: never;
        post?: never;
        /** Deletes a client */
        delete: operations["deleteClient"];
        options?: never;
        head?: never;
        /** Changes members of a client; null stands for the default */
        patch: operations["changeClient"];
        trace?: never;
    };
    "/api/admin/v1/clients/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces the secret of a client */
        post: operations["replaceClientSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the keys that tokens are signed with */
        get: operations["listSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/signing-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publishes a successor of the key that signs now, which signs in 10 minutes */
        post: operations["rotateSigningKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/signing-keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a key that leaked; another signs at once */
        post: operations["revokeSigningKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the resources, newest first */
        get: operations["listResources"];
        put?: never;
        /** Registers a resource */
        post: operations["registerResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/resources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows a resource */
        get: operations["showResource"];
        put?: never;
        post?: never;
        /** Deletes a resource */
        delete: operations["deleteResource"];
        options?: never;
        head?: never;
        /** Changes members of a resource; null stands for the default */
        patch: operations["changeResource"];
        trace?: never;
    };
    "/api/admin/v1/resources/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a resource a secret, in place of the one before */
        post: operations["replaceResourceSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts sign-ups, sign-ins, failures and active accounts by day */
        get: operations["showStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists an account's events, newest first */
        get: operations["listUserEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists an account's active sessions, newest first */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        /** Ends every session of an account */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/sessions/{sid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows an active session of an account */
        get: operations["showUserSession"];
        put?: never;
        post?: never;
        /** Ends one session of an account */
        delete: operations["endUserSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows an account */
        get: operations["showUser"];
        put?: never;
        post?: never;
        /** Deletes an account with everything that belongs to it */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        /** Changes the profile, external id or metadata of an account; null clears a member */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/api/admin/v1/users/{id}/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Vouches for an account's address */
        post: operations["verifyUserEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes the second factor of an account and ends its sessions */
        delete: operations["resetSecondFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes the password of an account and ends its sessions */
        delete: operations["removeUserPassword"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/passkeys/{pid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a passkey of an account and ends its sessions */
        delete: operations["removeUserPasskey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/identities/{iid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes an identity of an account and ends its sessions */
        delete: operations["unlinkUserIdentity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/recovery-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a recovery link for an account
         * @description The link sets a password or adds a passkey, once, within an hour, after the code of a second factor. Within 24 hours after an operator or a key removed a second factor or a passkey of the account, it is mailed to the proven address and not shown.
         */
        post: operations["makeRecoveryLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merges another account into an account
         * @description Passkeys, identities, events and the external id move. Address, second factor, state and metadata are those of the account that is left. Both lose their sessions.
         */
        post: operations["mergeUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/recovery-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asks to recover an account whose person lost both the second factor and the mailbox
         * @description Another operator approves it, in the role since before.
         */
        post: operations["askForRecovery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/recovery-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the recovery requests that have not expired, newest first */
        get: operations["listRecoveryRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/recovery-requests/{rid}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approves a recovery request and, a day later, shows its link
         * @description The old mailbox is told at once and after 12 hours, and may refuse. 24 hours after the approval, the same call by the same operator shows the link, once. For an hour, the link sets a password or adds a passkey, and removes the second factor.
         */
        post: operations["approveRecovery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Enters another address for an account
         * @description It is the address of the account once its mailbox confirms it, within an hour. The present mailbox is told at once and, if it is proven, may keep or take back its address for 7 days.
         */
        put: operations["changeUserEmail"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Gives an account a role, or takes it away */
        put: operations["giveRole"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disables an account and ends its sessions, links and codes */
        post: operations["disableUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enables an account */
        post: operations["enableUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The metadata of the provider, by OpenID Connect Discovery */
        get: operations["getOpenIdConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same document, by RFC 8414 */
        get: operations["getAuthorizationServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/jwks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys that tokens are signed with, the RSA key first */
        get: operations["getSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeems an authorization code, or refreshes a grant
         * @description A client authenticates by the method that it is registered with, in `Authorization` or in the form.
         */
        post: operations["issueTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/userinfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Claims about the person of an access token */
        get: operations["getUserinfo"];
        put?: never;
        /** As the GET, with the token in the header or in a form */
        post: operations["postUserinfo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tells whether a token is good, and for what (RFC 7662)
         * @description A client asks about its own tokens, a resource with its secret about access tokens whose `aud` is its identifier. Public clients may not ask.
         */
        post: operations["introspectToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the grant of an access or refresh token (RFC 7009) */
        post: operations["revokeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the service can do its work */
        get: operations["checkHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Counts as an absent member */
        Empty: string;
        /**
         * Format: email
         * @description An ASCII local part at a domain name of two labels or more, 254 bytes at most
         */
        Email: string;
        /**
         * Format: password
         * @description Counted in code points, after normalisation to NFC
         */
        NewPassword: string;
        /** @description A password that is set already */
        Password: string;
        /** @description A password that the client has hashed */
        HashedPassword: string;
        /** @description A display name */
        Name: string | null;
        /**
         * Format: uri
         * @description An http or https URL
         */
        Image: string | null;
        /** @description Case does not matter */
        Username: string;
        /** @description What the client calls itself; the first 100 characters are kept */
        Label: string;
        /**
         * Format: trusted-uri
         * @description A page or an app of TRUSTED_ORIGINS, or a page of PUBLIC_URL, which may be written as a path
         */
        TrustedUrl: string;
        /** @description A code of the authenticator app or a backup code */
        SecondFactorCode: string | null;
        /**
         * @description A session token
         * @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl
         */
        Token: string;
        /** Format: date-time */
        Time: string;
        /** @description The password, for a session that authenticated more than 10 minutes ago */
        OptionalPassword: string | null;
        Remark: string | null;
        Remarks: {
            /** @description Shown to the person */
            reason?: components["schemas"]["Remark"];
            /** @description For operators alone */
            note?: components["schemas"]["Remark"];
        };
        UserPatch: {
            name?: components["schemas"]["Name"] | null;
            /** Format: uri */
            image?: string | null;
            username?: string | null;
            /** @description Your own id of the person: 1 to 255 bytes */
            externalId?: string | null;
            /** @description At most 8 KiB of JSON each */
            metadata?: {
                public?: Record<string, never> | null;
                private?: Record<string, never> | null;
            } | null;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        RoleGiven: {
            /**
             * @description null takes the role away
             * @enum {unknown}
             */
            role: "reader" | "support" | "operator" | null;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        Disabling: {
            /**
             * Format: date-time
             * @description In the future; without it until the account is enabled
             */
            until?: string | null;
            /** @description The person is not mailed; needs a note */
            silent?: boolean;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        RecoveryRequest: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            accountId: string;
            /** Format: uuid */
            askedBy: string;
            askedAt: components["schemas"]["Time"];
            approvedBy: string | null;
            /** Format: date-time */
            approvedAt: string | null;
            /**
             * Format: date-time
             * @description When the approver may see the link
             */
            readyAt: string | null;
            expiresAt: components["schemas"]["Time"];
            /**
             * Format: uri
             * @description In the one answer that shows it
             */
            url?: string;
            urlExpiresAt?: components["schemas"]["Time"];
        };
        EmailEntered: {
            email: components["schemas"]["Email"];
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        Merging: {
            /**
             * Format: uuid
             * @description Id of the account that ends
             */
            from: string;
            /**
             * @description Password that stays, if both have one
             * @enum {string}
             */
            keep?: "target" | "from";
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        /** @enum {unknown} */
        KeyScope: "users:read" | "users:write" | "events:read" | "clients:write" | "webhooks:write" | "import" | "export" | "on-behalf";
        NewUser: {
            email: components["schemas"]["Email"];
            username?: string | null;
            name?: string | null;
            /** @description Your own id of the person */
            externalId?: string | null;
            metadata?: {
                public?: Record<string, never>;
                private?: Record<string, never>;
            } | null;
            password?: string | null;
            /** @description Shown as verified; the next mailed link is still the first proof */
            emailVerified?: boolean;
            /** @description True to mail an invitation and create no account */
            invite?: boolean;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        NewInvitation: {
            email: components["schemas"]["Email"];
            username?: string | null;
            name?: string | null;
            /** @description Your own id of the person */
            externalId?: string | null;
            metadata?: {
                public?: Record<string, never>;
                private?: Record<string, never>;
            } | null;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        Invitation: {
            /** Format: uuid */
            id: string;
            email: string;
            username: string | null;
            name: string | null;
            externalId: string | null;
            metadata: {
                public: Record<string, never>;
                private: Record<string, never>;
            };
            createdAt: components["schemas"]["Time"];
            expiresAt: components["schemas"]["Time"];
            /** @description Id of the account that signed up with it */
            acceptedBy: string | null;
        };
        NewServiceKey: {
            name: components["schemas"]["Name"];
            scopes: components["schemas"]["KeyScope"][];
            /**
             * Format: date-time
             * @description In the future; without it until the key is deleted
             */
            endsAt?: string | null;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        ServiceKey: {
            id: string;
            name: string;
            scopes: components["schemas"]["KeyScope"][];
            createdAt: components["schemas"]["Time"];
            /** Format: date-time */
            endsAt: string | null;
            /**
             * Format: date-time
             * @description At most a day behind
             */
            lastUsedAt: string | null;
            /** @description Shown when it is made */
            key?: string;
        };
        /** @description RFC 7591 section 2, and four members of ours. A member that is null has its default */
        NewClient: {
            client_name?: string | null;
            redirect_uris?: string[] | null;
            grant_types?: ("authorization_code" | "refresh_token")[] | null;
            response_types?: "code"[] | null;
            scope?: string | null;
            /** @enum {unknown} */
            token_endpoint_auth_method?: "client_secret_basic" | "client_secret_post" | "private_key_jwt" | "none" | null;
            jwks?: {
                /** @description Public keys for RS256 or ES256 */
                keys: Record<string, never>[];
            } | null;
            /** @enum {unknown} */
            id_token_signed_response_alg?: "RS256" | "ES256" | null;
            post_logout_redirect_uris?: string[] | null;
            /** @enum {unknown} */
            application_type?: "web" | "native" | null;
            logo_uri?: string | null;
            tos_uri?: string | null;
            policy_uri?: string | null;
            require_pkce?: boolean | null;
            first_party?: boolean | null;
            /** @enum {unknown} */
            id_token_claims?: "userinfo" | "id_token" | null;
            require_second_factor?: boolean | null;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        ClientPatch: {
            client_name?: string | null;
            redirect_uris?: string[] | null;
            grant_types?: ("authorization_code" | "refresh_token")[] | null;
            response_types?: "code"[] | null;
            scope?: string | null;
            /** @enum {unknown} */
            token_endpoint_auth_method?: "client_secret_basic" | "client_secret_post" | "private_key_jwt" | "none" | null;
            jwks?: {
                /** @description Public keys for RS256 or ES256 */
                keys: Record<string, never>[];
            } | null;
            /** @enum {unknown} */
            id_token_signed_response_alg?: "RS256" | "ES256" | null;
            post_logout_redirect_uris?: string[] | null;
            /** @enum {unknown} */
            application_type?: "web" | "native" | null;
            logo_uri?: string | null;
            tos_uri?: string | null;
            policy_uri?: string | null;
            require_pkce?: boolean | null;
            first_party?: boolean | null;
            /** @enum {unknown} */
            id_token_claims?: "userinfo" | "id_token" | null;
            require_second_factor?: boolean | null;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        Client: {
            client_id: string;
            /** @description Seconds since 1970 */
            client_id_issued_at: number;
            /** @description Shown when it is made */
            client_secret?: string;
            /** @description 0: it does not expire */
            client_secret_expires_at?: number;
            client_name?: string;
            redirect_uris: string[];
            grant_types: ("authorization_code" | "refresh_token")[];
            response_types: "code"[];
            scope: string;
            /** @enum {unknown} */
            token_endpoint_auth_method: "client_secret_basic" | "client_secret_post" | "private_key_jwt" | "none";
            jwks?: {
                /** @description Public keys for RS256 or ES256 */
                keys: Record<string, never>[];
            };
            /** @enum {unknown} */
            id_token_signed_response_alg: "RS256" | "ES256";
            post_logout_redirect_uris: string[];
            /** @enum {unknown} */
            application_type: "web" | "native";
            logo_uri?: string;
            tos_uri?: string;
            policy_uri?: string;
            require_pkce: boolean;
            first_party: boolean;
            /** @enum {unknown} */
            id_token_claims: "userinfo" | "id_token";
            require_second_factor: boolean;
        };
        NewSecret: {
            /**
             * @description Seconds for which the secret before stays good
             * @default 0
             */
            grace: number | null;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        NewResource: {
            /** @description Absolute URI: the aud of its tokens */
            identifier: string;
            name: components["schemas"]["Name"];
            scopes?: string[] | null;
            /** @description Clients that register themselves may ask for its scopes */
            open_to_registered?: boolean | null;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        ResourcePatch: {
            /** @description Absolute URI: the aud of its tokens */
            identifier?: string;
            name?: components["schemas"]["Name"];
            scopes?: string[] | null;
            /** @description Clients that register themselves may ask for its scopes */
            open_to_registered?: boolean | null;
            reason?: components["schemas"]["Remark"];
            note?: components["schemas"]["Remark"];
        };
        Resource: {
            id: string;
            identifier: string;
            name: string;
            scopes: string[];
            open_to_registered: boolean;
            created_at: components["schemas"]["Time"];
            /** @description Shown when it is made */
            client_secret?: string;
        };
        OperatorsSession: {
            /** Format: uuid */
            id: string;
            platform: string;
            place: string | null;
            createdAt: components["schemas"]["Time"];
            lastUsedAt: components["schemas"]["Time"];
            expiresAt: components["schemas"]["Time"];
            /**
             * @description 2 if two factors or a passkey opened it
             * @enum {unknown}
             */
            aal: 1 | 2;
        };
        OperatorsEvent: {
            id: string;
            type: string;
            at: components["schemas"]["Time"];
            accountId: string | null;
            detail: string | null;
            sessionId: string | null;
            platform: string | null;
            place: string | null;
            address: string | null;
            /** @description Who acted if not the person */
            actor: {
                /** @enum {unknown} */
                type: "account" | "key" | "wrangler";
                id: string | null;
                role: string | null;
            } | null;
            reason: string | null;
            note: string | null;
        };
        DayStats: {
            /** Format: date */
            day: string;
            signUps: number;
            /** @description By method */
            signIns: {
                [key: string]: number;
            };
            failures: number;
            activeAccounts: number;
        };
        OperatorsUser: {
            /** Format: uuid */
            id: string;
            email: string | null;
            emailVerified: boolean;
            username: string | null;
            name: string | null;
            image: string | null;
            createdAt: components["schemas"]["Time"];
            /** @enum {unknown} */
            state: "active" | "disabled";
            /** Format: date-time */
            disabledUntil: string | null;
            disabledReason: string | null;
            /** @enum {unknown} */
            role: "reader" | "support" | "operator" | null;
            externalId: string | null;
            metadata: {
                public: Record<string, never>;
                private: Record<string, never>;
            };
            hasPassword: boolean;
            secondFactor: boolean;
            passkeys: {
                id: string;
                name: string;
                createdAt: components["schemas"]["Time"];
                /** Format: date-time */
                lastUsedAt: string | null;
            }[];
            identities: {
                id: string;
                provider: string;
                email: string | null;
            }[];
            /** Format: date-time */
            lastSignInAt: string | null;
        };
        /** @description From the link of an invitation */
        InvitationToken: string | null;
        HashedRegistration: {
            email: components["schemas"]["Email"];
            password: components["schemas"]["HashedPassword"];
            invitation?: components["schemas"]["InvitationToken"];
        };
        HashedCredentials: {
            email: components["schemas"]["Email"];
            password: components["schemas"]["HashedPassword"];
            totp_code?: components["schemas"]["SecondFactorCode"];
        };
        WaitingLogin: {
            username: components["schemas"]["Username"];
            email: components["schemas"]["Email"];
            session_platform: components["schemas"]["Label"];
        };
        Device: {
            name: components["schemas"]["Label"];
        };
        TypedCode: {
            /** @description What the device shows; case, spaces and hyphens do not matter */
            code: string;
        };
        PasswordlessRegistration: {
            username: components["schemas"]["Username"];
            email?: components["schemas"]["Email"] | null;
            session_platform: components["schemas"]["Label"];
            invitation?: components["schemas"]["InvitationToken"];
        };
        NewAddress: {
            email: components["schemas"]["Email"];
            password?: components["schemas"]["OptionalPassword"];
        };
        SignUp: {
            email: components["schemas"]["Email"];
            password: components["schemas"]["NewPassword"];
            name?: components["schemas"]["Name"];
            image?: components["schemas"]["Image"];
            invitation?: components["schemas"]["InvitationToken"];
        };
        SignIn: {
            email: components["schemas"]["Email"];
            password: components["schemas"]["Password"];
            totpCode?: components["schemas"]["SecondFactorCode"];
        };
        ChangePassword: {
            currentPassword: components["schemas"]["Password"];
            newPassword: components["schemas"]["NewPassword"];
        };
        MailedToken: {
            /** @description From the link in the mail */
            token: string;
        };
        MagicLink: {
            /** @description From the link in the mail */
            token: string;
            totpCode?: components["schemas"]["SecondFactorCode"];
        } | {
            /** @description From the answer to the request for the mail */
            requestId: string;
            /** @description Six digits from the mail; spaces and hyphens do not matter */
            code: string;
            totpCode?: components["schemas"]["SecondFactorCode"];
        };
        WantedLink: {
            email: components["schemas"]["Email"];
            redirectUrl?: components["schemas"]["TrustedUrl"] | null;
        };
        ResetPassword: {
            /** @description From the link in the mail */
            token: string;
            newPassword: components["schemas"]["NewPassword"];
        };
        Reauthentication: {
            password?: components["schemas"]["OptionalPassword"];
        };
        VerifyTwoFactor: {
            /** @description A code of the authenticator app */
            code: string;
        };
        TwoFactorAndReauthentication: {
            totpCode?: components["schemas"]["SecondFactorCode"];
            password?: components["schemas"]["OptionalPassword"];
        };
        Challenge: {
            /** @description From the answer that asked for the code */
            challenge: string;
            totpCode?: components["schemas"]["SecondFactorCode"];
        };
        RegisterPasskey: {
            /** @description RegistrationResponseJSON of WebAuthn Level 3, once the browser has made it */
            credential?: null;
            /** @description What its owner calls it */
            name?: string | null;
            password?: components["schemas"]["OptionalPassword"];
        };
        RenamePasskey: {
            name: string;
        };
        PasskeySignIn: {
            /** @description AuthenticationResponseJSON of WebAuthn Level 3, once the browser has answered */
            credential?: null;
        };
        Profile: {
            name?: components["schemas"]["Name"];
            image?: components["schemas"]["Image"];
            username?: components["schemas"]["Username"] | components["schemas"]["Empty"] | null;
        };
        CookieSignUp: {
            email: components["schemas"]["Email"];
            password: components["schemas"]["NewPassword"];
            name?: components["schemas"]["Name"];
            invitation?: components["schemas"]["InvitationToken"];
            /** @description Of the captcha provider, where one is set up */
            captcha?: unknown;
        };
        CookieSignIn: {
            /** @description An address or a username */
            login: string;
            password: components["schemas"]["Password"];
            totp_code?: components["schemas"]["SecondFactorCode"];
            /** @description Of the captcha provider, where one is set up */
            captcha?: unknown;
        };
        MailedCode: {
            /** @description Six digits */
            verification_code: string;
        };
        Bearer: {
            bearer: components["schemas"]["Token"];
        };
        Paired: {
            name: string;
            bearer: components["schemas"]["Token"];
        };
        PairingCode: {
            code: string;
            /** Format: uuid */
            auth_id: string;
            /** @description Unix seconds */
            expiration_date: number;
            /** @description Seconds between two polls */
            interval: number;
        };
        WaitingLoginStarted: {
            /** @description Unix seconds */
            expiration_date: number;
            /** Format: uuid */
            auth_id: string;
        };
        SessionToken: {
            session_token: components["schemas"]["Token"];
        };
        User: {
            /** Format: uuid */
            id: string;
            /** @example john@example.com */
            email: string | null;
            /** @example john */
            username: string | null;
            /** @example John Doe */
            name: string | null;
            /** @example https://app.example.com/john.png */
            image: string | null;
            emailVerified: boolean;
            /** @example false */
            twoFactorEnabled: boolean;
            createdAt: components["schemas"]["Time"];
        };
        OwnSession: {
            /** Format: uuid */
            id: string;
            token: components["schemas"]["Token"];
            expiresAt: components["schemas"]["Time"];
        };
        UserAndSession: {
            user: components["schemas"]["User"];
            session: components["schemas"]["OwnSession"];
        };
        SignedUp: {
            user: components["schemas"]["User"];
            /** @description `null` until the address is proven, where `SIGN_UP_DOMAINS` asks for that */
            session: components["schemas"]["OwnSession"] | null;
        };
        UserAndToken: {
            user: components["schemas"]["User"];
            /** @description `null`, and no cookies, until the address is proven, where `SIGN_UP_DOMAINS` asks for that */
            access_token: components["schemas"]["Token"] | null;
        };
        OnlyUser: {
            user: components["schemas"]["User"];
        };
        Success: {
            /** @constant */
            success: true;
        };
        MagicLinkSent: {
            /** @constant */
            success: true;
            message: string;
            /** @description Goes with the code in the mail. The same in form for every address */
            requestId: string;
        };
        SuccessWithUser: {
            /** @constant */
            success: true;
            user: components["schemas"]["User"];
        };
        ListedSession: {
            /** Format: uuid */
            id: string;
            platform: string;
            place: string | null;
            createdAt: components["schemas"]["Time"];
            lastUsedAt: components["schemas"]["Time"];
            expiresAt: components["schemas"]["Time"];
            /** @description Whether it is the one that asks */
            current: boolean;
        };
        Sessions: {
            sessions: components["schemas"]["ListedSession"][];
        };
        Export: {
            user: components["schemas"]["User"];
            sessions: components["schemas"]["ListedSession"][];
            passkeys: components["schemas"]["Passkey"][];
            identities: components["schemas"]["Identity"][];
            applications: components["schemas"]["Application"][];
        };
        Application: {
            clientId: string;
            name: string | null;
            allowed: components["schemas"]["AllowedScopes"][];
            allowedAt: components["schemas"]["Time"];
            lastUsedAt: components["schemas"]["Time"];
        };
        AllowedScopes: {
            /** @description Name of the API; `null` for what is told of the account itself */
            resource: string | null;
            /** @description Separated by spaces */
            scope: string;
        };
        Event: {
            id: string;
            /** @description What happened, such as `sign-in` or `password-changed` */
            type: string;
            detail: string | null;
            at: components["schemas"]["Time"];
            platform: string | null;
            place: string | null;
            address: string | null;
            /** @description Whether it was the session that asks */
            current: boolean;
        };
        Events: {
            events: components["schemas"]["Event"][];
        };
        Passkey: {
            /** Format: uuid */
            id: string;
            name: string;
            createdAt: components["schemas"]["Time"];
            lastUsedAt: components["schemas"]["Time"] | null;
        };
        Passkeys: {
            passkeys: components["schemas"]["Passkey"][];
        };
        SuccessWithPasskey: {
            /** @constant */
            success: true;
            passkey: components["schemas"]["Passkey"];
        };
        PasskeyOptions: {
            /** @description As WebAuthn Level 3 writes them in JSON */
            options: {
                challenge: string;
            };
        };
        Identity: {
            /** Format: uuid */
            id: string;
            provider: string;
            email: string | null;
            createdAt: components["schemas"]["Time"];
        };
        Identities: {
            identities: components["schemas"]["Identity"][];
        };
        TwoFactorSetup: {
            /** @description Base32 */
            secret: string;
            qrCode: string;
            otpauthUrl: string;
            backupCodes: components["schemas"]["TenCodes"];
        };
        BackupCodes: {
            backupCodes: components["schemas"]["TenCodes"];
        };
        TenCodes: string[];
        BearerError: {
            message: string;
            /** @enum {string} */
            error?: "TOTP_REQUIRED" | "INVALID_TOTP";
        };
        PasswordlessError: {
            error: string;
        };
        SessionError: {
            error: components["schemas"]["ErrorCode"];
            message: string;
            /** @description Beside `TOTP_REQUIRED` where the sign-in could not carry a code */
            challenge?: string;
        };
        SigningKeys: {
            keys: {
                id: string;
                /** @enum {unknown} */
                algorithm: "RS256" | "ES256";
                /** @enum {unknown} */
                state: "next" | "live" | "retired";
                /** Format: date-time */
                publishedAt: string;
                /** Format: date-time */
                signsAt: string;
                /** Format: date-time */
                retiresAt: string;
                /** Format: date-time */
                withdrawnAt: string;
                /** Format: date-time */
                endsAt: string;
            }[];
        };
        OAuthError: {
            /** @description A code of the RFC that the endpoint follows */
            error: string;
            error_description: string;
        };
        /** @enum {string} */
        ErrorCode: "ACCESS_DENIED" | "CAPTCHA_FAILED" | "EMAIL_NOT_VERIFIED" | "FOREIGN_ORIGIN" | "IDENTIFIER_TAKEN" | "IDENTITY_ALREADY_LINKED" | "INTERNAL_ERROR" | "INVALID_AUDIENCE" | "INVALID_CLIENT_METADATA" | "INVALID_CODE" | "INVALID_CREDENTIALS" | "INVALID_EMAIL" | "INVALID_IMAGE" | "INVALID_NAME" | "INVALID_PASSKEY" | "INVALID_PLATFORM" | "INVALID_REDIRECT" | "INVALID_REDIRECT_URI" | "INVALID_REQUEST" | "INVALID_TOKEN" | "INVALID_TOTP" | "INVALID_USERNAME" | "LAST_SIGN_IN_METHOD" | "MAIL_NOT_CONFIGURED" | "MERGE_CONFLICT" | "METHOD_NOT_ALLOWED" | "NOT_AUTHORIZED" | "NOT_FOUND" | "NO_DEVICE_FOUND" | "NO_PROVEN_ADDRESS" | "NO_SECOND_OPERATOR" | "PASSKEY_ALREADY_REGISTERED" | "PASSWORD_BREACHED" | "PASSWORD_TOO_COMMON" | "PASSWORD_TOO_LONG" | "PASSWORD_TOO_SHORT" | "PAYLOAD_TOO_LARGE" | "PREFETCH_REFUSED" | "PROVIDER_FAILED" | "REAUTHENTICATION_REQUIRED" | "RECOVERY_ALREADY_ASKED" | "RECOVERY_NOT_READY" | "SERVICE_UNAVAILABLE" | "TOO_MANY_ATTEMPTS" | "TOO_MANY_IDENTITIES" | "TOO_MANY_PASSKEYS" | "TOTP_REQUIRED" | "TWO_FACTOR_ALREADY_ENABLED" | "TWO_FACTOR_NOT_ENABLED" | "UNSUPPORTED_MEDIA_TYPE" | "NOT_ALLOWED" | "SECOND_FACTOR_REQUIRED" | "TOO_MANY_KEYS" | "ALREADY_DONE" | "EXTERNAL_ID_TAKEN" | "IDEMPOTENCY_KEY_REUSED" | "PRECONDITION_FAILED" | "ACCOUNT_DISABLED" | "DOMAIN_NOT_ALLOWED" | "SIGN_UP_CLOSED" | "USERNAME_TAKEN" | "USER_ALREADY_EXISTS";
    };
    responses: {
        /** @description Malformed */
        BearerMalformed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BearerError"];
            };
        };
        /** @description Cookies from an origin that is not trusted */
        BearerForeignOrigin: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BearerError"];
            };
        };
        /** @description The body is larger than 64 KiB */
        BearerTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BearerError"];
            };
        };
        /** @description The body is neither JSON nor a form */
        BearerMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BearerError"];
            };
        };
        /** @description Past a limit */
        BearerTooMany: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BearerError"];
            };
        };
        /** @description The service is not available */
        BearerUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BearerError"];
            };
        };
        /** @description Malformed; or what is no username, address or platform */
        PasswordlessInvalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["PasswordlessError"];
            };
        };
        /** @description Cookies from an origin that is not trusted */
        PasswordlessForeignOrigin: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["PasswordlessError"];
            };
        };
        /** @description The body is larger than 64 KiB */
        PasswordlessTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["PasswordlessError"];
            };
        };
        /** @description The body is neither JSON nor a form */
        PasswordlessMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["PasswordlessError"];
            };
        };
        /** @description Past a limit */
        PasswordlessTooMany: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["PasswordlessError"];
            };
        };
        /** @description The service is not available */
        PasswordlessUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["PasswordlessError"];
            };
        };
        /** @description `INVALID_REQUEST` */
        Invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SessionError"];
            };
        };
        /** @description `INVALID_TOKEN` */
        NoSession: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SessionError"];
            };
        };
        /** @description `FOREIGN_ORIGIN` */
        ForeignOrigin: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SessionError"];
            };
        };
        /** @description `NOT_ALLOWED`: not by this role or key, or not on this account; `SECOND_FACTOR_REQUIRED`: the session was opened by one factor; `REAUTHENTICATION_REQUIRED`: more than 10 minutes ago; `FOREIGN_ORIGIN` */
        NotAllowed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SessionError"];
            };
        };
        /** @description `NOT_FOUND` */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SessionError"];
            };
        };
        /** @description `PAYLOAD_TOO_LARGE` */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SessionError"];
            };
        };
        /** @description `UNSUPPORTED_MEDIA_TYPE` */
        MediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SessionError"];
            };
        };
        /** @description `TOO_MANY_ATTEMPTS` */
        TooMany: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SessionError"];
            };
        };
        /** @description `SERVICE_UNAVAILABLE`; `MAIL_NOT_CONFIGURED` for what is for a mail, where nothing can be mailed */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SessionError"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Any cache may keep the answer for 5 minutes */
        FiveMinutes: "public, max-age=300";
        /** @description Seconds to wait */
        RetryAfter: number;
        /** @description `access_token` and `refresh_token`, or what binds the browser to the way out */
        SetCookie: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    registerBearer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org",
                 *       "password": "5e884898da28047151d0e56f8dc62927"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["HashedRegistration"];
                /**
                 * @example {
                 *       "email": "ada@example.org",
                 *       "password": "5e884898da28047151d0e56f8dc62927"
                 *     }
                 */
                "application/json": components["schemas"]["HashedRegistration"];
            };
        };
        responses: {
            /** @description A session token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bearer"];
                };
            };
            400: components["responses"]["BearerMalformed"];
            /** @description A bad or taken address, a bad password, or sign-up is closed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BearerError"];
                };
            };
            403: components["responses"]["BearerForeignOrigin"];
            413: components["responses"]["BearerTooLarge"];
            415: components["responses"]["BearerMediaType"];
            429: components["responses"]["BearerTooMany"];
            503: components["responses"]["BearerUnavailable"];
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org",
                 *       "password": "5e884898da28047151d0e56f8dc62927"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["HashedCredentials"];
                "application/json": components["schemas"]["HashedCredentials"] | components["schemas"]["WaitingLogin"];
            };
        };
        responses: {
            /** @description A session token (A), or what to poll with (C) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bearer"] | components["schemas"]["WaitingLoginStarted"];
                };
            };
            /** @description Malformed; in C also what is no username, address or platform */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BearerError"] | components["schemas"]["PasswordlessError"];
                };
            };
            /** @description A: the address or the password is wrong; `TOTP_REQUIRED` or `INVALID_TOTP` after a right password */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BearerError"];
                };
            };
            403: components["responses"]["BearerForeignOrigin"];
            413: components["responses"]["BearerTooLarge"];
            415: components["responses"]["BearerMediaType"];
            /** @description Past a limit */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BearerError"] | components["schemas"]["PasswordlessError"];
                };
            };
            /** @description The service is not available */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BearerError"] | components["schemas"]["PasswordlessError"];
                };
            };
        };
    };
    showPairingCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Living room"
                 *     }
                 */
                "application/json": components["schemas"]["Device"];
                /**
                 * @example {
                 *       "name": "Living room"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Device"];
            };
        };
        responses: {
            /** @description The code, and what to poll with */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairingCode"];
                };
            };
            400: components["responses"]["BearerMalformed"];
            /** @description No name */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BearerError"];
                };
            };
            403: components["responses"]["BearerForeignOrigin"];
            413: components["responses"]["BearerTooLarge"];
            415: components["responses"]["BearerMediaType"];
            429: components["responses"]["BearerTooMany"];
            503: components["responses"]["BearerUnavailable"];
        };
    };
    pairDevice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "GHT234"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["TypedCode"];
                /**
                 * @example {
                 *       "code": "GHT234"
                 *     }
                 */
                "application/json": components["schemas"]["TypedCode"];
            };
        };
        responses: {
            /** @description The device's name and a token of the caller's own session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Paired"];
                };
            };
            400: components["responses"]["BearerMalformed"];
            /** @description No session or no code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BearerError"];
                };
            };
            403: components["responses"]["BearerForeignOrigin"];
            /** @description No device shows this code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BearerError"];
                };
            };
            413: components["responses"]["BearerTooLarge"];
            415: components["responses"]["BearerMediaType"];
            429: components["responses"]["BearerTooMany"];
            503: components["responses"]["BearerUnavailable"];
        };
    };
    registerPasswordless: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "grace",
                 *       "email": "grace@example.org",
                 *       "session_platform": "Laptop"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordlessRegistration"];
                /**
                 * @example {
                 *       "username": "grace",
                 *       "email": "grace@example.org",
                 *       "session_platform": "Laptop"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["PasswordlessRegistration"];
            };
        };
        responses: {
            /** @description A session token; a taken address stays unattached */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionToken"];
                };
            };
            /** @description Malformed; the username is taken; sign-up is closed; or what is no username, address or platform */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordlessError"];
                };
            };
            403: components["responses"]["PasswordlessForeignOrigin"];
            413: components["responses"]["PasswordlessTooLarge"];
            415: components["responses"]["PasswordlessMediaType"];
            429: components["responses"]["PasswordlessTooMany"];
            503: components["responses"]["PasswordlessUnavailable"];
        };
    };
    collectSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the login or the pairing code */
                auth_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A session token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionToken"];
                };
            };
            /** @description Invalid, expired, or not yet authorized */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordlessError"];
                };
            };
            429: components["responses"]["PasswordlessTooMany"];
            503: components["responses"]["PasswordlessUnavailable"];
        };
    };
    changeAddressPasswordless: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.net",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["NewAddress"];
                /**
                 * @example {
                 *       "email": "ada@example.net",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["NewAddress"];
            };
        };
        responses: {
            /** @description The new mailbox got a mail; or the old one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["PasswordlessInvalid"];
            /** @description No session, or not the password */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordlessError"];
                };
            };
            /** @description The session is not fresh and there is no password, or the address is outside the domains of the account */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordlessError"];
                };
            };
            413: components["responses"]["PasswordlessTooLarge"];
            415: components["responses"]["PasswordlessMediaType"];
            429: components["responses"]["PasswordlessTooMany"];
            503: components["responses"]["PasswordlessUnavailable"];
        };
    };
    signUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "john@example.com",
                 *       "password": "SecurePassword123!",
                 *       "name": "John Doe",
                 *       "image": "https://example.com/me.png"
                 *     }
                 */
                "application/json": components["schemas"]["SignUp"];
                /**
                 * @example {
                 *       "email": "john@example.com",
                 *       "password": "SecurePassword123!",
                 *       "name": "John Doe",
                 *       "image": "https://example.com/me.png"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["SignUp"];
            };
        };
        responses: {
            /** @description The user and a session, or none yet */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedUp"];
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_EMAIL`, `INVALID_NAME`, `INVALID_IMAGE`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_BREACHED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `SIGN_UP_CLOSED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `USER_ALREADY_EXISTS` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "john@example.com",
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"];
                /**
                 * @example {
                 *       "email": "john@example.com",
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description The user and a session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAndSession"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `INVALID_CREDENTIALS`, `TOTP_REQUIRED`, `INVALID_TOTP` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `EMAIL_NOT_VERIFIED`, `ACCOUNT_DISABLED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user and the session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAndSession"];
                };
            };
            401: components["responses"]["NoSession"];
            503: components["responses"]["Unavailable"];
        };
    };
    getApiToken: {
        parameters: {
            query?: {
                /** @description An origin of `TRUSTED_ORIGINS`; by default this service */
                audience?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed with ES256 under a key of /oauth2/jwks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        token: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            /** @description `INVALID_AUDIENCE` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
            401: components["responses"]["NoSession"];
            503: components["responses"]["Unavailable"];
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They have ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the session */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["ForeignOrigin"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "SecurePassword123!",
                 *       "newPassword": "an even better password"
                 *     }
                 */
                "application/json": components["schemas"]["ChangePassword"];
                /**
                 * @example {
                 *       "currentPassword": "SecurePassword123!",
                 *       "newPassword": "an even better password"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description It is changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description `INVALID_REQUEST`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_BREACHED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `INVALID_TOKEN`; `INVALID_CREDENTIALS` for a wrong current password */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    sendVerificationEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "email": "john@example.com"
                 *     }
                 */
                "application/json": {
                    email?: components["schemas"]["Email"] | components["schemas"]["Empty"] | null;
                };
                /**
                 * @example {
                 *       "email": "john@example.com"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    email?: components["schemas"]["Email"] | components["schemas"]["Empty"] | null;
                };
            };
        };
        responses: {
            /** @description The same for every address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_EMAIL` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "verify-email.ZXhhbXBsZSB0b2tlbiBvZiBhIG1haWxlZCBsaW5r"
                 *     }
                 */
                "application/json": components["schemas"]["MailedToken"];
                /**
                 * @example {
                 *       "token": "verify-email.ZXhhbXBsZSB0b2tlbiBvZiBhIG1haWxlZCBsaW5r"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["MailedToken"];
            };
        };
        responses: {
            /** @description The user as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessWithUser"];
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_TOKEN` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    sendMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "john@example.com",
                 *       "redirectUrl": "http://localhost:3000/dashboard"
                 *     }
                 */
                "application/json": components["schemas"]["WantedLink"];
                /**
                 * @example {
                 *       "email": "john@example.com",
                 *       "redirectUrl": "http://localhost:3000/dashboard"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["WantedLink"];
            };
        };
        responses: {
            /** @description The same for every address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MagicLinkSent"];
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_EMAIL`, `INVALID_REDIRECT` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    signInByMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "magic-link.ZXhhbXBsZSB0b2tlbiBvZiBhIG1haWxlZCBsaW5r"
                 *     }
                 */
                "application/json": components["schemas"]["MagicLink"];
                /**
                 * @example {
                 *       "token": "magic-link.ZXhhbXBsZSB0b2tlbiBvZiBhIG1haWxlZCBsaW5r"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["MagicLink"];
            };
        };
        responses: {
            /** @description The user and a session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAndSession"];
                };
            };
            /** @description `INVALID_REQUEST`; `INVALID_CODE`, for a wrong code, or one of another request. The fifth voids the code, and the link stays valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `INVALID_TOKEN`; `TOTP_REQUIRED` and `INVALID_TOTP`, which leave the token as it is */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "john@example.com",
                 *       "redirectUrl": "http://localhost:3000/dashboard"
                 *     }
                 */
                "application/json": components["schemas"]["WantedLink"];
                /**
                 * @example {
                 *       "email": "john@example.com",
                 *       "redirectUrl": "http://localhost:3000/dashboard"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["WantedLink"];
            };
        };
        responses: {
            /** @description The same for every address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_EMAIL`, `INVALID_REDIRECT` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "reset-password.ZXhhbXBsZSB0b2tlbiBvZiBhIG1haWxlZCBsaW5r",
                 *       "newPassword": "an even better password"
                 *     }
                 */
                "application/json": components["schemas"]["ResetPassword"];
                /**
                 * @example {
                 *       "token": "reset-password.ZXhhbXBsZSB0b2tlbiBvZiBhIG1haWxlZCBsaW5r",
                 *       "newPassword": "an even better password"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["ResetPassword"];
            };
        };
        responses: {
            /** @description The password is set; nobody is signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_TOKEN`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_BREACHED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.net",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["NewAddress"];
                /**
                 * @example {
                 *       "email": "ada@example.net",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["NewAddress"];
            };
        };
        responses: {
            /** @description The new mailbox got a mail; or the old one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_EMAIL` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `INVALID_TOKEN`, `INVALID_CREDENTIALS` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `REAUTHENTICATION_REQUIRED`, `DOMAIN_NOT_ALLOWED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    enableTwoFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/json": components["schemas"]["Reauthentication"];
                /**
                 * @example {
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Reauthentication"];
            };
        };
        responses: {
            /** @description The secret, as text, QR code and URL, and ten backup codes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TwoFactorSetup"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `INVALID_TOKEN`, `INVALID_CREDENTIALS` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `REAUTHENTICATION_REQUIRED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `TWO_FACTOR_ALREADY_ENABLED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    verifyTwoFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["VerifyTwoFactor"];
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["VerifyTwoFactor"];
            };
        };
        responses: {
            /** @description The user as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessWithUser"];
                };
            };
            /** @description `INVALID_REQUEST`, `TWO_FACTOR_NOT_ENABLED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `INVALID_TOKEN`, `INVALID_TOTP` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    disableTwoFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "totpCode": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["TwoFactorAndReauthentication"];
                /**
                 * @example {
                 *       "totpCode": "123456"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["TwoFactorAndReauthentication"];
            };
        };
        responses: {
            /** @description It is disabled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description `INVALID_REQUEST`, `TWO_FACTOR_NOT_ENABLED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `INVALID_TOKEN`, `INVALID_CREDENTIALS`, `TOTP_REQUIRED`, `INVALID_TOTP` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `REAUTHENTICATION_REQUIRED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    renewBackupCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "totpCode": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["TwoFactorAndReauthentication"];
                /**
                 * @example {
                 *       "totpCode": "123456"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["TwoFactorAndReauthentication"];
            };
        };
        responses: {
            /** @description The codes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupCodes"];
                };
            };
            /** @description `INVALID_REQUEST`, `TWO_FACTOR_NOT_ENABLED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `INVALID_TOKEN`, `INVALID_CREDENTIALS`, `TOTP_REQUIRED`, `INVALID_TOTP` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `REAUTHENTICATION_REQUIRED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    answerChallenge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "second-factor.ZXhhbXBsZSBjaGFsbGVuZ2Ugb2YgYSBzaWduLWlu",
                 *       "totpCode": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["Challenge"];
                /**
                 * @example {
                 *       "challenge": "second-factor.ZXhhbXBsZSBjaGFsbGVuZ2Ugb2YgYSBzaWduLWlu",
                 *       "totpCode": "123456"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Challenge"];
            };
        };
        responses: {
            /** @description The user and a session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAndSession"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `INVALID_TOKEN`, `TOTP_REQUIRED`, `INVALID_TOTP` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    registerPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/json": components["schemas"]["RegisterPasskey"];
            };
        };
        responses: {
            /** @description Options for the browser, or the passkey */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"] | components["schemas"]["SuccessWithPasskey"];
                };
            };
            /** @description `INVALID_REQUEST`, whose message names the member of the credential that is missing or malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `INVALID_TOKEN`, `INVALID_CREDENTIALS`, `INVALID_PASSKEY` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `REAUTHENTICATION_REQUIRED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `PASSKEY_ALREADY_REGISTERED`; `TOO_MANY_PASSKEYS` past 20 */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    signInByPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["PasskeySignIn"];
            };
        };
        responses: {
            /** @description Options for the browser, or the user and a session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"] | components["schemas"]["UserAndSession"];
                };
            };
            /** @description `INVALID_REQUEST`, whose message names the member of the credential that is missing or malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `INVALID_PASSKEY` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    listPasskeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The passkeys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkeys"];
                };
            };
            401: components["responses"]["NoSession"];
            503: components["responses"]["Unavailable"];
        };
    };
    removePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the passkey */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/json": components["schemas"]["Reauthentication"];
                /**
                 * @example {
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Reauthentication"];
            };
        };
        responses: {
            /** @description It is removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `INVALID_TOKEN`, `INVALID_CREDENTIALS` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `REAUTHENTICATION_REQUIRED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            404: components["responses"]["NotFound"];
            /** @description `LAST_SIGN_IN_METHOD` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    renamePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the passkey */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Telephone"
                 *     }
                 */
                "application/json": components["schemas"]["RenamePasskey"];
                /**
                 * @example {
                 *       "name": "Telephone"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["RenamePasskey"];
                /**
                 * @example {
                 *       "name": "Telephone"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["RenamePasskey"];
            };
        };
        responses: {
            /** @description The passkey as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessWithPasskey"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["ForeignOrigin"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    startOAuth: {
        parameters: {
            query?: {
                /** @description Where to go afterwards */
                redirectUrl?: components["schemas"]["TrustedUrl"];
                /**
                 * @description `true` links the identity to the account of a fresh session
                 * @example true
                 */
                link?: string;
            };
            header?: never;
            path: {
                /**
                 * @description `github`, `google`, or the name of the OpenID provider
                 * @example github
                 */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the provider */
            302: {
                headers: {
                    Location: string;
                    "Set-Cookie": components["headers"]["SetCookie"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `INVALID_REDIRECT`, `INVALID_REQUEST` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            /** @description `REAUTHENTICATION_REQUIRED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `NOT_FOUND`: the provider is not set up */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            /** @description `PROVIDER_FAILED` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            503: components["responses"]["Unavailable"];
        };
    };
    finishOAuth: {
        parameters: {
            query: {
                /** @description From the way out */
                state: string;
                /** @description From the provider */
                code?: string;
                /** @description From the provider */
                error?: string;
                /** @description The issuer */
                iss?: string;
            };
            header?: never;
            path: {
                /**
                 * @description `github`, `google`, or the name of the OpenID provider
                 * @example github
                 */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user and a session, with the cookies of dialect D */
            200: {
                headers: {
                    "Set-Cookie": components["headers"]["SetCookie"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAndSession"];
                };
            };
            /** @description To redirectUrl with cookies; or there with `?error=CODE` */
            302: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description To the page that asks for a code of the second factor, where there is a redirectUrl */
            303: {
                headers: {
                    Location: string;
                    "Set-Cookie": components["headers"]["SetCookie"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `INVALID_TOKEN` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `TOTP_REQUIRED` with a challenge */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `ACCESS_DENIED`: the person cancelled at the provider; `SIGN_UP_CLOSED`, `EMAIL_NOT_VERIFIED`, `ACCOUNT_DISABLED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `NOT_FOUND`: the provider is not set up */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `IDENTITY_ALREADY_LINKED`, `TOO_MANY_IDENTITIES` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            /** @description `PROVIDER_FAILED` */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            503: components["responses"]["Unavailable"];
        };
    };
    listIdentities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identities */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identities"];
                };
            };
            401: components["responses"]["NoSession"];
            503: components["responses"]["Unavailable"];
        };
    };
    unlinkIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the identity */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/json": components["schemas"]["Reauthentication"];
                /**
                 * @example {
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Reauthentication"];
            };
        };
        responses: {
            /** @description It is removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `INVALID_TOKEN`, `INVALID_CREDENTIALS` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `REAUTHENTICATION_REQUIRED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            404: components["responses"]["NotFound"];
            /** @description `LAST_SIGN_IN_METHOD` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The id of an event; those before it are listed */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Events"];
                };
            };
            401: components["responses"]["NoSession"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/json": components["schemas"]["Reauthentication"];
                /**
                 * @example {
                 *       "password": "SecurePassword123!"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Reauthentication"];
            };
        };
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `INVALID_TOKEN`, `INVALID_CREDENTIALS` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `REAUTHENTICATION_REQUIRED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "John Doe",
                 *       "image": "https://example.com/me.png",
                 *       "username": "john.doe"
                 *     }
                 */
                "application/json": components["schemas"]["Profile"];
                /**
                 * @example {
                 *       "name": "John Doe",
                 *       "image": "https://example.com/me.png",
                 *       "username": "john.doe"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["Profile"];
                /**
                 * @example {
                 *       "name": "John Doe",
                 *       "image": "https://example.com/me.png",
                 *       "username": "john.doe"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Profile"];
            };
        };
        responses: {
            /** @description The user as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnlyUser"];
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_NAME`, `INVALID_IMAGE`, `INVALID_USERNAME` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["ForeignOrigin"];
            /** @description `USERNAME_TAKEN` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user, what opens the account, and the applications that it signs in to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            401: components["responses"]["NoSession"];
            503: components["responses"]["Unavailable"];
        };
    };
    signUpWithCookies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "yun@example.com",
                 *       "password": "SecurePassword123!",
                 *       "name": "Yun",
                 *       "captcha": "token"
                 *     }
                 */
                "application/json": components["schemas"]["CookieSignUp"];
                /**
                 * @example {
                 *       "email": "yun@example.com",
                 *       "password": "SecurePassword123!",
                 *       "name": "Yun",
                 *       "captcha": "token"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["CookieSignUp"];
            };
        };
        responses: {
            /** @description The user and the token, and a mailed code of 6 digits */
            201: {
                headers: {
                    /** @description Both cookies; none beside a token that is `null` */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAndToken"];
                };
            };
            /** @description `INVALID_REQUEST`, `CAPTCHA_FAILED`, `INVALID_EMAIL`, `INVALID_NAME`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_BREACHED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `SIGN_UP_CLOSED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `USER_ALREADY_EXISTS` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    signInWithCookies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "yun@example.com",
                 *       "password": "SecurePassword123!",
                 *       "captcha": "token"
                 *     }
                 */
                "application/json": components["schemas"]["CookieSignIn"];
                /**
                 * @example {
                 *       "login": "yun@example.com",
                 *       "password": "SecurePassword123!",
                 *       "captcha": "token"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["CookieSignIn"];
            };
        };
        responses: {
            /** @description Signed in */
            204: {
                headers: {
                    "Set-Cookie": components["headers"]["SetCookie"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `INVALID_REQUEST`, `CAPTCHA_FAILED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `INVALID_CREDENTIALS`, `TOTP_REQUIRED`, `INVALID_TOTP` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `EMAIL_NOT_VERIFIED`, `ACCOUNT_DISABLED`, `FOREIGN_ORIGIN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    verifyEmailByCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "verification_code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["MailedCode"];
                /**
                 * @example {
                 *       "verification_code": "123456"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["MailedCode"];
            };
        };
        responses: {
            /** @description The user as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessWithUser"];
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_CODE` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refreshed */
            204: {
                headers: {
                    "Set-Cookie": components["headers"]["SetCookie"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out */
            204: {
                headers: {
                    "Set-Cookie": components["headers"]["SetCookie"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            403: components["responses"]["ForeignOrigin"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description By the address */
                email?: string;
                /** @description By the username */
                username?: string;
                /** @description By the id */
                id?: string;
                /** @description By your own id of the person */
                externalId?: string;
                /** @description By the beginning of an address or a username */
                prefix?: string;
                /** @description By the state */
                status?: "active" | "disabled";
                /** @description Most entries */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, with next unless it is the last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        users: components["schemas"]["OperatorsUser"][];
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "grace@example.org",
                 *       "name": "Grace Hopper",
                 *       "externalId": "1906"
                 *     }
                 */
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description The account; or the invitation, if one was asked for */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    } | {
                        invitation: components["schemas"]["Invitation"];
                    };
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_EMAIL`, `INVALID_USERNAME`, `INVALID_NAME`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_BREACHED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `USER_ALREADY_EXISTS`, `USERNAME_TAKEN`, `EXTERNAL_ID_TAKEN`, `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    listInvitations: {
        parameters: {
            query?: {
                /** @description Most entries */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, with next unless it is the last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        invitations: components["schemas"]["Invitation"][];
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "grace@example.org",
                 *       "name": "Grace Hopper",
                 *       "reason": "Welcome to the team"
                 *     }
                 */
                "application/json": components["schemas"]["NewInvitation"];
            };
        };
        responses: {
            /** @description The invitation; its token is in the mail alone */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        invitation: components["schemas"]["Invitation"];
                    };
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_EMAIL`, `INVALID_USERNAME`, `INVALID_NAME` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `USER_ALREADY_EXISTS`, `USERNAME_TAKEN`, `EXTERNAL_ID_TAKEN`, `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the invitation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Sent to the wrong address"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Sent to the wrong address"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description It is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    readFeed: {
        parameters: {
            query?: {
                /** @description next of the answer before; without it, from the first event */
                after?: string;
                /** @description A kind of event */
                type?: string;
                /** @description Id of an account */
                account?: string;
                /** @description Most entries */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the feed; an empty one is its end only without a type */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: components["schemas"]["OperatorsEvent"][];
                        next: string;
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description Most entries */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, without secrets, with next unless it is the last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: components["schemas"]["ServiceKey"][];
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    makeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Shop",
                 *       "scopes": [
                 *         "users:read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewServiceKey"];
            };
        };
        responses: {
            /** @description The key; its secret is shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: components["schemas"]["ServiceKey"];
                    };
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_NAME` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `TOO_MANY_KEYS` past 100, `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "It leaked"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "It leaked"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description It is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    listClients: {
        parameters: {
            query?: {
                /** @description Most entries */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, with next unless it is the last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        clients: components["schemas"]["Client"][];
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    registerClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "client_name": "Shop",
                 *       "redirect_uris": [
                 *         "https://shop.example.com/callback"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewClient"];
            };
        };
        responses: {
            /** @description The client, with its client_secret this once if it shows one */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description `INVALID_CLIENT_METADATA`, `INVALID_REDIRECT_URI`, `INVALID_REQUEST` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    showClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the client */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client, with its version in ETag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the client */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Out of use"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Out of use"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Versions that the change is meant for, as in ETag */
                "If-Match"?: string;
            };
            path: {
                /** @description Of the client */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "client_name": "Store",
                 *       "first_party": true
                 *     }
                 */
                "application/json": components["schemas"]["ClientPatch"];
                /**
                 * @example {
                 *       "client_name": "Store",
                 *       "first_party": true
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["ClientPatch"];
            };
        };
        responses: {
            /** @description The client, with its version in ETag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description `INVALID_CLIENT_METADATA`, `INVALID_REDIRECT_URI`, `INVALID_REQUEST` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `PRECONDITION_FAILED`: it is at another version */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceClientSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Of the client */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "grace": 3600
                 *     }
                 */
                "application/json": components["schemas"]["NewSecret"];
            };
        };
        responses: {
            /** @description The client with its client_secret, shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description `INVALID_CLIENT_METADATA`: the client shows no secret; `INVALID_REQUEST` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSigningKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeys"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    rotateSigningKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The `kid` */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeys"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `PRECONDITION_FAILED`: it does not sign now */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeSigningKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The `kid` */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeys"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `PRECONDITION_FAILED`: a key was made meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    listResources: {
        parameters: {
            query?: {
                /** @description Most entries */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, with next unless it is the last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        resources: components["schemas"]["Resource"][];
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    registerResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "identifier": "https://api.example.com",
                 *       "name": "Orders",
                 *       "scopes": [
                 *         "orders:read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewResource"];
            };
        };
        responses: {
            /** @description The resource, without a secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        resource: components["schemas"]["Resource"];
                    };
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_NAME` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `IDENTIFIER_TAKEN`, `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    showResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the resource */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resource, with its version in ETag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        resource: components["schemas"]["Resource"];
                    };
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteResource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the resource */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Out of use"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Out of use"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description Versions that the change is meant for, as in ETag */
                "If-Match"?: string;
            };
            path: {
                /** @description Of the resource */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "scopes": [
                 *         "orders:read",
                 *         "orders:write"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ResourcePatch"];
                /**
                 * @example {
                 *       "scopes": [
                 *         "orders:read",
                 *         "orders:write"
                 *       ]
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["ResourcePatch"];
            };
        };
        responses: {
            /** @description The resource, with its version in ETag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        resource: components["schemas"]["Resource"];
                    };
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_NAME` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `IDENTIFIER_TAKEN` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `PRECONDITION_FAILED`: it is at another version */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceResourceSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Of the resource */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "grace": 3600
                 *     }
                 */
                "application/json": components["schemas"]["NewSecret"];
            };
        };
        responses: {
            /** @description The resource with its client_secret, shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        resource: components["schemas"]["Resource"];
                    };
                };
            };
            /** @description `INVALID_REQUEST` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    showStats: {
        parameters: {
            query?: {
                /** @description Days up to today */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        days: components["schemas"]["DayStats"][];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUserEvents: {
        parameters: {
            query?: {
                /** @description Most entries */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, with next unless it is the last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: components["schemas"]["OperatorsEvent"][];
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUserSessions: {
        parameters: {
            query?: {
                /** @description Most entries */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, with next unless it is the last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: components["schemas"]["OperatorsSession"][];
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    endUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "The laptop was stolen"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "The laptop was stolen"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    showUserSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
                /** @description Of the session */
                sid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session: components["schemas"]["OperatorsSession"];
                    };
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    endUserSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
                /** @description Of the session */
                sid: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "The laptop was stolen"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "The laptop was stolen"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    showUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Asked for it"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Asked for it"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Versions that the change is meant for, as in ETag */
                "If-Match"?: string;
            };
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "John Doe",
                 *       "externalId": "42",
                 *       "metadata": {
                 *         "public": {
                 *           "team": "red"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserPatch"];
                /**
                 * @example {
                 *       "name": "John Doe",
                 *       "externalId": "42",
                 *       "metadata": {
                 *         "public": {
                 *           "team": "red"
                 *         }
                 *       }
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            /** @description `INVALID_REQUEST`, `INVALID_NAME`, `INVALID_IMAGE`, `INVALID_USERNAME` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `USERNAME_TAKEN`, `EXTERNAL_ID_TAKEN` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            /** @description `PRECONDITION_FAILED`: it is at another version */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    verifyUserEmail: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Seen at the desk"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Seen at the desk"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    resetSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Lost the phone"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Lost the phone"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    removeUserPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Was phished"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Was phished"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    removeUserPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
                /** @description Of the passkey */
                pid: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Lost the key"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Lost the key"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    unlinkUserIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
                /** @description Of the identity */
                iid: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Left that provider"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Left that provider"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    makeRecoveryLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Lost the mailbox"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Lost the mailbox"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The link; url is null where it was mailed instead */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uri */
                        url: string | null;
                        expiresAt: components["schemas"]["Time"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `NO_PROVEN_ADDRESS` where it may only be mailed; `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    mergeUsers: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": "45314ce9-74c8-48dd-9094-0bcf980f335b",
                 *       "keep": "target",
                 *       "reason": "Signed up twice"
                 *     }
                 */
                "application/json": components["schemas"]["Merging"];
                /**
                 * @example {
                 *       "from": "45314ce9-74c8-48dd-9094-0bcf980f335b",
                 *       "keep": "target",
                 *       "reason": "Signed up twice"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Merging"];
            };
        };
        responses: {
            /** @description The account that is left */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `MERGE_CONFLICT` if either has a role or an unproven address or had a factor or passkey reset by an operator or a key in the last 24 hours, if only the other has a second factor, or if this one has a second factor and the other a passkey or an identity; `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    askForRecovery: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Showed their passport"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Showed their passport"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The request */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recoveryRequest: components["schemas"]["RecoveryRequest"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `NO_SECOND_OPERATOR`, `RECOVERY_ALREADY_ASKED`; `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            /** @description `MAIL_NOT_CONFIGURED`, `SERVICE_UNAVAILABLE` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
        };
    };
    listRecoveryRequests: {
        parameters: {
            query?: {
                /** @description Most entries */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, with next unless it is the last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recoveryRequests: components["schemas"]["RecoveryRequest"][];
                        next?: string;
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    approveRecovery: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Of the request */
                rid: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Called back"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Called back"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The request; with url, this once, when its day has passed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recoveryRequest: components["schemas"]["RecoveryRequest"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `RECOVERY_NOT_READY` before its day has passed; `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            /** @description `MAIL_NOT_CONFIGURED`, `SERVICE_UNAVAILABLE` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
        };
    };
    changeUserEmail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "new@example.org",
                 *       "reason": "Lost the mailbox"
                 *     }
                 */
                "application/json": components["schemas"]["EmailEntered"];
                /**
                 * @example {
                 *       "email": "new@example.org",
                 *       "reason": "Lost the mailbox"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["EmailEntered"];
            };
        };
        responses: {
            /** @description The account, with its present address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            /** @description `INVALID_EMAIL`, `INVALID_REQUEST` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `USER_ALREADY_EXISTS` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            /** @description `MAIL_NOT_CONFIGURED`, `SERVICE_UNAVAILABLE` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
        };
    };
    giveRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "role": "support",
                 *       "reason": "Joined the help desk"
                 *     }
                 */
                "application/json": components["schemas"]["RoleGiven"];
                /**
                 * @example {
                 *       "role": "support",
                 *       "reason": "Joined the help desk"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["RoleGiven"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    disableUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Left the company"
                 *     }
                 */
                "application/json": components["schemas"]["Disabling"];
                /**
                 * @example {
                 *       "reason": "Left the company"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Disabling"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    enableUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request with the same key acts once in 24 hours */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Of the account */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "Came back"
                 *     }
                 */
                "application/json": components["schemas"]["Remarks"];
                /**
                 * @example {
                 *       "reason": "Came back"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["Remarks"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["OperatorsUser"];
                    };
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["NoSession"];
            403: components["responses"]["NotAllowed"];
            404: components["responses"]["NotFound"];
            /** @description `IDEMPOTENCY_KEY_REUSED`, `ALREADY_DONE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
            413: components["responses"]["TooLarge"];
            415: components["responses"]["MediaType"];
            429: components["responses"]["TooMany"];
            503: components["responses"]["Unavailable"];
        };
    };
    getOpenIdConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is supported, and where */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["FiveMinutes"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uri */
                        issuer: string;
                        /** Format: uri */
                        jwks_uri: string;
                    };
                };
            };
        };
    };
    getAuthorizationServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is supported, and where */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["FiveMinutes"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uri */
                        issuer: string;
                        /** Format: uri */
                        jwks_uri: string;
                    };
                };
            };
        };
    };
    getSigningKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A key set (RFC 7517) */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["FiveMinutes"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: Record<string, never>[];
                    };
                };
            };
            /** @description `temporarily_unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    issueTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grant_type": "authorization_code",
                 *       "code": "dGhpcyBpcyBhbiBleGFtcGxlIG9mIGEgY29kZSBvZiBvdXJz",
                 *       "redirect_uri": "https://app.example.com/callback",
                 *       "code_verifier": "YS12ZXJpZmllci1vZi1mb3J0eS10aHJlZS1jaGFyYWN0ZXJz",
                 *       "client_id": "45314ce9-74c8-48dd-9094-0bcf980f335b"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    /** @enum {unknown} */
                    grant_type: "authorization_code" | "refresh_token";
                    code?: string;
                    /** @description May be absent where PKCE was used */
                    redirect_uri?: string;
                    code_verifier?: string;
                    refresh_token?: string;
                    /** @description Some of the granted scopes, for `refresh_token` */
                    scope?: string;
                    /** @description The resource that was granted (RFC 8707) */
                    resource?: string;
                    client_id?: string;
                    client_secret?: string;
                    /** @constant */
                    client_assertion_type?: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                    /** @description A JWT of RFC 7523 whose `aud` is the issuer or this endpoint, good once */
                    client_assertion?: string;
                };
            };
        };
        responses: {
            /** @description The tokens (RFC 6749 section 5.1); an ID token with the scope `openid` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        access_token: string;
                        /** @constant */
                        token_type: "Bearer";
                        /** @constant */
                        expires_in: 600;
                        scope: string;
                        id_token?: string;
                        refresh_token?: string;
                    };
                };
            };
            /** @description `invalid_request`, `invalid_grant`, `invalid_scope`, `invalid_target`, `unauthorized_client`, `unsupported_grant_type` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_client` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: more than 64 KiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: no form */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: 50 failed authentications of this client from this address in 15 minutes */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    getUserinfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `sub`, and what the scopes `profile` and `email` grant */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sub: string;
                        name?: string;
                        picture?: string;
                        preferred_username?: string;
                        updated_at?: number;
                        email?: string;
                        email_verified?: boolean;
                    };
                };
            };
            /** @description `invalid_token` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `insufficient_scope`: without the scope `openid` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    postUserinfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "access_token": "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJ9.c2ln"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    access_token?: string;
                };
            };
        };
        responses: {
            /** @description `sub`, and what the scopes `profile` and `email` grant */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sub: string;
                        name?: string;
                        picture?: string;
                        preferred_username?: string;
                        updated_at?: number;
                        email?: string;
                        email_verified?: boolean;
                    };
                };
            };
            /** @description `invalid_request`: two tokens */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_token` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `insufficient_scope`: without the scope `openid` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: more than 64 KiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: no form */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    introspectToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJ9.c2ln"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    token: string;
                    token_type_hint?: string;
                    client_id?: string;
                    client_secret?: string;
                    client_assertion_type?: string;
                    client_assertion?: string;
                };
            };
        };
        responses: {
            /** @description `active`, and the claims of a token that is the asker's and good */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        active: boolean;
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_client` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: more than 64 KiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: no form */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: as for tokens */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJ9.c2ln"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    token: string;
                    token_type_hint?: string;
                    client_id?: string;
                    client_secret?: string;
                    client_assertion_type?: string;
                    client_assertion?: string;
                };
            };
        };
        responses: {
            /** @description It is ended, or was no token of this client */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_client` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: more than 64 KiB */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: no form */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: as for tokens */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    checkHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                        warnings?: {
                            setting: string;
                            entry?: string | null;
                            problem: string;
                        }[];
                    };
                };
            };
            /** @description `SERVICE_UNAVAILABLE` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionError"];
                };
            };
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
}
