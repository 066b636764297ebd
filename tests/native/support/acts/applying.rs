//! Acts of applications. None leaves an event.

use serde_json::json;

use super::{Act, Ready};
use crate::support::applications::{CALLBACK, Code, Shop, VERIFIER};
use crate::support::client_signer::{ClientSigner, JWT_BEARER};
use crate::support::{Answer, World};

/// Act of the application, after a grant was made, which reads the keys.
fn applying(act: impl Fn(&Shop, &Answer) -> Answer + 'static) -> Ready {
    let shop = Shop::new();
    let tokens = shop.tokens(&Code::default());
    let world: World = shop.world().clone();
    (world, Box::new(move |_| act(&shop, &tokens)))
}

fn redeeming() -> Ready {
    let shop = Shop::new();
    shop.tokens(&Code::default());
    let (code, world) = (shop.code(&Code::default()), shop.world().clone());
    (world, Box::new(move |_| shop.redeem(&code, &[])))
}

/// Fields of a form.
type Fields = Vec<(&'static str, String)>;

/// Fields that redeem a new code.
fn redemption(shop: &Shop) -> Fields {
    vec![
        ("grant_type", "authorization_code".into()),
        ("code", shop.code(&Code::default())),
        ("redirect_uri", CALLBACK.into()),
        ("code_verifier", VERIFIER.into()),
    ]
}

/// Fields with an assertion.
fn signed(signer: &ClientSigner, jti: &str, mut fields: Fields) -> Fields {
    fields.push(("client_assertion_type", JWT_BEARER.into()));
    fields.push(("client_assertion", signer.assertion(jti, &json!({}))));
    fields
}

fn send(world: &World, path: &str, fields: &Fields) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    world.send_form(path, &[], &fields)
}

/// Act of an application that signs an assertion, after a grant was made, which reads the keys.
fn asserting(path: &'static str, fields: fn(&ClientSigner, &Answer) -> Fields) -> Ready {
    let signer = ClientSigner::new();
    let world = signer.shop.world().clone();
    let tokens = send(&world, "/oauth2/token", &signed(&signer, "1", redemption(&signer.shop)));
    assert_eq!(tokens.status, 200, "{tokens:?}");
    let fields = signed(&signer, "2", fields(&signer, &tokens));
    (world, Box::new(move |world| send(world, path, &fields)))
}

/// Act without events.
const fn quiet(name: &'static str, ready: fn() -> Ready) -> Act {
    Act { name, leaves: &[], ready }
}

pub const ACTS: &[Act] = &[
    quiet("redeeming a code", redeeming),
    quiet("refreshing a grant", || applying(|shop, tokens| shop.refresh(&tokens.text("/refresh_token"), &[]))),
    quiet("reading userinfo", || applying(|shop, tokens| shop.userinfo(&tokens.text("/access_token")))),
    quiet("posting to userinfo", || {
        applying(|shop, tokens| {
            shop.world().send_form("/oauth2/userinfo", &[], &[("access_token", &tokens.text("/access_token"))])
        })
    }),
    quiet("introspecting", || {
        applying(|shop, tokens| shop.about_as(&shop.application, "/oauth2/introspect", &tokens.text("/access_token")))
    }),
    quiet("revoking", || {
        applying(|shop, tokens| shop.about_as(&shop.application, "/oauth2/revoke", &tokens.text("/refresh_token")))
    }),
    quiet("redeeming a code by an assertion", || asserting("/oauth2/token", |signer, _| redemption(&signer.shop))),
    quiet("refreshing a grant by an assertion", || {
        asserting("/oauth2/token", |_, tokens| {
            vec![("grant_type", "refresh_token".into()), ("refresh_token", tokens.text("/refresh_token"))]
        })
    }),
    quiet("introspecting by an assertion", || {
        asserting("/oauth2/introspect", |_, tokens| vec![("token", tokens.text("/access_token"))])
    }),
    quiet("revoking by an assertion", || {
        asserting("/oauth2/revoke", |_, tokens| vec![("token", tokens.text("/refresh_token"))])
    }),
];
