//! Sign-in by a mailed link, or by the code in the same mail. Both stand for one token: either spends it.

use serde::{Deserialize, Serialize};

use super::pending::{begin_with, show_code, wrong_code};
use super::{Held, Issue, MailedSignIn, Opened, SignInProof, complete, trace_of};
use crate::app::App;
use crate::crypto::keys::Pseudonym;
use crate::crypto::one_time_token::six_digits;
use crate::crypto::subkey::fingerprint;
use crate::domain::first_proof::LinkAnswer;
use crate::domain::typed_code;
use crate::domain::{Account, AuthError, Client, EmailAddress, Fingerprint, RedirectUrl, TokenKind};
use crate::facts::Circumstances;
use crate::flows::links::press;
use crate::flows::mailing::{LinkToMail, draw_token, mail_link, minutes, require_mail, tell_if_removed};
use crate::flows::password_check::release_after_answer;
use crate::flows::requests::{LinkRequest, find_link_by_id, forget};
use crate::flows::second_factor::tell_if_backup_code;
use crate::mail::Message;
use crate::store::batches::link_code::{LinkCode, check_code};
use crate::store::batches::mailbox_guess::{GuessOutcome, MailboxGuess};
use crate::store::batches::mailbox_proof::Spending;
use crate::store::batches::opening::{NewSession, SessionProof};
use crate::store::batches::presses::PressedRow;
use crate::store::tables::one_time_tokens::find_open_token;

const KIND: TokenKind = TokenKind::MagicLink;
const PURPOSE: &str = "sign-in mail request";
/// Owner of sealed requests: none, since they are made alike for an address without an account.
const NOBODY: &str = "";

/// Id of a request for a sign-in mail: opaque, and the same in form for every address. It tells which mail a code is
/// from, and opens nothing without the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MailRequestId(pub String);

/// Content of a [`MailRequestId`]. It is sealed rather than stored, so that a request for an address without an account
/// leaves as many rows as any other.
#[derive(Serialize, Deserialize)]
struct MailRequest {
    /// Fingerprint of the mailed token.
    token: Fingerprint,
    /// Keyed hash of the mailbox.
    mailbox: String,
}

impl MailRequest {
    fn seal(&self, app: &App) -> Result<MailRequestId, AuthError> {
        let text = serde_json::to_vec(self).map_err(|error| AuthError::Internal(error.to_string()))?;
        app.keys().sealer.seal(PURPOSE, NOBODY, &text, app.ports.entropy.bytes()?).map(MailRequestId)
    }

    fn open(app: &App, id: &MailRequestId) -> Option<Self> {
        let opened = app.keys().sealer.open(PURPOSE, NOBODY, &id.0)?;
        serde_json::from_slice(&opened.plaintext).ok()
    }
}

/// Mails a link and a code to the account's address; returns the id that the code is typed with. For an address without
/// an account nothing is mailed, and the answer is the same.
///
/// # Errors
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn send(
    app: &App,
    email: &EmailAddress,
    redirect_url: Option<RedirectUrl>,
    client: &Client,
) -> Result<MailRequestId, AuthError> {
    require_mail(app)?;
    let (token, code) = (draw_token(app, KIND.as_str())?, six_digits(app.ports.entropy.bytes()?));
    let request = MailRequest { token: token.fingerprint(), mailbox: app.keys().pseudonym(email.key().as_str()).0 };
    let id = request.seal(app)?;
    let code_hash = Some(app.keys().code_hash(&request.token.0, &code));
    let circumstances = Circumstances::of(client, app.now());
    let message = |link| Message::MagicLink { link, code, minutes: minutes(KIND), circumstances };
    mail_link(app, LinkToMail { kind: KIND, token: &token, code_hash, email, redirect_url }, client, message).await?;
    Ok(id)
}

/// Sign-in link presented by its reader.
pub struct AnsweredLink<'a> {
    /// Token from the mail.
    pub token: &'a str,
    /// Reader's answer.
    pub answer: LinkAnswer,
    /// Code of the second factor.
    pub code: Option<String>,
}

/// Signs in with the mailed token and acts on the reader's answer. If a first proof removed an earlier setup, the owner
/// is told.
///
/// # Errors
/// [`AuthError::InvalidToken`], [`AuthError::InvalidRequest`] if the reader did not say whose an unproven account is,
/// [`AuthError::TotpRequired`], [`AuthError::InvalidTotp`], [`AuthError::Unavailable`].
pub async fn redeem(app: &App, shown: AnsweredLink<'_>, client: &Client, issue: Issue) -> Result<Opened, AuthError> {
    let AnsweredLink { token, answer, code } = shown;
    open(app, MailedSignIn { id: fingerprint(token), answer, code, account: None }, client, issue).await
}

/// Mailed code presented by its reader.
pub struct AnsweredCode<'a> {
    pub request: &'a MailRequestId,
    /// Code from the mail, as typed.
    pub mailed_code: &'a str,
    /// Reader's answer.
    pub answer: LinkAnswer,
    /// Code of the second factor.
    pub code: Option<String>,
}

/// As [`redeem`], by the code in the mail. A right one is not counted, so that it can be sent again with a second
/// factor or an answer.
///
/// # Errors
/// As [`redeem`], but [`AuthError::InvalidCode`] for a code that is wrong, expired, spent, or not of this request;
/// [`AuthError::TooManyAttempts`].
pub async fn redeem_code(
    app: &App,
    shown: AnsweredCode<'_>,
    client: &Client,
    issue: Issue,
) -> Result<Opened, AuthError> {
    let AnsweredCode { request, mailed_code, answer, code } = shown;
    let mailed_code = typed_code::six_digits(mailed_code).ok_or(AuthError::InvalidCode)?;
    let MailRequest { token: id, mailbox } = MailRequest::open(app, request).ok_or(AuthError::InvalidCode)?;
    let typed = LinkCode {
        kind: KIND,
        guess: MailboxGuess { mailbox: &Pseudonym(mailbox), network: &client.network(), limits: &app.config().limits },
        token: &id,
        hashes: app.keys().code_hashes(&id.0, &mailed_code),
        request: &app.keys().pseudonym(&id.0),
        now: app.now(),
    };
    let account = match check_code(&*app.ports.database, &typed).await? {
        GuessOutcome::Wrong => {
            let opened = press::reopen(app, PressedRow::Request(&id), client, AuthError::InvalidCode).await?;
            release_after_answer(app, |batch| batch.release_repeated_link(&typed));
            return Ok(opened);
        }
        guess => guess.account()?,
    };
    match open(app, MailedSignIn { id, answer, code, account: Some(account) }, client, issue).await {
        Err(AuthError::InvalidToken) => Err(AuthError::InvalidCode),
        opened => opened,
    }
}

/// Link behind a request, for the page that asks whose an unproven account is. Only for a reader whose code was right:
/// the request alone shows nothing.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn find_by_request(app: &App, request: &MailRequestId) -> Result<LinkRequest, AuthError> {
    let MailRequest { token, .. } = MailRequest::open(app, request).ok_or(AuthError::InvalidLink)?;
    find_link_by_id(app, &token).await
}

async fn open(app: &App, mailed: MailedSignIn, client: &Client, issue: Issue) -> Result<Opened, AuthError> {
    let id = mailed.id.clone();
    let opened = match complete(app, SignInProof::MagicLink(mailed), client, issue).await {
        Err(AuthError::InvalidToken) => {
            return press::reopen(app, PressedRow::Request(&id), client, AuthError::InvalidToken).await;
        }
        opened => opened?,
    };
    forget(app, [id]);
    tell_if_removed(app, &opened.signed_in.account, opened.signed_in.session.created_at, client);
    Ok(opened)
}

/// Spends the token and opens the session, in one batch.
pub(super) async fn open_by_magic_link(
    app: &App,
    new: NewSession<'_>,
    mailed: MailedSignIn,
) -> Result<Held, AuthError> {
    let MailedSignIn { id, answer, code, account } = mailed;
    let token = &id;
    let shown = match (code, account) {
        (Some(code), _) => Some(show_code(app, &new, token, &code).await?),
        (None, Some(account)) => {
            require_no_second_factor(&account, answer)?;
            None
        }
        (None, None) => {
            let open = find_open_token(&*app.ports.database, token, KIND, new.now).await?;
            require_no_second_factor(&open.ok_or(AuthError::InvalidToken)?.account, answer)?;
            None
        }
    };
    let mut batch = begin_with(app, &new, shown.as_ref());
    let spent = batch.answer_link(Spending { token, by: &new.id.into() }, answer, &trace_of(&new));
    let opened = batch.open_session(&new, &SessionProof::MagicLink { token });
    if let Some(shown) = &shown {
        batch.accept_if_opened(&shown.attempt, new.id);
    }
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

/// Refuses a link without a code if one is required. A first proof that removes the factor requires none.
fn require_no_second_factor(account: &Account, answer: LinkAnswer) -> Result<(), AuthError> {
    if answer == LinkAnswer::Confirm && !account.email_proven {
        return Err(AuthError::InvalidRequest("say whether the account is yours"));
    }
    let kept = account.email_proven || !answer.removes();
    if account.second_factor && kept { Err(AuthError::TotpRequired) } else { Ok(()) }
}
