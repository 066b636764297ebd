//! Proof of the mailbox of an account's address: one mail with a link and a code.

use crate::app::App;
use crate::crypto::one_time_token::{OneTimeToken, six_digits};
use crate::crypto::subkey::fingerprint;
use crate::domain::one_time_token::CODE_PAGE_LIFETIME;
use crate::domain::typed_code;
use crate::domain::{Account, AccountId, AuthError, Client, EmailAddress, EmailKey, Fingerprint, TokenKind};
use crate::flows::SignedIn;
use crate::flows::events::{stranger, trace};
use crate::flows::mailing::{
    CodePlace, Purpose, budgets, draw_token, link, minutes, new_token, require_mail, tell_if_disabled, tell_in_use,
    write_to,
};
use crate::flows::requests::{PendingRequest, forget, remember};
use crate::mail::{AddressProof, Message};
use crate::store::batches::mailbox_guess::MailboxGuess;
use crate::store::batches::mailbox_proof::{Spending, consume_disowning, consume_verification};
use crate::store::batches::mailed_code::{GuessedCode, consume_code};
use crate::store::batches::token_requests::{insert_token, insert_verification};
use crate::store::tables::accounts::find_by_email;
use crate::store::tables::one_time_tokens::{NewToken, TokenOwner};

const KIND: TokenKind = TokenKind::VerifyEmail;

/// Link and code to mail.
pub(in crate::flows) struct Verification {
    token: OneTimeToken,
    code: String,
    code_hash: Fingerprint,
}

impl Verification {
    /// Draws both for an account.
    pub(in crate::flows) fn draw(app: &App, account: &AccountId) -> Result<Self, AuthError> {
        let code = six_digits(app.ports.entropy.bytes()?);
        let code_hash = app.keys().code_hash(&account.0, &code);
        Ok(Self { token: draw_token(app, KIND.as_str())?, code, code_hash })
    }

    /// Row to store, within the budgets of its purpose.
    pub(in crate::flows) fn new_token(&self, app: &App, purpose: Purpose<'_>, client: &Client) -> NewToken<'static> {
        let budgets = budgets(app, purpose, client);
        NewToken { code_hash: Some(self.code_hash.clone()), ..new_token(app, &self.token, KIND, budgets) }
    }

    /// Mails it after it was stored.
    pub(in crate::flows) fn mail(self, app: &App, account: &Account, place: CodePlace, client: &Client) {
        let Some(email) = account.email.clone().filter(|_| !tell_if_disabled(app, account, client)) else {
            return;
        };
        // A domain-bound account has no session to type the code in, only the page after its sign-up.
        let has_page = place == CodePlace::Page && app.now() < account.created_at + CODE_PAGE_LIFETIME;
        let message = Message::VerifyEmail(AddressProof {
            link: link(app, KIND.as_str(), &self.token),
            code: (!account.domain_bound || has_page).then_some(self.code),
            account: account.origin(),
            minutes: minutes(KIND),
        });
        write_to(app, &email, &message, client);
        let request = PendingRequest::Token {
            email,
            redirect_url: None,
            account: account.origin(),
            is_proven: account.email_proven,
        };
        remember(app, &self.token, request, KIND.lifetime());
    }
}

/// Mails link and code again, on a session's request. Without an address, or with a proven one, there is nothing to
/// mail. If another account has the address, its owner is told instead.
///
/// # Errors
/// [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn send(app: &App, of: &SignedIn, client: &Client) -> Result<(), AuthError> {
    mail_anew(app, of, |key| Purpose::OwnAddress { key }, client).await
}

/// Mails both to a new account from a provider's sign-in, which any visitor of the provider can cause.
///
/// # Errors
/// As [`send`].
pub(in crate::flows) async fn send_first(app: &App, of: &SignedIn, client: &Client) -> Result<(), AuthError> {
    mail_anew(app, of, |key| Purpose::Unauthenticated { key }, client).await
}

async fn mail_anew(
    app: &App,
    of: &SignedIn,
    purpose: impl FnOnce(&EmailKey) -> Purpose<'_>,
    client: &Client,
) -> Result<(), AuthError> {
    require_mail(app)?;
    let Some(email) = of.account.shown_email().and_then(EmailAddress::parse) else {
        return Ok(());
    };
    let verification = Verification::draw(app, &of.account.id)?;
    let new = verification.new_token(app, purpose(email.key()), client);
    let (asked, held_by) = insert_verification(&*app.ports.database, new, &of.account.id).await?;
    forget(app, asked.replaced);
    if let Some(account) = asked.issued_to {
        verification.mail(app, &account, CodePlace::App, client);
    } else if let Some(email) = held_by.and_then(|holder| holder.email) {
        tell_in_use(app, &email, client);
    }
    Ok(())
}

/// Mails link and code again, on anybody's request, to the account with this unproven address. For any other address
/// nothing is mailed, and the answer is the same.
///
/// # Errors
/// As [`send`].
pub async fn send_to(app: &App, email: &EmailAddress, place: CodePlace, client: &Client) -> Result<(), AuthError> {
    require_mail(app)?;
    let nobody = AccountId(app.ports.entropy.uuid()?);
    let holder = find_by_email(&*app.ports.database, email.key()).await?;
    // The code is hashed with the account's id, so the account is looked up first; a random id stands in for none.
    let account = holder.map_or(nobody, |holder| holder.id);
    let verification = Verification::draw(app, &account)?;
    let new = verification.new_token(app, Purpose::Unauthenticated { key: email.key() }, client);
    let asked = insert_token(&*app.ports.database, new, TokenOwner::EmailKey(email.key())).await?;
    forget(app, asked.replaced);
    if let Some(account) = asked.issued_to {
        verification.mail(app, &account, place, client);
    }
    Ok(())
}

/// Proves the mailbox by the mailed token: the reader says that the account is theirs.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn verify(app: &App, token: &str, client: &Client) -> Result<Account, AuthError> {
    let id = fingerprint(token);
    let spending = Spending { token: &id, by: &app.ports.entropy.actor()? };
    let account = consume_verification(&*app.ports.database, spending, &stranger(app, client)).await?;
    let account = account.ok_or(AuthError::InvalidLink)?;
    forget(app, [id]);
    Ok(account)
}

/// Disowns an account from its mail: an address that was never proven is detached.
///
/// # Errors
/// As [`verify`].
pub async fn disown(app: &App, token: &str, kind: TokenKind, client: &Client) -> Result<(), AuthError> {
    let id = fingerprint(token);
    let spending = Spending { token: &id, by: &app.ports.entropy.actor()? };
    let disowned = consume_disowning(&*app.ports.database, spending, kind, &stranger(app, client)).await?;
    if !disowned {
        return Err(AuthError::InvalidLink);
    }
    forget(app, [id]);
    Ok(())
}

/// Proves the mailbox by the mailed code.
///
/// # Errors
/// [`AuthError::InvalidCode`], [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn verify_by_code(app: &App, of: &SignedIn, code: &str, client: &Client) -> Result<Account, AuthError> {
    let code = typed_code::six_digits(code).ok_or(AuthError::InvalidCode)?;
    // The address that is shown, attached or not: whose it is must not tell by how guesses run out.
    let email = of.account.shown_email().and_then(EmailAddress::parse);
    let guessed = GuessedCode {
        guess: MailboxGuess {
            mailbox: &app.keys().pseudonym(email.as_ref().map_or(&*of.account.id.0, |email| email.key().as_str())),
            network: &client.network(),
            limits: &app.config().limits,
        },
        account: &of.account.id,
        code_hash: &app.keys().code_hash(&of.account.id.0, &code),
        by: &app.ports.entropy.actor()?,
        trace: trace(app, of, client),
    };
    consume_code(&*app.ports.database, &guessed).await?.account().map(|account| *account)
}
