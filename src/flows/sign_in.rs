//! Sign-in. Every way ends in [`complete`], which alone opens sessions of existing accounts.

mod authorization;
mod challenge;
mod identity;
pub mod magic_link;
mod passkey;
mod password;
mod pending;
mod sign_up_code;

pub use super::credentials::{Issue, Opened};
pub use challenge::answer_challenge;
pub use password::with_password;
pub use sign_up_code::{SignUpCode, with_sign_up_code};

use self::authorization::open_by_authorization;
use self::challenge::open_by_challenge;
use self::identity::open_by_identity;
use self::magic_link::open_by_magic_link;
use self::passkey::open_by_passkey;
use self::password::open_by_password;
use self::sign_up_code::open_by_sign_up_code;
use super::SignedIn;
use super::credentials::{first_token, issue_token};
use super::mailing::tell_owner;
use super::password_check::CheckedPassword;
use crate::app::App;
use crate::domain::first_proof::LinkAnswer;
use crate::domain::{Account, AuthError, AuthorizationId, Client, Fingerprint, IdentityId, SessionId};
use crate::mail::Change;
use crate::store::batch::Batch;
use crate::store::batches::opening::{NewSession, OpenedSession};
use crate::store::tables::counting::Count;
use crate::store::tables::events::Trace;
use crate::store::tables::passkeys::PasskeyUse;

/// Proof of a sign-in.
pub enum SignInProof {
    /// Right password.
    Password {
        checked: Box<CheckedPassword>,
        /// Code of the second factor.
        code: Code,
    },
    /// Code of a domain-bound account's verification. Its validity is decided when it is spent.
    SignUpCode(SignUpCode),
    /// Mailed token. Its validity is decided when it is spent.
    MagicLink(MailedSignIn),
    /// Sign-in that was deferred for a code.
    Challenge {
        /// Fingerprint of its challenge.
        id: Fingerprint,
        /// Code of the second factor.
        code: String,
    },
    /// Passkey with a verified answer, and its counted attempt.
    Passkey(PasskeyUse, Count),
    /// Identity asserted by a provider, of an account without a second factor.
    Identity {
        id: IdentityId,
        /// Batch that links it, if it is new.
        link: Option<Batch>,
        /// Redirect target afterwards.
        redirect_url: Option<String>,
    },
    /// Authorization. Its approval is checked when it is collected.
    Authorization(AuthorizationId),
}

/// Mailed token, presented by its link or by the code in the same mail.
pub struct MailedSignIn {
    /// Fingerprint of the token.
    pub id: Fingerprint,
    /// Reader's answer.
    pub answer: LinkAnswer,
    /// Code of the second factor.
    pub code: Option<String>,
    /// Account, if the mailed code found it already.
    pub account: Option<Box<Account>>,
}

/// Way in which a code of the second factor accompanies a password.
pub enum Code {
    /// In the same request, if at all.
    Beside(Option<String>),
    /// On the next page, if required.
    Later {
        /// Redirect target afterwards.
        redirect_url: Option<String>,
    },
}

/// Opens the session of a proven person, in the batch that spends the proof, and issues its tokens. The only place that
/// does.
///
/// # Errors
/// [`AuthError::EmailNotVerified`]; for a proof that does not hold, [`AuthError::InvalidCredentials`],
/// [`AuthError::InvalidToken`] or [`AuthError::NotAuthorized`]; [`AuthError::TooManyAttempts`] for polling too often;
/// [`AuthError::Unavailable`].
pub async fn complete(app: &App, proof: SignInProof, client: &Client, issue: Issue) -> Result<Opened, AuthError> {
    let proof = check_standing(app, proof).await?;
    let id = SessionId(app.ports.entropy.uuid()?);
    let (chain, held) = (issue.draw_chain(app)?, issue.held_by(app, client));
    let new = NewSession { id: &id, client, now: app.now(), chain: chain.as_ref(), held: &held };
    let Held { opened, redirect_url } = match proof {
        SignInProof::Password { checked, code } => open_by_password(app, new, *checked, code).await?,
        SignInProof::SignUpCode(typed) => open_by_sign_up_code(app, new, &typed).await?,
        SignInProof::MagicLink(mailed) => open_by_magic_link(app, new, mailed).await?,
        SignInProof::Challenge { id, code } => open_by_challenge(app, new, &id, &code).await?,
        SignInProof::Authorization(id) => open_by_authorization(app, new, &id).await?,
        SignInProof::Passkey(used, attempt) => open_by_passkey(app, new, &used, &attempt).await?,
        SignInProof::Identity { id, link, redirect_url } => {
            open_by_identity(app, new, (&id, link), redirect_url).await?
        }
    };
    let OpenedSession { account, session, is_new_device } = opened;
    if is_new_device && account.email_proven {
        tell_owner(app, &account, Change::NewDevice, client);
    }
    let token = issue_token(app, &session, issue.token_lifetime())?;
    let refresh_token = chain.map(|chain| first_token(app, &session.id, chain)).transpose()?;
    Ok(Opened { signed_in: SignedIn { account, session, token }, refresh_token, redirect_url })
}

/// Checks that the account may sign in this way.
async fn check_standing(app: &App, proof: SignInProof) -> Result<SignInProof, AuthError> {
    match proof {
        SignInProof::Password { checked, .. } if must_prove_address(app, &checked.account) => {
            let mut batch = Batch::new();
            batch.release(&checked.attempt);
            batch.run(&*app.ports.database).await?;
            Err(AuthError::EmailNotVerified)
        }
        proof => Ok(proof),
    }
}

/// True for an account that no password signs in to until its address is proven.
fn must_prove_address(app: &App, account: &Account) -> bool {
    let required = app.config().require_verified_email && account.email.is_some() && !account.email_verified;
    required || (account.domain_bound && !account.email_proven)
}

/// New session, and where its person goes on.
struct Held {
    opened: OpenedSession,
    redirect_url: Option<String>,
}

impl Held {
    fn of(opened: Option<OpenedSession>, redirect_url: Option<String>, refused: AuthError) -> Result<Self, AuthError> {
        Ok(Self { opened: opened.ok_or(refused)?, redirect_url })
    }
}

/// Trace of a sign-in's events.
fn trace_of<'a>(new: &NewSession<'a>) -> Trace<'a> {
    Trace { client: new.client, session: Some(new.id), at: new.now }
}
