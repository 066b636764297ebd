//! Signing up: by email address and password, or by username alone.

use super::SignedIn;
use super::credentials::{Issue, Opened, first_token, issue_token};
use super::links::press;
use super::links::verification::Verification;
use super::mailing::{Purpose, tell_in_use};
use super::new_password::{self, Owner};
use crate::app::App;
use crate::domain::{Account, AccountId, AuthError, Client, EmailAddress, Password, Session, SessionId, Username};

use crate::store::batches::browser_sessions::HeldCredentials;
use crate::store::batches::opening::NewSession;
use crate::store::batches::presses::PressedRow;
use crate::store::batches::sign_up::{Inserted, NewAccount, insert_account};
use crate::store::rows::StoredPassword;
use crate::store::tables::accounts::find_by_email;

/// Fields of a sign-up.
pub struct SignUp {
    pub email: EmailAddress,
    pub password: Password,
    /// Display name.
    pub name: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
}

/// Creates an account and its first session, atomically and in one round trip; mails a verification.
///
/// # Errors
/// [`AuthError::PasswordTooCommon`], [`AuthError::PasswordBreached`], [`AuthError::EmailTaken`],
/// [`AuthError::Unavailable`].
pub async fn sign_up(app: &App, wanted: SignUp, client: &Client, issue: Issue) -> Result<Opened, AuthError> {
    let owner = Owner { email: Some(wanted.email.as_typed()), username: None, name: wanted.name.as_deref() };
    new_password::judge(app, &wanted.password, owner).await?;
    let entropy = &*app.ports.entropy;
    let hash = app.keys().passwords.hash(&wanted.password, entropy.bytes()?)?;
    let password = StoredPassword { id: entropy.uuid()?, hash };
    let account = Account { name: wanted.name, image: wanted.image, ..blank_account(app, client)? };
    let made = make(app, account, Some(&wanted.email), None, Some(&password), client, issue).await?;
    made.map(|made| made.opened).ok_or(AuthError::EmailTaken)
}

/// Session that this same press of the form opened before.
///
/// # Errors
/// `refused` if it opened none, [`AuthError::Unavailable`].
pub async fn reopen(app: &App, email: &EmailAddress, client: &Client, refused: AuthError) -> Result<Opened, AuthError> {
    press::reopen(app, PressedRow::SignUp(email.key()), client, refused).await
}

/// Creates an account with a username and no password. An address that another account has stays unattached; only that
/// account's owner is told.
///
/// # Errors
/// [`AuthError::UsernameTaken`], [`AuthError::Unavailable`].
pub async fn register(
    app: &App,
    username: Username,
    email: Option<EmailAddress>,
    client: &Client,
) -> Result<Opened, AuthError> {
    let account = blank_account(app, client)?;
    let made = make(app, account, email.as_ref(), Some(&username), None, client, Issue::Token).await?;
    let made = made.ok_or(AuthError::UsernameTaken)?;
    if let Some(email) = email.filter(|_| made.may_mail && !made.email_attached) {
        let (worker, client) = (app.clone(), client.clone());
        app.run_after_answer("owner_notice_failed", async move {
            let owner = find_by_email(&*worker.ports.database, email.key()).await?;
            if let Some(address) = owner.and_then(|owner| owner.email) {
                tell_in_use(&worker, &address, &client);
            }
            Ok(())
        });
    }
    Ok(made.opened)
}

struct Made {
    opened: Opened,
    email_attached: bool,
    may_mail: bool,
}

/// Account with only an id and its origin.
fn blank_account(app: &App, client: &Client) -> Result<Account, AuthError> {
    Ok(Account {
        id: AccountId(app.ports.entropy.uuid()?),
        email: None,
        email_proven: false,
        email_verified: false,
        unattached_email: None,
        username: None,
        name: None,
        image: None,
        made_by: client.platform.clone(),
        made_from: client.place.clone(),
        created_at: app.now(),
        second_factor: false,
        removed: None,
    })
}

async fn make(
    app: &App,
    account: Account,
    email: Option<&EmailAddress>,
    username: Option<&Username>,
    password: Option<&StoredPassword>,
    client: &Client,
    issue: Issue,
) -> Result<Option<Made>, AuthError> {
    let mut account = Account {
        email: email.map(|email| email.as_typed().to_owned()),
        username: username.map(|username| username.as_typed().to_owned()),
        ..account
    };
    let id = SessionId(app.ports.entropy.uuid()?);
    let session = Session::begin(id, account.id.clone(), client, account.created_at);
    let (chain, held) = (issue.draw_chain(app)?, HeldCredentials::default());
    let verification =
        email.filter(|_| app.config().sends_mail()).map(|_| Verification::draw(app, &account.id)).transpose()?;
    let purpose = Purpose::Unauthenticated { key: email.map(EmailAddress::key).unwrap_or_default() };
    let new = NewAccount {
        account: &account,
        email_key: email.map(EmailAddress::key),
        username_key: username.map(Username::key),
        without_taken_email: username.is_some(),
        password,
        session: NewSession { id: &session.id, client, now: account.created_at, chain: chain.as_ref(), held: &held },
        verification: verification.as_ref().map(|verification| verification.new_token(app, purpose, client)),
    };
    let Some(Inserted { email_attached, may_mail }) = insert_account(&*app.ports.database, new).await? else {
        return Ok(None);
    };
    if !email_attached {
        account.unattached_email = account.email.take();
    }
    if let Some(verification) = verification.filter(|_| email_attached && may_mail) {
        verification.mail(app, &account, client);
    }
    let token = issue_token(app, &session, issue.token_lifetime())?;
    let refresh_token = chain.map(|chain| first_token(app, &session.id, chain)).transpose()?;
    let opened = Opened { signed_in: SignedIn { account, session, token }, refresh_token, redirect_url: None };
    Ok(Some(Made { opened, email_attached, may_mail }))
}
