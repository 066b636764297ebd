//! Signing up by e-mail address and password.

use super::SignedIn;
use super::sign_in::{Issue, Opened, issue_token};
use crate::app::App;
use crate::domain::{Account, AccountId, AuthError, Client, EmailAddress, Password, Session, SessionId};
use crate::store::accounts::{NewAccount, insert_account};
use crate::store::passwords::StoredPassword;

/// What a person signs up with.
pub struct SignUp {
    /// The address.
    pub email: EmailAddress,
    /// The password.
    pub password: Password,
    /// Display name.
    pub name: Option<String>,
    /// Address of a picture.
    pub image: Option<String>,
}

/// Makes an account and its first session, all or nothing, in one round trip.
///
/// # Errors
/// [`AuthError::EmailTaken`], [`AuthError::Unavailable`].
pub async fn sign_up(app: &App, wanted: SignUp, client: &Client, issue: Issue) -> Result<Opened, AuthError> {
    let entropy = &*app.ports.entropy;
    let now = app.now();
    let password =
        StoredPassword { id: entropy.uuid()?, hash: app.keys().passwords.hash(&wanted.password, entropy.bytes()?)? };
    let account = Account {
        id: AccountId(entropy.uuid()?),
        email: Some(wanted.email.as_typed().to_owned()),
        email_verified: false,
        username: None,
        name: wanted.name,
        image: wanted.image,
        created_at: now,
    };
    let session = Session::begin(SessionId(entropy.uuid()?), account.id.clone(), client, now);
    let refresh_token = issue.first_refresh_token(app, &session.id)?;
    let new = NewAccount {
        account: &account,
        email_key: wanted.email.key(),
        password: &password,
        session: &session,
        address: client.address.map(|address| address.to_string()),
        refresh_token: refresh_token.as_ref(),
    };
    if !insert_account(&*app.ports.database, new).await? {
        return Err(AuthError::EmailTaken);
    }
    let token = issue_token(app, &session, issue.token_lifetime())?;
    Ok(Opened { signed_in: SignedIn { account, session, token }, refresh_token })
}
