//! Change of an account's address by an operator.

use super::users::User;
use super::{RequestedAct, act_on_account};
use crate::app::App;
use crate::domain::{AccountId, AuthError, EmailAddress, EventKind, TokenKind};
use crate::flows::links::address_undo::{LIFETIME, PAGE};
use crate::flows::mailing::{draw_token, link, minutes, require_mail, write_to};
use crate::mail::{AddressProof, Message, ToldAct};
use crate::store::batches::address_acts::NewAddress;

/// Asks the new mailbox to confirm an address, which is the account's from then on, and tells the present one. For
/// seven days a present address that is proven may be kept, or taken back.
///
/// # Errors
/// [`AuthError::EmailTaken`], [`AuthError::MailNotConfigured`], [`AuthError::NotFound`], [`AuthError::NotAllowed`],
/// those of [`super::admit`].
pub async fn change(
    app: &App,
    requested: &RequestedAct<'_>,
    id: &AccountId,
    address: &EmailAddress,
) -> Result<User, AuthError> {
    const KIND: TokenKind = TokenKind::ConfirmAddress;
    require_mail(app)?;
    let (confirmation, undo) = (draw_token(app, KIND.as_str())?, draw_token(app, PAGE)?);
    let new = NewAddress {
        address,
        confirmation: &confirmation.fingerprint(),
        confirmed_until: app.now() + KIND.lifetime(),
        undo: &undo.fingerprint(),
        undone_until: app.now() + LIFETIME,
    };
    let act = requested.act(app, EventKind::EmailChangeAsked, Some(id));
    let (asked, user) = act_on_account(app, id, |batch| batch.ask_for_address(&act, &new)).await?;
    let account = asked.ok_or(AuthError::EmailTaken)?;
    let confirm = link(app, KIND.as_str(), &confirmation);
    let message = Message::ConfirmAddress(AddressProof {
        link: confirm,
        code: None,
        account: account.origin(),
        minutes: minutes(KIND),
    });
    write_to(app, address.as_typed(), &message, &requested.client);
    let undo = account.email_proven.then(|| link(app, PAGE, &undo));
    let told = ToldAct::AddressChanged { new_email: address.as_typed().to_owned(), undo };
    requested.tell(app, account.email.as_deref(), told);
    Ok(user)
}
