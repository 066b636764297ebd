//! Acts on the way of an application's sign-in.

use serde_json::json;

use super::{Act, Ready};
use crate::support::visit::{CLIENT, Visit, hidden, request};
use crate::support::{Answer, World};

/// Visit with Ada signed in. The act takes her cookies.
fn with_ada(members: serde_json::Value, allowed: bool, act: fn(&World, &str) -> Answer) -> Ready {
    let Visit { world, browser } = {
        let visit = Visit::with_ada(members);
        if allowed {
            visit.allow();
        }
        visit
    };
    let cookies = browser.header();
    (world, Box::new(move |world| act(world, &cookies)))
}

fn asked(world: &World, cookies: &str) -> Answer {
    world.send_once("GET", &request(&[]), &[("cookie", cookies)], None)
}

pub const ACTS: &[Act] = &[
    Act {
        name: "signing in to an application",
        leaves: &[("application-allowed", Some("Shop")), ("application-sign-in", Some("Shop"))],
        ready: || with_ada(json!({ "first_party": true }), false, asked),
    },
    Act { name: "signing in to an application again", leaves: &[], ready: || with_ada(json!({}), true, asked) },
    Act {
        name: "allowing an application",
        leaves: &[("application-allowed", Some("Shop")), ("application-sign-in", Some("Shop"))],
        ready: || {
            let visit = Visit::with_ada(json!({}));
            let page = visit.ask(&[]);
            let (sealed, cookies) = (hidden(&page, "request"), visit.browser.header());
            let fields = move |world: &World| {
                let fields = [("request", sealed.as_str()), ("decision", "allow")];
                world.send_form("/oauth2/consent", &[("cookie", cookies.as_str())], &fields)
            };
            (visit.world, Box::new(fields))
        },
    },
    Act {
        name: "removing an application",
        leaves: &[("application-removed", Some("Shop"))],
        ready: || {
            with_ada(json!({}), true, |world, cookies| {
                let fields = [("client", CLIENT)];
                world.send_form("/account/applications/remove", &[("cookie", cookies)], &fields)
            })
        },
    },
    Act {
        name: "waiting for a sign-in",
        leaves: &[],
        ready: || {
            let Visit { world, .. } = Visit::new(json!({}));
            (world, Box::new(|world| asked(world, "")))
        },
    },
    Act {
        name: "signing out by an application",
        leaves: &[("sign-out", None)],
        ready: || {
            let visit = Visit::with_ada(json!({}));
            let page = visit.browser.get(&visit.world, "/oauth2/logout");
            let (sealed, cookies) = (hidden(&page, "request"), visit.browser.header());
            let confirm = move |world: &World| {
                let fields = [("request", sealed.as_str()), ("decision", "confirm")];
                world.send_form("/oauth2/logout/confirm", &[("cookie", cookies.as_str())], &fields)
            };
            (visit.world, Box::new(confirm))
        },
    },
    Act {
        name: "taking a session over",
        leaves: &[("sign-in", Some("password")), ("session-ended", Some("Unknown client"))],
        ready: || {
            with_ada(json!({}), true, |world, cookies| {
                let fields = [("login", crate::support::visit::EMAIL), ("password", crate::support::visit::PASSWORD)];
                world.send_form("/sign-in", &[("cookie", cookies)], &fields)
            })
        },
    },
];
