//! Acts of operators.

use serde_json::{Value as Json, json};

use super::{Act, Ready};
use crate::support::operators::{Office, call};

/// Act of the operator on Bob; the path continues `/users/{id}`.
fn on_bob(method: &'static str, path: &'static str, body: Json) -> Ready {
    let Office { world, operator, bob, .. } = Office::new();
    let path = format!("/users/{bob}{path}");
    (world, Box::new(move |world| call(world, &operator, method, &path, body.clone())))
}

pub const ACTS: &[Act] = &[
    Act {
        name: "giving a role",
        leaves: &[("role-changed", Some("support"))],
        ready: || on_bob("PUT", "/role", json!({ "role": "support" })),
    },
    Act {
        name: "disabling",
        leaves: &[("account-disabled", None)],
        ready: || on_bob("POST", "/disable", json!({ "reason": "Left the company" })),
    },
    Act { name: "enabling", leaves: &[("account-enabled", None)], ready: || on_bob("POST", "/enable", json!({})) },
];

/// Requests that leave no event.
pub const LOOKS: &[Act] = &[Act { name: "looking at a user", leaves: &[], ready: || on_bob("GET", "", json!({})) }];
