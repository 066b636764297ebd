//! End of a grant by its client (RFC 7009).

use super::client_authentication::{ShownClient, is_authenticated};
use crate::domain::GrantId;
use crate::store::batch::Batch;

impl Batch {
    /// Ends a grant if it is the client's, which authenticated in this batch. With a stored seed of refresh tokens, only
    /// if it is the grant's.
    pub fn end_grant(&mut self, client: &ShownClient<'_>, grant: &GrantId, seed: Option<&str>) {
        const END: &str = concat!(
            "DELETE FROM grants WHERE id = ?10 AND client_id = ?1 AND (?11 IS NULL OR refresh_seed = ?11) AND ",
            is_authenticated!()
        );
        self.extend([client.bind(END, &[grant.into(), seed.into()])]);
    }
}
