//! Signing in. Whatever the way, it ends in [`complete`], which alone opens sessions of accounts that exist.

mod challenge;

pub use super::credentials::{Issue, Opened};
pub use challenge::answer_challenge;

use super::SignedIn;
use super::credentials::{first_token, issue_token};
use super::events::refuse_code;
use super::mailing::write_to_owner;
use super::password_check::{self, Checked, release_after_answer};
use super::second_factor::{self, DeferredSignIn, ShownCode};
use crate::app::App;
use crate::domain::first_proof::LinkAnswer;
use crate::domain::{Account, AccountId, AuthError, Client, Identifier, Session, SessionId, TokenKind, UnixTime};
use crate::mail::Message;
use crate::ports::Statement;
use crate::store::attempts::{Count, Factors, Tried};
use crate::store::authorizations::{Polled, collect};
use crate::store::challenges::{FirstFactor, SpentChallenge, count_wrong_code, spend_challenge};
use crate::store::events::Trace;
use crate::store::mailbox_proof::answer_link;
use crate::store::one_time_tokens::{Spent, find_open_token};
use crate::store::opening::{self, NewSession, Opening, insert_session};
use crate::store::passkeys::{PasskeyUse, spend_counter};

/// How a person proved who they are.
pub enum Proof {
    /// A right password.
    Password {
        /// The password.
        checked: Box<Checked>,
        /// The code of the second factor.
        code: Code,
    },
    /// A mailed token, by its fingerprint; whether it is good is decided when it is spent.
    MagicLink {
        /// The fingerprint.
        id: String,
        /// What its reader said.
        answer: LinkAnswer,
        /// A code, if one was shown.
        code: Option<String>,
    },
    /// A sign-in that waited for a code, by the fingerprint of its challenge.
    Challenge {
        /// The fingerprint.
        id: String,
        /// The code.
        code: String,
    },
    /// A passkey whose answer was verified, and the attempt that this was.
    Passkey(PasskeyUse, Count),
    /// An identity that a provider vouched for, of an account without a second factor.
    Identity {
        /// Its id.
        id: String,
        /// What brings it about in the same batch, if it is new.
        claim: Vec<Statement>,
        /// Where the browser goes afterwards.
        redirect_url: Option<String>,
    },
    /// An authorization, by the fingerprint of its auth_id; whether it is approved is decided when it is collected.
    Authorization(String),
}

/// How a code of the second factor comes to a password.
pub enum Code {
    /// Beside it, if at all.
    Beside(Option<String>),
    /// On the next page, if it is asked for.
    Later {
        /// Where the browser goes afterwards.
        redirect_url: Option<String>,
    },
}

/// Signs in by password. `identifier` is `None` for what no account can be called.
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
    complete(app, Proof::Password { checked: Box::new(checked), code }, client, issue).await
}

/// The one place where a proven person becomes a session: looks at the account, opens the session on the strength of
/// the proof, in the batch that spends it, and makes the tokens.
///
/// # Errors
/// [`AuthError::EmailNotVerified`]; if the proof does not hold, or no longer, [`AuthError::InvalidCredentials`],
/// [`AuthError::InvalidToken`] or [`AuthError::NotAuthorized`]; [`AuthError::TooManyAttempts`] for polling too often;
/// [`AuthError::Unavailable`].
pub async fn complete(app: &App, proof: Proof, client: &Client, issue: Issue) -> Result<Opened, AuthError> {
    let proof = check_standing(app, proof).await?;
    let id = SessionId(app.ports.entropy.uuid()?);
    let (chain, held) = (issue.draw_chain(app)?, issue.held_by(app, client));
    let new = NewSession { id: &id, client, now: app.now(), chain: chain.as_ref(), held: &held };
    let Held { account, session, redirect_url } = match proof {
        Proof::Password { checked, code } => open_by_password(app, new, *checked, code).await?,
        Proof::MagicLink { id, answer, code } => open_by_magic_link(app, new, (&id, answer), code).await?,
        Proof::Challenge { id, code } => open_by_challenge(app, new, &id, &code).await?,
        Proof::Authorization(id) => open_by_authorization(app, new, &id).await?,
        Proof::Passkey(used, attempt) => open_by_passkey(app, new, &used, &attempt).await?,
        Proof::Identity { id, claim, redirect_url } => open_by_identity(app, new, &id, claim, redirect_url).await?,
    };
    let token = issue_token(app, &session, issue.token_lifetime())?;
    let refresh_token = chain.map(|chain| first_token(app, &session.id, chain)).transpose()?;
    Ok(Opened { signed_in: SignedIn { account, session, token }, refresh_token, redirect_url })
}

/// Whether the account may sign in this way at all.
async fn check_standing(app: &App, proof: Proof) -> Result<Proof, AuthError> {
    let unproven = |checked: &Checked| checked.account.email.is_some() && !checked.account.email_verified;
    match proof {
        Proof::Password { checked, .. } if app.config().require_verified_email && unproven(&checked) => {
            app.ports.database.batch(checked.attempt.release()).await?;
            Err(AuthError::EmailNotVerified)
        }
        proof => Ok(proof),
    }
}

/// An account and its session, just opened.
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
    let Checked { account, password_id, totp, attempt } = checked;
    let (client, trace) = (new.client, trace_of(&new));
    let shown = match &code {
        Code::Beside(shown) => shown.as_deref(),
        Code::Later { .. } => None,
    };
    let claim = match second_factor::claim(app, &account.id, totp.as_ref(), shown, &new.id.0, &trace) {
        Ok(claim) => claim,
        Err(AuthError::InvalidTotp) => {
            release_after_answer(app, attempt.release_password());
            return Err(refuse_code(app, &account.id, None, client));
        }
        Err(AuthError::TotpRequired) => {
            // A right password without a code is half a sign-in, not a wrong guess.
            let mut statements = attempt.release();
            let asked = match code {
                Code::Beside(_) => AuthError::TotpRequired,
                Code::Later { redirect_url } => {
                    let first = FirstFactor::Password(&password_id);
                    let deferred = DeferredSignIn::draw(app, &account.id, first, redirect_url.as_deref())?;
                    statements.push(deferred.statement);
                    AuthError::ChallengeRequired(deferred.challenge)
                }
            };
            app.ports.database.batch(statements).await?;
            return Err(asked);
        }
        Err(error) => return Err(error),
    };
    let with_code = !claim.is_empty();
    let proof = opening::Proof::Password { account: &account.id, password_id: &password_id };
    let if_opened = if with_code { attempt.accept_if_opened(new.id) } else { attempt.release_if_opened(new.id) };
    let (if_replayed, if_unavailable) = (attempt.release_password(), attempt.release());
    match insert_session(&*app.ports.database, new, &proof, claim, Vec::new(), if_opened).await {
        Ok(Opening { held: None, .. }) if with_code => {
            release_after_answer(app, if_replayed);
            Err(refuse_code(app, &account.id, None, client))
        }
        Ok(opening) => Held::of(opening.held, None, AuthError::InvalidCredentials),
        Err(error) => {
            release_after_answer(app, if_unavailable);
            Err(error)
        }
    }
}

async fn open_by_magic_link(
    app: &App,
    new: NewSession<'_>,
    (token, answer): (&str, LinkAnswer),
    code: Option<String>,
) -> Result<Held, AuthError> {
    let (now, client, trace) = (new.now, new.client, trace_of(&new));
    let (used, release, shown_by) = match code {
        Some(code) => show_code(app, &new, token, &code).await?,
        None => require_no_second_factor(app, (token, answer), now).await?,
    };
    let claim = answer_link(token, &new.id.0, answer, &trace);
    let proof = opening::Proof::MagicLink { token };
    let Opening { claim, held } = insert_session(&*app.ports.database, new, &proof, used, claim, release).await?;
    let redirect_url = Spent::read(claim)?.and_then(|spent| spent.redirect_url);
    match (held, shown_by) {
        (None, Some(account)) => Err(wrong_code(app, token, &account, now, client).await?),
        (held, _) => Held::of(held, redirect_url, AuthError::InvalidToken),
    }
}

async fn open_by_challenge(app: &App, new: NewSession<'_>, id: &str, code: &str) -> Result<Held, AuthError> {
    let (used, release, shown_by) = show_code(app, &new, id, code).await?;
    let (now, client, claim) = (new.now, new.client, spend_challenge(id, new.id, &trace_of(&new)));
    let proof = opening::Proof::Challenge { id };
    let Opening { claim, held } = insert_session(&*app.ports.database, new, &proof, used, claim, release).await?;
    match (held, SpentChallenge::read(claim)?, shown_by) {
        (Some((account, session)), Some(SpentChallenge { redirect_url, identity_id }), _) => {
            if identity_id.is_some() {
                write_to_owner(app, &account, &Message::IdentityLinked, client);
            }
            Ok(Held { account, session, redirect_url })
        }
        (_, _, Some(account)) => Err(wrong_code(app, id, &account, now, client).await?),
        (_, _, None) => Err(AuthError::InvalidToken),
    }
}

/// Where the events of a sign-in come from.
fn trace_of<'a>(new: &NewSession<'a>) -> Trace<'a> {
    Trace { client: new.client, session: Some(new.id), at: new.now }
}

/// The statements that use a code beside a request that waits, those that release the attempt, and whose the code is.
type Shown = (Vec<Statement>, Vec<Statement>, Option<AccountId>);

async fn show_code(app: &App, new: &NewSession<'_>, request: &str, code: &str) -> Result<Shown, AuthError> {
    let shown = second_factor::look_at_code(app, request, code, &new.id.0, new.client).await?;
    let ShownCode { claim, attempt, account } = shown.ok_or(AuthError::InvalidToken)?;
    Ok((claim, attempt.accept_if_opened(new.id), Some(account)))
}

/// A link without a code is good where none is asked for: a first proof that removes the factors asks for none.
async fn require_no_second_factor(
    app: &App,
    (token, answer): (&str, LinkAnswer),
    now: UnixTime,
) -> Result<Shown, AuthError> {
    let open = find_open_token(&*app.ports.database, token, TokenKind::MagicLink, now).await?;
    let account = open.ok_or(AuthError::InvalidToken)?.account;
    if answer == LinkAnswer::Confirm && !account.email_verified {
        return Err(AuthError::InvalidRequest("say whether the account is yours"));
    }
    let kept = account.email_verified || !answer.removes();
    if account.second_factor && kept { Err(AuthError::TotpRequired) } else { Ok(Default::default()) }
}

/// Why a request that was shown with a code was not spent: the code, if the request is open still.
async fn wrong_code(
    app: &App,
    request: &str,
    account: &AccountId,
    now: UnixTime,
    client: &Client,
) -> Result<AuthError, AuthError> {
    if !count_wrong_code(&*app.ports.database, request, now).await? {
        return Ok(AuthError::InvalidToken);
    }
    Ok(refuse_code(app, account, None, client))
}

async fn open_by_passkey(
    app: &App,
    new: NewSession<'_>,
    used: &PasskeyUse,
    attempt: &Count,
) -> Result<Held, AuthError> {
    let if_opened = vec![attempt.release_if_opened(new.id)];
    let claim = vec![spend_counter(used, new.id, new.now)];
    let proof = opening::Proof::Passkey { id: &used.id };
    match insert_session(&*app.ports.database, new, &proof, Vec::new(), claim, if_opened).await {
        Ok(opening) => Held::of(opening.held, None, AuthError::InvalidPasskey("overtaken")),
        Err(error) => {
            release_after_answer(app, vec![attempt.release()]);
            Err(error)
        }
    }
}

async fn open_by_identity(
    app: &App,
    new: NewSession<'_>,
    id: &str,
    claim: Vec<Statement>,
    redirect_url: Option<String>,
) -> Result<Held, AuthError> {
    let proof = opening::Proof::Identity { id };
    let opening = insert_session(&*app.ports.database, new, &proof, Vec::new(), claim, Vec::new()).await?;
    Held::of(opening.held, redirect_url, AuthError::InvalidToken)
}

async fn open_by_authorization(app: &App, new: NewSession<'_>, id: &str) -> Result<Held, AuthError> {
    let (now, claim) = (new.now, vec![collect(id, &new.id.0, new.now)]);
    let proof = opening::Proof::Authorization { id };
    let Opening { claim, held } =
        insert_session(&*app.ports.database, new, &proof, Vec::new(), claim, Vec::new()).await?;
    let too_often = Polled::read(claim)?.and_then(|polled| polled.retry_after(now));
    let refused = too_often.map_or(AuthError::NotAuthorized, |retry_after| AuthError::TooManyAttempts { retry_after });
    Held::of(held, None, refused)
}
