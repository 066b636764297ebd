//! Acts of applications. None leaves an event.

use super::{Act, Ready};
use crate::support::applications::{Code, Shop};
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
];
