//! Sign-in. Every way ends in [`complete`], which alone opens sessions of existing accounts.

mod challenge;

pub use super::credentials::{Issue, Opened};
pub use challenge::answer_challenge;

use super::SignedIn;
use super::credentials::{first_token, issue_token};
use super::events::{refuse_code, stranger};
use super::mailing::tell_owner;
use super::password_check::{self, Checked, release_after_answer};
use super::second_factor::{self, DeferredSignIn, ShownCode, tell_if_backup_code};
use crate::app::App;
use crate::domain::first_proof::LinkAnswer;
use crate::domain::{Account, AccountId, AuthError, Client, Identifier, Session, SessionId, TokenKind, UnixTime};
use crate::mail::Change;
use crate::store::batch::{Batch, Handle};
use crate::store::batches::mailbox_proof::Spending;
use crate::store::batches::opening::{self, NewSession};
use crate::store::tables::attempts::{Factors, Tried};
use crate::store::tables::challenges::{FirstFactor, SpentChallenge, count_wrong_code};
use crate::store::tables::counting::Count;
use crate::store::tables::events::Trace;
use crate::store::tables::one_time_tokens::find_open_token;
use crate::store::tables::passkeys::PasskeyUse;

/// Proof of a sign-in.
pub enum SignInProof {
    /// Right password.
    Password {
        checked: Box<Checked>,
        /// Code of the second factor.
        code: Code,
    },
    /// Mailed token. Its validity is decided when it is spent.
    MagicLink {
        /// Fingerprint of the token.
        id: String,
        /// Reader's answer.
        answer: LinkAnswer,
        /// Code of the second factor.
        code: Option<String>,
    },
    /// Sign-in that was deferred for a code.
    Challenge {
        /// Fingerprint of its challenge.
        id: String,
        /// Code of the second factor.
        code: String,
    },
    /// Passkey with a verified answer, and its counted attempt.
    Passkey(PasskeyUse, Count),
    /// Identity asserted by a provider, of an account without a second factor.
    Identity {
        id: String,
        /// Batch that links it, if it is new.
        link: Option<Batch>,
        /// Redirect target afterwards.
        redirect_url: Option<String>,
    },
    /// Authorization, by the fingerprint of its `auth_id`. Its approval is checked when it is collected.
    Authorization(String),
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

/// Signs in by password. `identifier` is `None` for a text that no account can have.
///
/// # Errors
/// [`AuthError::InvalidCredentials`], [`AuthError::TooManyAttempts`], [`AuthError::EmailNotVerified`],
/// [`AuthError::TotpRequired`] or, for a code that comes later, [`AuthError::ChallengeRequired`],
/// [`AuthError::InvalidTotp`], [`AuthError::Unavailable`].
pub async fn with_password(
    app: &App,
    identifier: Option<Identifier>,
    password: &str,
    code: Code,
    client: &Client,
    issue: Issue,
) -> Result<Opened, AuthError> {
    let key = identifier.ok_or(AuthError::InvalidCredentials)?.key();
    let pseudonym = app.keys().pseudonym(&key);
    let tried = Tried::Key { key: &key, pseudonym: &pseudonym };
    let factors = if matches!(code, Code::Beside(Some(_))) { Factors::PasswordAndCode } else { Factors::Password };
    let checked = password_check::check(app, tried, factors, password, client).await?;
    complete(app, SignInProof::Password { checked: Box::new(checked), code }, client, issue).await
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
    let Held { account, session, redirect_url } = match proof {
        SignInProof::Password { checked, code } => open_by_password(app, new, *checked, code).await?,
        SignInProof::MagicLink { id, answer, code } => open_by_magic_link(app, new, (&id, answer), code).await?,
        SignInProof::Challenge { id, code } => open_by_challenge(app, new, &id, &code).await?,
        SignInProof::Authorization(id) => open_by_authorization(app, new, &id).await?,
        SignInProof::Passkey(used, attempt) => open_by_passkey(app, new, &used, &attempt).await?,
        SignInProof::Identity { id, link, redirect_url } => {
            open_by_identity(app, new, (&id, link), redirect_url).await?
        }
    };
    let token = issue_token(app, &session, issue.token_lifetime())?;
    let refresh_token = chain.map(|chain| first_token(app, &session.id, chain)).transpose()?;
    Ok(Opened { signed_in: SignedIn { account, session, token }, refresh_token, redirect_url })
}

/// Checks that the account may sign in this way.
async fn check_standing(app: &App, proof: SignInProof) -> Result<SignInProof, AuthError> {
    let unproven = |checked: &Checked| checked.account.email.is_some() && !checked.account.email_verified;
    match proof {
        SignInProof::Password { checked, .. } if app.config().require_verified_email && unproven(&checked) => {
            let mut batch = Batch::new();
            batch.release(&checked.attempt);
            batch.run(&*app.ports.database).await?;
            Err(AuthError::EmailNotVerified)
        }
        proof => Ok(proof),
    }
}

/// Account and its new session.
struct Held {
    account: Account,
    session: Session,
    redirect_url: Option<String>,
}

impl Held {
    fn of(
        opening: Option<(Account, Session)>,
        redirect_url: Option<String>,
        refused: AuthError,
    ) -> Result<Self, AuthError> {
        let (account, session) = opening.ok_or(refused)?;
        Ok(Self { account, session, redirect_url })
    }
}

async fn open_by_password(app: &App, new: NewSession<'_>, checked: Checked, code: Code) -> Result<Held, AuthError> {
    let shown = match &code {
        Code::Beside(shown) => shown.as_deref(),
        Code::Later { .. } => None,
    };
    let fitting = match second_factor::look_at(app, &checked.account.id, checked.totp.as_ref(), shown) {
        Ok(fitting) => fitting,
        Err(AuthError::InvalidTotp) => {
            release_after_answer(app, |batch| batch.release_password(&checked.attempt));
            return Err(refuse_code(app, &checked.account.id, None, new.client));
        }
        Err(AuthError::TotpRequired) => return Err(ask_for_code(app, &checked, code).await?),
        Err(error) => return Err(error),
    };
    let Checked { account, password_id, attempt, .. } = &checked;
    let mut batch = Batch::new();
    if let Some(fitting) = &fitting {
        batch.use_code(fitting, &new.id.into(), &trace_of(&new));
    }
    let opened = batch.open_session(&new, &opening::SessionProof::Password { account: &account.id, password_id });
    if fitting.is_some() {
        batch.accept_if_opened(attempt, new.id);
    } else {
        batch.release_if_opened(attempt, new.id);
    }
    match batch.run(&*app.ports.database).await.and_then(|mut done| done.take(opened)) {
        Ok(None) if fitting.is_some() => {
            release_after_answer(app, |batch| batch.release_password(attempt));
            Err(refuse_code(app, &account.id, None, new.client))
        }
        Ok(held) => {
            if let (Some(used), Some(_)) = (&fitting, &held) {
                tell_if_backup_code(app, used, new.client);
            }
            Held::of(held, None, AuthError::InvalidCredentials)
        }
        Err(error) => {
            release_after_answer(app, |batch| batch.release(attempt));
            Err(error)
        }
    }
}

/// Asks for the code that a right password came without. Not counted as a wrong guess.
async fn ask_for_code(app: &App, checked: &Checked, code: Code) -> Result<AuthError, AuthError> {
    let mut batch = Batch::new();
    batch.release(&checked.attempt);
    let asked = match code {
        Code::Beside(_) => AuthError::TotpRequired,
        Code::Later { redirect_url } => {
            let first = FirstFactor::Password(&checked.password_id);
            let redirect_url = redirect_url.as_deref();
            let deferred = DeferredSignIn { account: &checked.account.id, first, redirect_url };
            AuthError::ChallengeRequired(deferred.store(app, &mut batch)?)
        }
    };
    batch.run(&*app.ports.database).await?;
    Ok(asked)
}

async fn open_by_magic_link(
    app: &App,
    new: NewSession<'_>,
    (token, answer): (&str, LinkAnswer),
    code: Option<String>,
) -> Result<Held, AuthError> {
    let shown = match code {
        Some(code) => Some(show_code(app, &new, token, &code).await?),
        None => {
            require_no_second_factor(app, (token, answer), new.now).await?;
            None
        }
    };
    let mut batch = begin_with(app, &new, shown.as_ref());
    let spent = batch.answer_link(Spending { token, by: &new.id.into() }, answer, &trace_of(&new));
    let opened = open_and_accept(&mut batch, &new, &opening::SessionProof::MagicLink { token }, shown.as_ref());
    let mut done = batch.run(&*app.ports.database).await?;
    let redirect_url = done.take(spent)?.and_then(|spent| spent.redirect_url);
    match (done.take(opened)?, shown) {
        (None, Some(shown)) => Err(wrong_code(app, token, &shown.account, &new).await?),
        (held, shown) => {
            if let (Some(used), Some(_)) = (shown.and_then(|shown| shown.code), &held) {
                tell_if_backup_code(app, &used, new.client);
            }
            Held::of(held, redirect_url, AuthError::InvalidToken)
        }
    }
}

async fn open_by_challenge(app: &App, new: NewSession<'_>, id: &str, code: &str) -> Result<Held, AuthError> {
    let shown = show_code(app, &new, id, code).await?;
    let mut batch = begin_with(app, &new, Some(&shown));
    let spent = batch.spend_challenge(id, new.id, &trace_of(&new));
    let opened = open_and_accept(&mut batch, &new, &opening::SessionProof::Challenge { id }, Some(&shown));
    let mut done = batch.run(&*app.ports.database).await?;
    match (done.take(opened)?, done.take(spent)?) {
        (Some((account, session)), Some(SpentChallenge { redirect_url, identity_id })) => {
            if let Some(used) = &shown.code {
                tell_if_backup_code(app, used, new.client);
            }
            if identity_id.is_some() {
                tell_owner(app, &account, Change::IdentityLinked, new.client);
            }
            Ok(Held { account, session, redirect_url })
        }
        _ => Err(wrong_code(app, id, &shown.account, &new).await?),
    }
}

/// Batch that uses the code of a pending request.
fn begin_with(app: &App, new: &NewSession<'_>, shown: Option<&ShownCode>) -> Batch {
    let mut batch = Batch::new();
    if let Some(code) = shown.and_then(|shown| shown.code.as_ref()) {
        batch.use_code(code, &new.id.into(), &stranger(app, new.client));
    }
    batch
}

/// Opens the session, then accepts the attempt at the code, if there was one.
fn open_and_accept(
    batch: &mut Batch,
    new: &NewSession<'_>,
    proof: &opening::SessionProof<'_>,
    shown: Option<&ShownCode>,
) -> Handle<Option<(Account, Session)>> {
    let opened = batch.open_session(new, proof);
    if let Some(shown) = shown {
        batch.accept_if_opened(&shown.attempt, new.id);
    }
    opened
}

/// Trace of a sign-in's events.
fn trace_of<'a>(new: &NewSession<'a>) -> Trace<'a> {
    Trace { client: new.client, session: Some(new.id), at: new.now }
}

async fn show_code(app: &App, new: &NewSession<'_>, request: &str, code: &str) -> Result<ShownCode, AuthError> {
    second_factor::look_at_code(app, request, code, new.client).await?.ok_or(AuthError::InvalidToken)
}

/// Refuses a link without a code if one is required. A first proof that removes the factor requires none.
async fn require_no_second_factor(
    app: &App,
    (token, answer): (&str, LinkAnswer),
    now: UnixTime,
) -> Result<(), AuthError> {
    let open = find_open_token(&*app.ports.database, token, TokenKind::MagicLink, now).await?;
    let account = open.ok_or(AuthError::InvalidToken)?.account;
    if answer == LinkAnswer::Confirm && !account.email_proven {
        return Err(AuthError::InvalidRequest("say whether the account is yours"));
    }
    let kept = account.email_proven || !answer.removes();
    if account.second_factor && kept { Err(AuthError::TotpRequired) } else { Ok(()) }
}

/// Error of a pending request that was not spent: a wrong code, if the request is still open.
async fn wrong_code(
    app: &App,
    request: &str,
    account: &AccountId,
    new: &NewSession<'_>,
) -> Result<AuthError, AuthError> {
    if !count_wrong_code(&*app.ports.database, request, new.now).await? {
        return Ok(AuthError::InvalidToken);
    }
    Ok(refuse_code(app, account, None, new.client))
}

async fn open_by_passkey(
    app: &App,
    new: NewSession<'_>,
    used: &PasskeyUse,
    attempt: &Count,
) -> Result<Held, AuthError> {
    let mut batch = Batch::new();
    batch.spend_counter(used, new.id, new.now);
    let opened = batch.open_session(&new, &opening::SessionProof::Passkey { id: &used.id });
    batch.release_count_if_opened(attempt, new.id);
    match batch.run(&*app.ports.database).await.and_then(|mut done| done.take(opened)) {
        Ok(held) => Held::of(held, None, AuthError::InvalidPasskey("overtaken")),
        Err(error) => {
            release_after_answer(app, |batch| batch.release_count(attempt));
            Err(error)
        }
    }
}

async fn open_by_identity(
    app: &App,
    new: NewSession<'_>,
    (id, link): (&str, Option<Batch>),
    redirect_url: Option<String>,
) -> Result<Held, AuthError> {
    let mut batch = link.unwrap_or_default();
    let opened = batch.open_session(&new, &opening::SessionProof::Identity { id });
    let held = batch.run(&*app.ports.database).await?.take(opened)?;
    Held::of(held, redirect_url, AuthError::InvalidToken)
}

async fn open_by_authorization(app: &App, new: NewSession<'_>, id: &str) -> Result<Held, AuthError> {
    let mut batch = Batch::new();
    let polled = batch.collect(id, new.id, new.now);
    let opened = batch.open_session(&new, &opening::SessionProof::Authorization { id });
    let mut done = batch.run(&*app.ports.database).await?;
    let too_often = done.take(polled)?.and_then(|polled| polled.retry_after(new.now));
    let refused = too_often.map_or(AuthError::NotAuthorized, |retry_after| AuthError::TooManyAttempts { retry_after });
    Held::of(done.take(opened)?, None, refused)
}
