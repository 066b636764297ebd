//! The operators' API, for people with a role and for service keys.

mod addresses;
mod clients;
mod events;
mod invitations;
mod keys;
mod merging;
mod profile;
mod recovery;
mod recovery_requests;
mod resets;
mod resources;
mod roles;
mod secrets;
mod sessions;
mod signing_keys;
mod states;
mod users;
mod wire;

use crate::api::shared::errors::{code_and_message, describe};
use crate::http::dialect::{Cors, Dialect, Errors};
use crate::http::{Route, route};

/// Its errors: those of dialect B. No page of another origin reads its answers or sends it cookies.
pub static DIALECT: Dialect = Dialect {
    prefixes: &["/api/admin/v1"],
    on_behalf: false,
    cors: Cors::Own,
    errors: Errors::Json { describe: |error, _| describe(error), body: code_and_message },
};

pub const ROUTES: &[Route] = &[
    route!(DIALECT, GET "/api/admin/v1/users", operators(ReadUsers) => users::index),
    route!(DIALECT, POST "/api/admin/v1/users", operators(WriteUsers) => invitations::create_user),
    route!(DIALECT, GET "/api/admin/v1/users/:id", operators(ReadUsers) => users::show),
    route!(DIALECT, PATCH "/api/admin/v1/users/:id", operators(WriteUsers) => profile::patch),
    route!(DIALECT, DELETE "/api/admin/v1/users/:id", operators(DeleteUsers) => users::delete),
    route!(DIALECT, POST "/api/admin/v1/users/:id/verify-email", operators(WriteUsers) => resets::verify_email),
    route!(DIALECT, DELETE "/api/admin/v1/users/:id/second-factor", operators(WriteUsers) => resets::second_factor),
    route!(DIALECT, DELETE "/api/admin/v1/users/:id/password", operators(WriteUsers) => resets::password),
    route!(DIALECT, DELETE "/api/admin/v1/users/:id/passkeys/:pid", operators(WriteUsers) => resets::passkey),
    route!(DIALECT, DELETE "/api/admin/v1/users/:id/identities/:iid", operators(WriteUsers) => resets::identity),
    route!(DIALECT, POST "/api/admin/v1/users/:id/recovery-link", operators(WriteUsers) => recovery::link),
    route!(DIALECT, POST "/api/admin/v1/users/:id/recovery-requests", operators(AskForRecovery) => recovery_requests::ask),
    route!(DIALECT, GET "/api/admin/v1/recovery-requests", operators(AskForRecovery) => recovery_requests::index),
    route!(DIALECT, POST "/api/admin/v1/recovery-requests/:rid/approve", operators(ApproveRecovery) => recovery_requests::approve),
    route!(DIALECT, POST "/api/admin/v1/users/:id/merge", operators(MergeUsers) => merging::merge),
    route!(DIALECT, GET "/api/admin/v1/users/:id/sessions", operators(ReadUsers) => sessions::index),
    route!(DIALECT, DELETE "/api/admin/v1/users/:id/sessions", operators(WriteUsers) => sessions::end_all),
    route!(DIALECT, GET "/api/admin/v1/users/:id/sessions/:sid", operators(ReadUsers) => sessions::show),
    route!(DIALECT, DELETE "/api/admin/v1/users/:id/sessions/:sid", operators(WriteUsers) => sessions::end),
    route!(DIALECT, GET "/api/admin/v1/users/:id/events", operators(ReadEvents) => events::of_user),
    route!(DIALECT, GET "/api/admin/v1/invitations", operators(ReadUsers) => invitations::index),
    route!(DIALECT, POST "/api/admin/v1/invitations", operators(WriteUsers) => invitations::create_invitation),
    route!(DIALECT, DELETE "/api/admin/v1/invitations/:id", operators(WriteUsers) => invitations::delete),
    route!(DIALECT, GET "/api/admin/v1/events", operators(ReadEvents) => events::feed),
    route!(DIALECT, GET "/api/admin/v1/stats", operators(ReadEvents) => events::stats),
    route!(DIALECT, GET "/api/admin/v1/keys", operators(ReadKeys) => keys::index),
    route!(DIALECT, POST "/api/admin/v1/keys", operators(WriteKeys) => keys::create),
    route!(DIALECT, DELETE "/api/admin/v1/keys/:id", operators(WriteKeys) => keys::delete),
    route!(DIALECT, PUT "/api/admin/v1/users/:id/email", operators(ChangeAddress) => addresses::put),
    route!(DIALECT, PUT "/api/admin/v1/users/:id/role", operators(GiveRoles) => roles::put),
    route!(DIALECT, POST "/api/admin/v1/users/:id/disable", operators(WriteUsers) => states::disable),
    route!(DIALECT, POST "/api/admin/v1/users/:id/enable", operators(WriteUsers) => states::enable),
    route!(DIALECT, GET "/api/admin/v1/clients", operators(ManageClients) => clients::index),
    route!(DIALECT, POST "/api/admin/v1/clients", operators(ManageClients) => clients::create),
    route!(DIALECT, GET "/api/admin/v1/clients/:id", operators(ManageClients) => clients::show),
    route!(DIALECT, PATCH "/api/admin/v1/clients/:id", operators(ManageClients) => clients::change),
    route!(DIALECT, DELETE "/api/admin/v1/clients/:id", operators(ManageClients) => clients::delete),
    route!(DIALECT, POST "/api/admin/v1/clients/:id/secret", operators(ManageClients) => clients::replace_secret),
    route!(DIALECT, GET "/api/admin/v1/signing-keys", operators(ManageClients) => signing_keys::index),
    route!(DIALECT, POST "/api/admin/v1/signing-keys/:id/rotate", operators(ManageSigningKeys) => signing_keys::rotate),
    route!(DIALECT, POST "/api/admin/v1/signing-keys/:id/revoke", operators(ManageSigningKeys) => signing_keys::revoke),
    route!(DIALECT, GET "/api/admin/v1/resources", operators(ManageClients) => resources::index),
    route!(DIALECT, POST "/api/admin/v1/resources", operators(ManageClients) => resources::create),
    route!(DIALECT, GET "/api/admin/v1/resources/:id", operators(ManageClients) => resources::show),
    route!(DIALECT, PATCH "/api/admin/v1/resources/:id", operators(ManageClients) => resources::change),
    route!(DIALECT, DELETE "/api/admin/v1/resources/:id", operators(ManageClients) => resources::delete),
    route!(DIALECT, POST "/api/admin/v1/resources/:id/secret", operators(ManageClients) => resources::replace_secret),
];
