//! Statement that opens a session, for each proof.

use super::{NewSession, SessionProof};
use crate::domain::session::SESSION_LIFETIME;
use crate::ports::Statement;
use crate::store::rows::is_disabled;
use crate::store::sql;

/// Condition that this session used a code, if the second factor of the proof's account is enabled. Every way to sign
/// in includes it unless its statement says otherwise.
macro_rules! second_factor_passed {
    ($account:literal) => {
        concat!(
            " AND NOT EXISTS (SELECT 1 FROM totp WHERE totp.account_id = ",
            $account,
            " AND totp.enabled_at IS NOT NULL AND totp.used_by IS NOT ?1)"
        )
    };
}

/// `aal` of a session that may have used a code of its account's second factor.
macro_rules! by_code {
    ($account:literal) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM totp WHERE totp.account_id = ",
            $account,
            " AND totp.enabled_at IS NOT NULL AND totp.used_by = ?1) THEN 2 ELSE 1 END"
        )
    };
}

/// Selects the [`SignInBar`] to a session of the account of this id at ?2; `NULL` if there is none.
macro_rules! bar {
    ($account:literal) => {
        concat!(
            "(SELECT CASE WHEN ",
            is_disabled!("its", "?2"),
            " THEN 'disabled' WHEN its.domain_bound = 1 AND its.email_verified_at IS NULL THEN 'unproven' END
              FROM accounts AS its WHERE its.id = ",
            $account,
            ")"
        )
    };
}

/// `INSERT INTO sessions … SELECT` for an account without a bar: ?1 id, ?2 now, ?3 end, ?4 platform, ?5 place, ?6
/// address, ?7 and ?8 the proof, ?9 and ?10 seed and key version of its refresh tokens. Beside it the `SELECT` of the bar
/// of an account for which the proof holds, on the same bindings.
macro_rules! insert_session {
    ($account:literal, $method:literal, $platform:literal, $authenticated_at:literal, $aal:expr, $from:expr) => {
        insert_session!($account, $method, $platform, $authenticated_at, $aal, "?3", $from)
    };
    (
        $account:literal, $method:literal, $platform:literal, $authenticated_at:literal, $aal:expr, $ends_at:literal,
        $from:expr
    ) => {
        (
            concat!(
                "INSERT INTO sessions (id, account_id, method, platform, place, address, created_at, authenticated_at, \
                 last_used_at, ends_at, aal, refresh_seed, refresh_key_version, refresh_generation, refresh_turned_at) \
                 SELECT ?1, ",
                $account,
                ", ",
                $method,
                ", ",
                $platform,
                ", ?2, ",
                $authenticated_at,
                ", ?2, ",
                $ends_at,
                ", ",
                $aal,
                ", ?9, ?10, CASE WHEN ?9 IS NULL THEN 0 ELSE 1 END, CASE WHEN ?9 IS NULL THEN NULL ELSE ?2 END FROM ",
                $from,
                " AND ",
                bar!($account),
                " IS NULL RETURNING id"
            ),
            concat!(
                "SELECT ?10 AS key_version, ",
                bar!($account),
                " AS bar, (SELECT disabled_reason FROM accounts AS its WHERE its.id = ",
                $account,
                ") AS reason FROM ",
                $from
            ),
        )
    };
}

/// Statement that opens a session, if its proof holds and nothing bars the account; and the one that selects the bar, if
/// the proof holds.
pub(super) fn statements(new: &NewSession<'_>, proof: &SessionProof<'_>) -> [Statement; 2] {
    let ((session, bar), one, two) = match proof {
        SessionProof::SignUp { account } => (
            insert_session!("accounts.id", "'sign-up'", "?4, ?5, ?6", "?2", "1", "accounts WHERE id = ?7"),
            account.0.as_str(),
            None,
        ),
        SessionProof::SignUpCode { account } => (
            insert_session!(
                "accounts.id",
                "'magic-link'",
                "?4, ?5, ?6",
                "?2",
                by_code!("accounts.id"),
                concat!(
                    "accounts WHERE id = ?7 AND domain_bound = 1 AND EXISTS (SELECT 1 FROM one_time_tokens
                       WHERE account_id = ?7 AND kind = 'verify-email' AND spent_by = ?1)",
                    second_factor_passed!("accounts.id")
                )
            ),
            account.0.as_str(),
            None,
        ),
        SessionProof::Password { account, password_id } => (
            insert_session!(
                "passwords.account_id",
                "'password'",
                "?4, ?5, ?6",
                "?2",
                by_code!("passwords.account_id"),
                concat!("passwords WHERE account_id = ?7 AND id = ?8", second_factor_passed!("passwords.account_id"))
            ),
            account.0.as_str(),
            Some(password_id.0.as_str()),
        ),
        SessionProof::MagicLink { token } => (
            insert_session!(
                "one_time_tokens.account_id",
                "'magic-link'",
                "?4, ?5, ?6",
                "?2",
                by_code!("one_time_tokens.account_id"),
                concat!(
                    "one_time_tokens WHERE id = ?7 AND spent_by = ?1",
                    second_factor_passed!("one_time_tokens.account_id")
                )
            ),
            token.0.as_str(),
            None,
        ),
        SessionProof::Challenge { id } => (
            insert_session!(
                "second_factor_challenges.account_id",
                "method",
                "?4, ?5, ?6",
                "?2",
                by_code!("second_factor_challenges.account_id"),
                concat!(
                    "second_factor_challenges WHERE id = ?7 AND spent_by = ?1",
                    second_factor_passed!("second_factor_challenges.account_id")
                )
            ),
            id.0.as_str(),
            None,
        ),
        // Possession and user verification in one: two factors already.
        SessionProof::Passkey { id } => (
            insert_session!(
                "passkeys.account_id",
                "'passkey'",
                "?4, ?5, ?6",
                "?2",
                "2",
                "passkeys WHERE id = ?7 AND used_by = ?1"
            ),
            id.0.as_str(),
            None,
        ),
        SessionProof::Identity { id } => (
            insert_session!(
                "identities.account_id",
                "'identity'",
                "?4, ?5, ?6",
                "?2",
                "1",
                concat!("identities WHERE id = ?7", second_factor_passed!("identities.account_id"))
            ),
            id.0.as_str(),
            None,
        ),
        // The approval required the second factor. A device ends no later than a device that approved it, so that no
        // session outlives the last authentication by more than 30 days.
        SessionProof::Authorization { id } => (
            insert_session!(
                "authorizations.account_id",
                "kind",
                "label, place, address",
                "COALESCE((SELECT authenticated_at FROM sessions WHERE id = approver_session_id), ?2)",
                "aal",
                "COALESCE((SELECT MIN(ends_at, ?3) FROM sessions
                   WHERE id = approver_session_id AND method = 'pairing'), ?3)",
                "authorizations WHERE id = ?7 AND collected_by = ?1"
            ),
            id.0.as_str(),
            None,
        ),
    };
    let (client, end) = (new.client, new.now + SESSION_LIFETIME);
    let address = client.address.map(|address| address.to_string());
    let (id, platform, place) = (new.id.0.as_str(), client.platform.as_str(), client.place.as_deref());
    let seed = new.chain.map(|chain| chain.seed.to_stored());
    let key_version = new.chain.map(|chain| chain.key_version);
    [session, bar].map(|sql| {
        sql!(sql, id, new.now, end, platform, place, address.as_deref(), one, two, seed.as_deref(), key_version)
    })
}
