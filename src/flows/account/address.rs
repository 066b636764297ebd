//! Change of an account's address, effective once the new mailbox confirms it.

use crate::app::App;
use crate::crypto::one_time_token::six_digits;
use crate::crypto::subkey::fingerprint;
use crate::domain::typed_code;
use crate::domain::{Account, AccountId, ActorId, AuthError, Client, EmailAddress, Fingerprint, SessionId, TokenKind};
use crate::flows::SignedIn;
use crate::flows::events::{stranger, trace};
use crate::flows::links::address_undo::{LIFETIME as UNDO_LIFETIME, PAGE as UNDO_PAGE};
use crate::flows::mailing::{
    CodePlace, Purpose, budgets, draw_token, link, minutes, new_token, require_mail, tell_in_use, tell_of_change,
    write_to,
};
use crate::flows::password_check;
use crate::flows::requests::{PendingRequest, forget, remember};
use crate::mail::{AddressProof, Change, Message};
use crate::store::batch::Batch;
use crate::store::batches::link_code::{LinkCode, check_code};
use crate::store::batches::mailbox_guess::MailboxGuess;
use crate::store::batches::mailbox_proof::{Confirmed, Spending, UndoRight, consume_confirmation, consume_refusal};
use crate::store::batches::token_requests::{insert_confirmation, insert_token};
use crate::store::tables::events::Trace;
use crate::store::tables::one_time_tokens::{
    AskedConfirmation, NewToken, OpenToken, TokenOwner, find_asked_confirmation, find_open_token,
};

/// Address that somebody wants.
pub struct WantedAddress<'a> {
    pub address: &'a EmailAddress,
    /// Password of the account, if it was given.
    pub password: Option<&'a str>,
    /// Place for the code of the confirmation.
    pub code: CodePlace,
}

/// Requests an address. A proven one is replaced only with the password, from a fresh session, or with the approval of
/// the old mailbox, which is requested if neither of the first two is given.
///
/// # Errors
/// [`AuthError::DomainNotAllowed`], [`AuthError::InvalidCredentials`] if a password is given and wrong, [`AuthError::TooManyAttempts`],
/// [`AuthError::Unavailable`].
pub async fn ask(app: &App, of: &SignedIn, wanted: WantedAddress<'_>, client: &Client) -> Result<(), AuthError> {
    let WantedAddress { address, password, code } = wanted;
    require_mail(app)?;
    let own = of.account.email.as_deref().and_then(EmailAddress::parse);
    if of.account.domain_bound && !app.config().sign_up.keeps_domain(own.as_ref(), address) {
        return Err(AuthError::DomainNotAllowed);
    }
    if let Some(password) = password {
        let checked = password_check::check_own(app, of, password, client).await?;
        let mut batch = Batch::new();
        batch.release(&checked.attempt);
        batch.run(&*app.ports.database).await?;
    }
    let trusted = !of.account.email_proven || password.is_some() || of.session.is_fresh(app.now());
    if trusted {
        let confirmation =
            Confirmation { account: &of.account.id, session: &of.session.id, address, after: None, code };
        mail_confirmation(app, confirmation, client).await
    } else {
        mail_approval(app, of, address, client).await
    }
}

/// Confirmation to mail.
struct Confirmation<'a> {
    account: &'a AccountId,
    /// Requesting session.
    session: &'a SessionId,
    address: &'a EmailAddress,
    /// Approval that it follows.
    after: Option<(&'a Fingerprint, &'a ActorId)>,
    code: CodePlace,
}

/// Mails a confirmation to the new address. If another account has it, its owner is told instead; the caller sees
/// no difference.
async fn mail_confirmation(app: &App, asked: Confirmation<'_>, client: &Client) -> Result<(), AuthError> {
    const KIND: TokenKind = TokenKind::ConfirmAddress;
    let Confirmation { account, session, address, after, code } = asked;
    let token = draw_token(app, KIND.as_str())?;
    let budgets = budgets(app, Purpose::NewAddress { key: address.key() }, client);
    let code = (code == CodePlace::Page).then(|| app.ports.entropy.bytes().map(six_digits)).transpose()?;
    let new = NewToken {
        address: Some(address),
        code_hash: code.as_ref().map(|code| app.keys().code_hash(&token.fingerprint().0, code)),
        session_id: Some(session),
        after,
        ..new_token(app, &token, KIND, budgets)
    };
    let (asked, held_by) = insert_confirmation(&*app.ports.database, new, account, client.press.as_ref()).await?;
    forget(app, asked.replaced);
    let Some(account) = asked.issued_to else {
        return if after.is_some() { Err(AuthError::InvalidLink) } else { Ok(()) };
    };
    if let Some(email) = held_by.filter(|holder| holder.id != account.id).and_then(|holder| holder.email) {
        tell_in_use(app, &email, client);
        return Ok(());
    }
    let (origin, email) = (account.origin(), address.as_typed().to_owned());
    let link = link(app, KIND.as_str(), &token);
    let message = Message::ConfirmAddress(AddressProof { link, code, account: origin.clone(), minutes: minutes(KIND) });
    write_to(app, &email, &message, client);
    let is_proven = account.email_proven;
    let request = PendingRequest::Token { email, redirect_url: None, account: origin, is_proven };
    remember(app, &token, request, KIND.lifetime());
    Ok(())
}

/// Mails an approval link to the old address.
async fn mail_approval(app: &App, of: &SignedIn, address: &EmailAddress, client: &Client) -> Result<(), AuthError> {
    const KIND: TokenKind = TokenKind::ApproveAddressChange;
    let Some(old) = of.account.email.as_deref().and_then(EmailAddress::parse) else {
        return Ok(());
    };
    let token = draw_token(app, KIND.as_str())?;
    let budgets = budgets(app, Purpose::OwnAddress { key: old.key() }, client);
    let new =
        NewToken { address: Some(address), session_id: Some(&of.session.id), ..new_token(app, &token, KIND, budgets) };
    let asked = insert_token(&*app.ports.database, new, TokenOwner::Account(&of.account.id)).await?;
    forget(app, asked.replaced);
    if let Some(account) = asked.issued_to {
        let new_email = address.as_typed().to_owned();
        let link = link(app, KIND.as_str(), &token);
        let message = Message::ApproveAddressChange { link, new_email: new_email.clone(), minutes: minutes(KIND) };
        write_to(app, old.as_typed(), &message, client);
        let request = PendingRequest::Token {
            email: new_email,
            redirect_url: None,
            account: account.origin(),
            is_proven: account.email_proven,
        };
        remember(app, &token, request, KIND.lifetime());
    }
    Ok(())
}

/// Confirms the change from the new mailbox: the address now belongs to the account, and the old mailbox is told. For
/// seven days one that was proven may take its address back.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn confirm(app: &App, token: &str, client: &Client) -> Result<Account, AuthError> {
    spend(app, fingerprint(token), stranger(app, client)).await
}

/// Address whose confirmation waits for its code in this session.
///
/// # Errors
/// [`AuthError::Unavailable`].
pub async fn asked(app: &App, of: &SignedIn) -> Result<Option<String>, AuthError> {
    let asked = find_asked_confirmation(&*app.ports.database, &of.session.id, app.now()).await?;
    Ok(asked.filter(|asked| asked.is_confirmed == 0).map(|asked| asked.address))
}

/// Confirms the change by the code of the same mail, in the session that asked for it.
///
/// # Errors
/// [`AuthError::InvalidCode`], [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn confirm_by_code(app: &App, of: &SignedIn, code: &str, client: &Client) -> Result<(), AuthError> {
    let asked = find_asked_confirmation(&*app.ports.database, &of.session.id, app.now()).await?;
    let AskedConfirmation { id, address, is_confirmed } = asked.ok_or(AuthError::InvalidCode)?;
    // By the link of the same mail in another tab, or by a press before this one.
    if is_confirmed != 0 && of.account.email_proven && of.account.email.as_ref() == Some(&address) {
        return Ok(());
    }
    let code = typed_code::six_digits(code).ok_or(AuthError::InvalidCode)?;
    let address = EmailAddress::parse(&address).ok_or(AuthError::InvalidCode)?;
    let typed = LinkCode {
        kind: TokenKind::ConfirmAddress,
        guess: MailboxGuess {
            mailbox: &app.keys().pseudonym(address.key().as_str()),
            network: &client.network(),
            limits: &app.config().limits,
        },
        token: &id,
        hashes: app.keys().code_hashes(&id.0, &code),
        request: &app.keys().pseudonym(&id.0),
        now: app.now(),
    };
    check_code(&*app.ports.database, &typed).await?.account()?;
    match spend(app, id, trace(app, of, client)).await {
        Err(AuthError::InvalidLink) => Err(AuthError::InvalidCode),
        confirmed => confirmed.map(drop),
    }
}

/// Spends a confirmation.
async fn spend(app: &App, id: Fingerprint, trace: Trace<'_>) -> Result<Account, AuthError> {
    let client = trace.client;
    let spending = Spending { token: &id, by: &app.ports.entropy.actor()? };
    let undo = draw_token(app, UNDO_PAGE)?;
    let right = UndoRight { token: &undo.fingerprint(), until: app.now() + UNDO_LIFETIME };
    let confirmed = consume_confirmation(&*app.ports.database, spending, right, &trace).await?;
    let Confirmed { account, former, is_undoable } = confirmed.ok_or(AuthError::InvalidLink)?;
    forget(app, [id]);
    if let (Some(former), Some(email)) = (former, &account.email) {
        let undo = is_undoable.then(|| link(app, UNDO_PAGE, &undo));
        tell_of_change(app, &former, Change::AddressChanged { new_email: email.clone(), undo }, client);
    }
    Ok(account)
}

/// Approves the change from the old mailbox: the new mailbox is asked to confirm.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::TooManyAttempts`], [`AuthError::Unavailable`].
pub async fn approve(app: &App, token: &str, client: &Client) -> Result<(), AuthError> {
    require_mail(app)?;
    let (id, by) = (fingerprint(token), app.ports.entropy.actor()?);
    let open = find_open_token(&*app.ports.database, &id, TokenKind::ApproveAddressChange, app.now()).await?;
    let OpenToken { account, address, session_id, .. } = open.ok_or(AuthError::InvalidLink)?;
    let address = address.as_deref().and_then(EmailAddress::parse).ok_or(AuthError::InvalidLink)?;
    let session = session_id.ok_or(AuthError::InvalidLink)?;
    // No code: the link may be opened in another browser than the session that asked.
    let (account, after) = (&account.id, Some((&id, &by)));
    let asked = Confirmation { account, session: &session, address: &address, after, code: CodePlace::App };
    mail_confirmation(app, asked, client).await?;
    forget(app, [id]);
    Ok(())
}

/// Refuses the change from the old mailbox.
///
/// # Errors
/// [`AuthError::InvalidLink`], [`AuthError::Unavailable`].
pub async fn refuse(app: &App, token: &str, client: &Client) -> Result<(), AuthError> {
    let id = fingerprint(token);
    let spending = Spending { token: &id, by: &app.ports.entropy.actor()? };
    let refused = consume_refusal(&*app.ports.database, spending, &stranger(app, client)).await?;
    if !refused {
        return Err(AuthError::InvalidLink);
    }
    forget(app, [id]);
    Ok(())
}
