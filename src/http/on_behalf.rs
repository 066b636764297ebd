//! Requests of a back end for its visitors: `X-Sesame-Key` names the back end, `X-Client-Address` the visitor.

use std::net::IpAddr;
use std::rc::Rc;

use ::http::header::HeaderName;

use super::{Exchange, Failure, ProtocolError, Request};
use crate::crypto::service_key::ServiceKey;
use crate::domain::client::Network;
use crate::domain::{AuthError, Fingerprint, ServiceKeyId};
use crate::store::checked::CheckedDatabase;

const KEY: HeaderName = HeaderName::from_static("x-sesame-key");
const CLIENT_ADDRESS: HeaderName = HeaderName::from_static("x-client-address");

/// Back end that calls for a visitor.
pub struct OnBehalf {
    /// Visitor's address, as the back end says.
    pub visitor: IpAddr,
    /// Network of the back end itself, under which failures of clients are counted.
    pub caller: Network,
    pub key_id: ServiceKeyId,
    /// SHA-256 of its key.
    pub hash: Fingerprint,
    database: Rc<CheckedDatabase>,
}

impl OnBehalf {
    /// True if the database refused the key.
    pub fn is_refused(&self) -> bool {
        self.database.is_refused()
    }
}

/// Reads the headers of a request that a dialect takes, and from then on lets the first trip of the request look the
/// key up. Without either header there is nothing to do.
///
/// # Errors
/// [`AuthError::InvalidToken`] for one header alone or a text that is no key, [`ProtocolError::Malformed`] for an address
/// that is no IPv4 or IPv6 literal.
pub(super) fn take(exchange: &mut Exchange) -> Result<(), Failure> {
    let Some((key, visitor)) = headers(&exchange.request)? else { return Ok(()) };
    let app = &mut exchange.app;
    let database = Rc::new(CheckedDatabase::new(app.ports.database.clone(), &key, app.now()));
    app.ports.database = database.clone();
    // The key is looked up where it cannot lag.
    app.ports.nearest = database.clone();
    let caller = exchange.request.client().network();
    exchange.on_behalf = Some(OnBehalf { visitor, caller, hash: key.hash(), key_id: key.id, database });
    Ok(())
}

fn headers(request: &Request) -> Result<Option<(ServiceKey, IpAddr)>, Failure> {
    match (request.headers.contains_key(KEY), request.headers.contains_key(CLIENT_ADDRESS)) {
        (false, false) => Ok(None),
        (true, true) => {
            let key = request.header(KEY).and_then(ServiceKey::parse).ok_or(AuthError::InvalidToken)?;
            let address = request.header(CLIENT_ADDRESS).and_then(|text| text.parse().ok());
            Ok(Some((key, address.ok_or(ProtocolError::Malformed)?)))
        }
        _ => Err(AuthError::InvalidToken.into()),
    }
}
