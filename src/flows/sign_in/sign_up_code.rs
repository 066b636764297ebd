//! First sign-in of a domain-bound account, by the code of the mail that proves its address.

use super::{Held, Issue, Opened, SignInProof, complete, trace_of};
use crate::app::App;
use crate::domain::typed_code;
use crate::domain::{AccountId, AuthError, Client, EmailAddress};
use crate::flows::links::press;
use crate::flows::password_check::release_after_answer;
use crate::store::batch::Batch;
use crate::store::batches::mailbox_guess::MailboxGuess;
use crate::store::batches::mailed_code::GuessedCode;
use crate::store::batches::opening::{NewSession, SessionProof};
use crate::store::batches::presses::PressedRow;

/// Code, typed in the browser that signed up.
pub struct SignUpCode {
    pub account: AccountId,
    /// Address that it was mailed to.
    pub email: EmailAddress,
    /// Six digits.
    pub code: String,
}

/// Proves the address of a domain-bound account, and signs in.
///
/// # Errors
/// [`AuthError::InvalidCode`], [`AuthError::TooManyAttempts`], [`AuthError::AccountDisabled`],
/// [`AuthError::Unavailable`].
pub async fn with_sign_up_code(app: &App, typed: SignUpCode, client: &Client) -> Result<Opened, AuthError> {
    let code = typed_code::six_digits(&typed.code).ok_or(AuthError::InvalidCode)?;
    let SignUpCode { account, email, .. } = typed;
    let proof = SignInProof::SignUpCode(SignUpCode { account: account.clone(), email: email.clone(), code });
    let guessed_at = app.now();
    match complete(app, proof, client, Issue::Pair).await {
        Err(AuthError::InvalidCode) => {
            let row = PressedRow::SignUpCode(&account);
            let opened = press::reopen(app, row, client, AuthError::InvalidCode).await?;
            let mailbox = &app.keys().pseudonym(email.key().as_str());
            let guess = MailboxGuess { mailbox, network: &client.network(), limits: &app.config().limits };
            release_after_answer(app, |batch| batch.release_repeated(&guess, guessed_at));
            Ok(opened)
        }
        opened => opened,
    }
}

pub(super) async fn open_by_sign_up_code(
    app: &App,
    new: NewSession<'_>,
    typed: &SignUpCode,
) -> Result<Held, AuthError> {
    let SignUpCode { account, email, code } = typed;
    let guessed = GuessedCode {
        guess: MailboxGuess {
            mailbox: &app.keys().pseudonym(email.key().as_str()),
            network: &new.client.network(),
            limits: &app.config().limits,
        },
        account,
        code_hash: &app.keys().code_hash(&account.0, code),
        by: &new.id.into(),
        trace: trace_of(&new),
    };
    let mut batch = Batch::new();
    let outcome = batch.guess_code(&guessed);
    let opened = batch.open_session(&new, &SessionProof::SignUpCode { account });
    let mut done = batch.run(&*app.ports.database).await?;
    done.take(outcome)?.account()?;
    Held::of(done.take(opened)?, None, AuthError::InvalidCode)
}
