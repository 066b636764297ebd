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
    route!(DIALECT, GET "/admin", operators(ReadEvents, desk) => home::show, sets_cookies),
    route!(DIALECT, GET "/admin/users", operators(ReadUsers, desk) => people::show, sets_cookies),
    route!(DIALECT, GET "/admin/users/:id", operators(ReadUsers, desk) => person::show, sets_cookies),
    route!(DIALECT, POST "/admin/users/:id/profile", operators(WriteUsers, desk) => acts::change_profile, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/metadata", operators(WriteUsers, desk) => acts::change_metadata, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/verify-email", operators(WriteUsers, desk) => acts::verify_email, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/second-factor/reset", operators(WriteUsers, desk) => acts::reset_second_factor, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/password/remove", operators(WriteUsers, desk) => acts::remove_password, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/passkeys/:pid/remove", operators(WriteUsers, desk) => acts::remove_passkey, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/identities/:iid/unlink", operators(WriteUsers, desk) => acts::unlink_identity, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/sessions/end", operators(WriteUsers, desk) => acts::end_sessions, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/sessions/:sid/end", operators(WriteUsers, desk) => acts::end_session, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/disable", operators(WriteUsers, desk) => acts::disable, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/enable", operators(WriteUsers, desk) => acts::enable, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/recovery-link", operators(WriteUsers, desk) => recovery::link, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/recovery-requests", operators(AskForRecovery, desk) => recovery::ask, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/email", operators(ChangeAddress, desk) => acts::change_email, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/merge", operators(MergeUsers, desk) => acts::merge, sets_cookies, form("/admin/users")),
    route!(DIALECT, GET "/admin/recovery-requests", operators(AskForRecovery, desk) => recovery::show, sets_cookies),
    route!(DIALECT, POST "/admin/recovery-requests/:rid/approve", operators(ApproveRecovery, desk) => recovery::approve, sets_cookies, form("/admin/recovery-requests")),
    route!(DIALECT, POST "/admin/users/:id/role", operators(GiveRoles, desk) => acts::give_role, sets_cookies, form("/admin/users")),
    route!(DIALECT, POST "/admin/users/:id/delete", operators(DeleteUsers, desk) => acts::delete, sets_cookies, form("/admin/users")),
    route!(DIALECT, GET "/admin/events", operators(ReadEvents, desk) => events::show, sets_cookies),
    route!(DIALECT, GET "/admin/invitations", operators(WriteUsers, desk) => invitations::show, sets_cookies),
    route!(DIALECT, POST "/admin/invitations", operators(WriteUsers, desk) => invitations::invite, sets_cookies),
    route!(DIALECT, POST "/admin/invitations/accounts", operators(WriteUsers, desk) => invitations::create_account, sets_cookies, form("/admin/invitations")),
    route!(DIALECT, POST "/admin/invitations/:id/delete", operators(WriteUsers, desk) => invitations::delete, sets_cookies, form("/admin/invitations")),
    route!(DIALECT, GET "/admin/clients", operators(ManageClients, desk) => clients::show, sets_cookies),
    route!(DIALECT, POST "/admin/clients", operators(ManageClients, desk) => clients::make, sets_cookies),
    route!(DIALECT, POST "/admin/clients/:id/secret", operators(ManageClients, desk) => clients::replace_secret, sets_cookies, form("/admin/clients")),
    route!(DIALECT, POST "/admin/clients/:id/delete", operators(ManageClients, desk) => clients::delete, sets_cookies, form("/admin/clients")),
    route!(DIALECT, GET "/admin/resources", operators(ManageClients, desk) => resources::show, sets_cookies),
    route!(DIALECT, POST "/admin/resources", operators(ManageClients, desk) => resources::make, sets_cookies),
    route!(DIALECT, POST "/admin/resources/:id/secret", operators(ManageClients, desk) => resources::replace_secret, sets_cookies, form("/admin/resources")),
    route!(DIALECT, POST "/admin/resources/:id/delete", operators(ManageClients, desk) => resources::delete, sets_cookies, form("/admin/resources")),
    route!(DIALECT, GET "/admin/keys", operators(ReadKeys, desk) => keys::show, sets_cookies),
    route!(DIALECT, POST "/admin/keys", operators(WriteKeys, desk) => keys::make, sets_cookies),
    route!(DIALECT, POST "/admin/keys/:id/delete", operators(WriteKeys, desk) => keys::delete, sets_cookies, form("/admin/keys")),
];
