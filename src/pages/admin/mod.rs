//! `/admin`: the console of operators, over the same flows as their API. A successful act redirects (303) to the page of
//! its person or list; a refused one is said there.

mod acts;
mod chart;
mod clients;
mod desk;
mod events;
mod home;
mod invitations;
mod keys;
mod layout;
mod people;
mod person;
mod recovery;
mod resources;
mod sections;
mod signing_keys;

use self::desk::desk;
use super::{refuse, refuse_protocol};
use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::{Route, route};

/// Its errors: pages. No page of another origin sends it cookies.
pub static DIALECT: Dialect = Dialect {
    prefixes: &["/admin"],
    on_behalf: false,
    cors: Cors::Own,
    errors: Errors::Page { auth: refuse, protocol: refuse_protocol },
};

/// Path of the front page.
const ADMIN: &str = "/admin";

/// Routes; each needs an operator's session.
pub(super) const ROUTES: &[Route] = &[
    route!(DIALECT, GET "/admin", operators(ReadEvents, desk) => home::show),
    route!(DIALECT, GET "/admin/users", operators(ReadUsers, desk) => people::show),
    route!(DIALECT, GET "/admin/users/:id", operators(ReadUsers, desk) => person::show),
    route!(DIALECT, POST "/admin/users/:id/profile", operators(WriteUsers, desk) => acts::change_profile, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/metadata", operators(WriteUsers, desk) => acts::change_metadata, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/verify-email", operators(WriteUsers, desk) => acts::verify_email, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/second-factor/reset", operators(WriteUsers, desk) => acts::reset_second_factor, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/password/remove", operators(WriteUsers, desk) => acts::remove_password, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/passkeys/:pid/remove", operators(WriteUsers, desk) => acts::remove_passkey, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/identities/:iid/unlink", operators(WriteUsers, desk) => acts::unlink_identity, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/sessions/end", operators(WriteUsers, desk) => acts::end_sessions, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/sessions/:sid/end", operators(WriteUsers, desk) => acts::end_session, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/disable", operators(WriteUsers, desk) => acts::disable, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/enable", operators(WriteUsers, desk) => acts::enable, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/recovery-link", operators(WriteUsers, desk) => recovery::link, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/recovery-requests", operators(AskForRecovery, desk) => recovery::ask, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/email", operators(ChangeAddress, desk) => acts::change_email, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/merge", operators(MergeUsers, desk) => acts::merge, form("/admin/users")),
    route!(DIALECT, GET "/admin/recovery-requests", operators(AskForRecovery, desk) => recovery::show),
    route!(DIALECT, POST "/admin/recovery-requests/:rid/approve", operators(ApproveRecovery, desk) => recovery::approve, form("/admin/recovery-requests")),
    route!(DIALECT, POST "/admin/users/:id/role", operators(GiveRoles, desk) => acts::give_role, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/delete", operators(DeleteUsers, desk) => acts::delete, form("/admin/users")),
    route!(DIALECT, GET "/admin/events", operators(ReadEvents, desk) => events::show),
    route!(DIALECT, GET "/admin/invitations", operators(WriteUsers, desk) => invitations::show),
    route!(DIALECT, POST "/admin/invitations", operators(WriteUsers, desk) => invitations::invite),
    route!(DIALECT, POST "/admin/invitations/accounts", operators(WriteUsers, desk) => invitations::create_account, form("/admin/invitations")),
    route!(DIALECT, POST "/admin/invitations/:id/delete", operators(WriteUsers, desk) => invitations::delete, form("/admin/invitations")),
    route!(DIALECT, GET "/admin/clients", operators(ManageClients, desk) => clients::show),
    route!(DIALECT, POST "/admin/clients", operators(ManageClients, desk) => clients::make),
    route!(DIALECT, POST "/admin/clients/:id", operators(ManageClients, desk) => clients::change, form("/admin/clients")),
    route!(DIALECT, POST "/admin/clients/:id/secret", operators(ManageClients, desk) => clients::replace_secret, form("/admin/clients")),
    route!(DIALECT, POST "/admin/clients/:id/delete", operators(ManageClients, desk) => clients::delete, form("/admin/clients")),
    route!(DIALECT, GET "/admin/resources", operators(ManageClients, desk) => resources::show),
    route!(DIALECT, POST "/admin/resources", operators(ManageClients, desk) => resources::make),
    route!(DIALECT, POST "/admin/resources/:id", operators(ManageClients, desk) => resources::change, form("/admin/resources")),
    route!(DIALECT, POST "/admin/resources/:id/secret", operators(ManageClients, desk) => resources::replace_secret, form("/admin/resources")),
    route!(DIALECT, POST "/admin/resources/:id/delete", operators(ManageClients, desk) => resources::delete, form("/admin/resources")),
    route!(DIALECT, GET "/admin/signing-keys", operators(ManageClients, desk) => signing_keys::show),
    route!(DIALECT, POST "/admin/signing-keys/:id/rotate", operators(ManageSigningKeys, desk) => signing_keys::rotate, form("/admin/signing-keys")),
    route!(DIALECT, POST "/admin/signing-keys/:id/revoke", operators(ManageSigningKeys, desk) => signing_keys::revoke, form("/admin/signing-keys")),
    route!(DIALECT, GET "/admin/keys", operators(ReadKeys, desk) => keys::show),
    route!(DIALECT, POST "/admin/keys", operators(WriteKeys, desk) => keys::make),
    route!(DIALECT, POST "/admin/keys/:id/delete", operators(WriteKeys, desk) => keys::delete, form("/admin/keys")),
];
