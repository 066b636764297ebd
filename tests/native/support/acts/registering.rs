//! Acts of operators on registered clients and resources.

use serde_json::{Value as Json, json};

use super::{Act, DRAWN, Ready};
use crate::support::World;
use crate::support::operators::{Office, call};

/// Id in the database of what the acts are done to.
const ID: &str = "its-id";

/// Members of a client with a secret.
pub fn client() -> Json {
    json!({ "client_name": "Shop", "redirect_uris": ["https://app.acme.test/callback"] })
}

/// Members of a resource.
pub fn resource() -> Json {
    json!({ "identifier": "https://api.acme.test", "name": "Orders", "scopes": ["orders:read", "orders:write"] })
}

/// Registers a client and a resource, both of the id [`ID`].
fn registered() -> (World, String) {
    let Office { world, operator, .. } = Office::new();
    for (table, path, body) in [("clients", "/clients", client()), ("resources", "/resources", resource())] {
        assert_eq!(call(&world, &operator, "POST", path, body).status, 201);
        world.database.query(&format!("UPDATE {table} SET id = '{ID}'"));
    }
    (world, operator)
}

fn on_registered(method: &'static str, path: &'static str, body: Json) -> Ready {
    let (world, operator) = registered();
    let path = path.replace(":id", ID);
    (world, Box::new(move |world| call(world, &operator, method, &path, body.clone())))
}

pub const ACTS: &[Act] = &[
    Act {
        name: "registering a client",
        leaves: &[("client-made", Some(DRAWN))],
        ready: || {
            let Office { world, operator, .. } = Office::new();
            (world, Box::new(move |world| call(world, &operator, "POST", "/clients", client())))
        },
    },
    Act {
        name: "registering a resource",
        leaves: &[("resource-made", Some(DRAWN))],
        ready: || {
            let Office { world, operator, .. } = Office::new();
            (world, Box::new(move |world| call(world, &operator, "POST", "/resources", resource())))
        },
    },
    Act {
        name: "changing a client",
        leaves: &[("client-changed", Some(ID))],
        ready: || on_registered("PATCH", "/clients/:id", json!({ "client_name": "Store" })),
    },
    Act {
        name: "replacing the secret of a client",
        leaves: &[("client-secret-made", Some(ID))],
        ready: || on_registered("POST", "/clients/:id/secret", json!({ "grace": 3600 })),
    },
    Act {
        name: "deleting a client",
        leaves: &[("client-deleted", Some(ID))],
        ready: || on_registered("DELETE", "/clients/:id", json!({ "note": "Unused" })),
    },
    Act {
        name: "changing a resource",
        leaves: &[("resource-changed", Some(ID))],
        ready: || on_registered("PATCH", "/resources/:id", json!({ "scopes": [] })),
    },
    Act {
        name: "making a secret of a resource",
        leaves: &[("resource-secret-made", Some(ID))],
        ready: || on_registered("POST", "/resources/:id/secret", json!({})),
    },
    Act {
        name: "deleting a resource",
        leaves: &[("resource-deleted", Some(ID))],
        ready: || on_registered("DELETE", "/resources/:id", json!({})),
    },
];

/// Requests that leave no event.
pub const LOOKS: &[Act] = &[
    Act { name: "listing clients", leaves: &[], ready: || on_registered("GET", "/clients", json!({})) },
    Act { name: "looking at a client", leaves: &[], ready: || on_registered("GET", "/clients/:id", json!({})) },
    Act { name: "listing resources", leaves: &[], ready: || on_registered("GET", "/resources", json!({})) },
    Act { name: "looking at a resource", leaves: &[], ready: || on_registered("GET", "/resources/:id", json!({})) },
];
