//! Signing up: by email address and password, or by username alone, as the sign-up policy has it.

use super::SignedIn;
use super::credentials::{Issue, Opened, first_token, issue_token};
use super::links::press;
use super::links::verification::Verification;
use super::mailing::{CodePlace, Purpose, tell_in_use};
use super::new_password::{self, Owner};
use crate::app::App;
use crate::crypto::one_time_token::OneTimeToken;
use crate::domain::preset::{INVITATION, Invitation};
use crate::domain::sign_up_policy::Terms;
use crate::domain::{
    Account, AccountId, AuthError, Client, EmailAddress, Fingerprint, Password, Session, SessionId, Username,
};

use crate::store::batches::browser_sessions::HeldCredentials;
use crate::store::batches::opening::NewSession;
use crate::store::batches::presses::{PressedRow, find_pressed_sign_up};
use crate::store::batches::sign_up::{Inserted, MadeAccount, NewAccount, insert_account};
use crate::store::rows::StoredPassword;
use crate::store::tables::accounts::find_by_email;
use crate::store::tables::invitations::find_open_invitation;

/// Fields of a sign-up.
pub struct SignUp {
    pub email: EmailAddress,
    pub password: Password,
    /// Display name.
    pub name: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
    /// Token of an invitation. One that is not good for the address counts as none.
    pub invitation: Option<String>,
    /// Place for the code of the mail.
    pub code: CodePlace,
}

/// Result of a sign-up.
pub enum SignedUp {
    /// The account has its first session.
    Opened(Box<Opened>),
    /// The address must be proven before a session is opened.
    Unproven(Box<Account>),
}

impl SignedUp {
    /// Session of a sign-up whose terms give one at once.
    fn opened(self) -> Result<Opened, AuthError> {
        match self {
            Self::Opened(opened) => Ok(*opened),
            Self::Unproven(_) => Err(AuthError::Internal("a sign-up without a session".into())),
        }
    }
}

/// Creates an account and its first session, atomically and in one round trip; mails a verification. A domain-bound
/// account gets no session yet.
///
/// # Errors
/// [`AuthError::SignUpClosed`], [`AuthError::PasswordTooCommon`], [`AuthError::PasswordBreached`],
/// [`AuthError::EmailTaken`], [`AuthError::Unavailable`].
pub async fn sign_up(app: &App, wanted: SignUp, client: &Client, issue: Issue) -> Result<SignedUp, AuthError> {
    let terms = app.config().sign_up.terms(Some(&wanted.email));
    sign_up_on(app, terms, wanted, client, issue).await
}

/// As [`sign_up`], for a caller that has no answer without a session: no domain-bound account is created.
///
/// # Errors
/// As [`sign_up`].
pub async fn sign_up_with_session(
    app: &App,
    wanted: SignUp,
    client: &Client,
    issue: Issue,
) -> Result<Opened, AuthError> {
    let terms = terms_of_session(app, Some(&wanted.email));
    sign_up_on(app, terms, wanted, client, issue).await?.opened()
}

/// Terms of a sign-up that needs its session at once.
fn terms_of_session(app: &App, email: Option<&EmailAddress>) -> Terms {
    match app.config().sign_up.terms(email) {
        Terms::DomainBound => Terms::Invited,
        terms => terms,
    }
}

async fn sign_up_on(
    app: &App,
    terms: Terms,
    wanted: SignUp,
    client: &Client,
    issue: Issue,
) -> Result<SignedUp, AuthError> {
    let admission = Admission::new(terms, wanted.invitation.as_deref())?;
    let owner = Owner { email: Some(wanted.email.as_typed()), username: None, name: wanted.name.as_deref() };
    new_password::judge(app, &wanted.password, owner).await?;
    let password = new_password::hash(app, &wanted.password)?;
    let account = Account::begin(AccountId(app.ports.entropy.uuid()?), client, app.now());
    let account = Account { name: wanted.name, image: wanted.image, ..account };
    let names = Names { email: Some(&wanted.email), username: None };
    let rows = AccountRows { account, names, password: Some(&password), admission, code: wanted.code };
    make(app, rows, client, issue).await?.signed_up.ok_or(AuthError::EmailTaken)
}

/// Result of this same press of the form before: its session, or its account if that must be proven first.
///
/// # Errors
/// `refused` if there is none, [`AuthError::Unavailable`].
pub async fn repeat(
    app: &App,
    email: &EmailAddress,
    client: &Client,
    refused: AuthError,
) -> Result<SignedUp, AuthError> {
    let may_be_unproven = !app.config().sign_up.domains.is_empty();
    if let Some(press) = client.press.as_ref().filter(|_| may_be_unproven) {
        let unproven = find_pressed_sign_up(&*app.ports.database, email.key(), press, app.now()).await?;
        if let Some(account) = unproven {
            return Ok(SignedUp::Unproven(Box::new(account)));
        }
    }
    let opened = press::reopen(app, PressedRow::SignUp(email.key()), client, refused).await?;
    Ok(SignedUp::Opened(Box::new(opened)))
}

/// Names and terms of a registration by username.
pub struct UsernameSignUp {
    pub username: Username,
    pub email: Option<EmailAddress>,
    /// As [`SignUp::invitation`].
    pub invitation: Option<String>,
}

/// Creates an account with a username and no password. An address that another account has stays unattached; only that
/// account's owner is told.
///
/// # Errors
/// [`AuthError::SignUpClosed`], [`AuthError::UsernameTaken`], [`AuthError::Unavailable`].
pub async fn register(app: &App, wanted: UsernameSignUp, client: &Client) -> Result<Opened, AuthError> {
    let UsernameSignUp { username, email, invitation } = wanted;
    let admission = Admission::new(terms_of_session(app, email.as_ref()), invitation.as_deref())?;
    let account = Account::begin(AccountId(app.ports.entropy.uuid()?), client, app.now());
    let names = Names { email: email.as_ref(), username: Some(&username) };
    let rows = AccountRows { account, names, password: None, admission, code: CodePlace::App };
    let outcome = make(app, rows, client, Issue::Token).await?;
    let opened = outcome.signed_up.ok_or(AuthError::UsernameTaken)?.opened()?;
    if let Some(email) = email.filter(|_| outcome.may_mail && opened.signed_in.account.email.is_none()) {
        let (worker, client) = (app.clone(), client.clone());
        app.run_after_answer("owner_notice_failed", async move {
            let owner = find_by_email(&*worker.ports.database, email.key()).await?;
            if let Some(address) = owner.and_then(|owner| owner.email) {
                tell_in_use(&worker, &address, &client);
            }
            Ok(())
        });
    }
    Ok(opened)
}

/// Open invitation with this token, for the page of its link.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn find_invitation(app: &App, token: &str) -> Result<Invitation, AuthError> {
    let token = OneTimeToken::parse(INVITATION, token).ok_or(AuthError::InvalidLink)?;
    let found = find_open_invitation(&*app.ports.database, &token.fingerprint(), app.now()).await?;
    found.ok_or(AuthError::InvalidLink)
}

/// Terms of a sign-up, and the fingerprint of its invitation's token.
struct Admission {
    terms: Terms,
    invitation: Option<Fingerprint>,
}

impl Admission {
    /// Refuses at once what nothing in the database could admit.
    fn new(terms: Terms, invitation: Option<&str>) -> Result<Self, AuthError> {
        let token = invitation.and_then(|text| OneTimeToken::parse(INVITATION, text));
        let invitation = token.map(|token| token.fingerprint());
        if terms.admit_anyone() || invitation.is_some() {
            Ok(Self { terms, invitation })
        } else {
            Err(AuthError::SignUpClosed)
        }
    }
}

/// Names that a new account is found by.
#[derive(Clone, Copy)]
struct Names<'a> {
    email: Option<&'a EmailAddress>,
    username: Option<&'a Username>,
}

/// Account to create.
struct AccountRows<'a> {
    account: Account,
    names: Names<'a>,
    password: Option<&'a StoredPassword>,
    admission: Admission,
    code: CodePlace,
}

struct SignUpOutcome {
    /// `None` if the address or the username is taken.
    signed_up: Option<SignedUp>,
    /// True if a mail is within its budgets.
    may_mail: bool,
}

async fn make(app: &App, rows: AccountRows<'_>, client: &Client, issue: Issue) -> Result<SignUpOutcome, AuthError> {
    let AccountRows { account, names: Names { email, username }, password, admission, code } = rows;
    let account = Account {
        email: email.map(|email| email.as_typed().to_owned()),
        username: username.map(|username| username.as_typed().to_owned()),
        ..account
    };
    let id = SessionId(app.ports.entropy.uuid()?);
    let session = Session::begin(id, account.id.clone(), client, account.created_at);
    let (chain, held) = (issue.draw_chain(app)?, HeldCredentials::default());
    let mailed = email.filter(|_| app.config().sends_mail()).map(EmailAddress::key);
    let verification = mailed.map(|_| Verification::draw(app, &account.id)).transpose()?;
    let purpose = mailed.map(|key| Purpose::Unauthenticated { key });
    let new = NewAccount {
        account: &account,
        email_key: email.map(EmailAddress::key),
        username_key: username.map(Username::key),
        without_taken_email: username.is_some(),
        terms: admission.terms,
        invitation: admission.invitation.as_ref(),
        password,
        session: NewSession { id: &session.id, client, now: account.created_at, chain: chain.as_ref(), held: &held },
        verification: verification.as_ref().zip(purpose).map(|(drawn, purpose)| drawn.new_token(app, purpose, client)),
    };
    let MadeAccount { account, has_session, may_mail } = match insert_account(&*app.ports.database, new).await? {
        Inserted::Made(made) => *made,
        Inserted::Taken => return Ok(SignUpOutcome { signed_up: None, may_mail: false }),
        Inserted::NotInvited => return Err(AuthError::SignUpClosed),
    };
    if let Some(verification) = verification.filter(|_| !account.email_proven && may_mail) {
        verification.mail(app, &account, code, client);
    }
    let signed_up = if has_session {
        let token = issue_token(app, &session, issue.token_lifetime())?;
        let refresh_token = chain.map(|chain| first_token(app, &session.id, chain)).transpose()?;
        let signed_in = SignedIn { account, session, token };
        SignedUp::Opened(Box::new(Opened { signed_in, refresh_token, redirect_url: None }))
    } else {
        SignedUp::Unproven(Box::new(account))
    };
    Ok(SignUpOutcome { signed_up: Some(signed_up), may_mail })
}
