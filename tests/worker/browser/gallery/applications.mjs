// Gallery: applications that people sign in to.
import assert from "node:assert/strict";
import { authorizationUrl, registerApplication } from "../../support/applications.mjs";
import { authenticator } from "../../support/authenticator_app.mjs";
import { PUBLIC_URL } from "../../support/worker.mjs";
import { LONG, longNamed, now, pathOf, unfoldAll } from "./steps.mjs";

const BACK = "http://127.0.0.1:4711/back";
/** Sends a visitor who is signed in to an application with the longest name. */
const sentBy = async (visitor, members = {}, more = {}) => {
  const id = await registerApplication(visitor.worker, { client_name: LONG.name, redirect_uris: [BACK], ...members });
  await visitor.goto(pathOf(authorizationUrl(id, BACK, { scope: "openid profile email offline_access", ...more })));
};

export const applications = {
  "application, sign-in": async (visitor) => {
    await sentBy(visitor);
    assert.equal(await visitor.page.locator('form[action="/sign-in"]').count(), 1);
  },
  "application, consent": async (visitor) => {
    await visitor.signUp(longNamed());
    await sentBy(visitor);
    assert.equal(await visitor.page.locator('form[action="/oauth2/consent"]').count(), 3);
  },
  "application, on this computer": async (visitor) => {
    await visitor.signUp(longNamed());
    await sentBy(visitor, { token_endpoint_auth_method: "none" });
    assert.equal(await visitor.page.locator(".warning").count(), 1);
  },
  "application, second factor needed": async (visitor) => {
    await visitor.signUp(longNamed());
    await sentBy(visitor, { require_second_factor: true });
    assert.equal(await visitor.page.locator('a[href^="/account/security?redirectUrl="]').count(), 1);
  },
  "application, second factor set up": async (visitor) => {
    await applications["application, second factor needed"](visitor);
    await visitor.follow("/account/security?redirectUrl=");
    await visitor.submit("/account/two-factor/enable");
    const secret = await visitor.page.locator("code").first().textContent();
    await visitor.submit("/account/two-factor/verify", { totp_code: await authenticator(secret.replaceAll(" ", ""), now).next() });
    assert.equal(await visitor.page.locator("a.primary").count(), 1);
  },
  "application, link opened elsewhere": async (visitor) => {
    await sentBy(visitor);
    await visitor.context.clearCookies();
    await visitor.goto(new URL(visitor.page.url()).searchParams.get("redirectUrl").slice(PUBLIC_URL.length));
  },
  "application, unknown": (visitor) => visitor.goto("/oauth2/authorize?client_id=nobody&redirect_uri=https://evil.example/"),
  "application, request over": (visitor) => visitor.goto("/oauth2/authorize?waiting=unknown"),
  "application, sign-out": async (visitor) => {
    await visitor.signUp();
    await visitor.goto("/oauth2/logout");
  },
  "application, signed out": async (visitor) => {
    await applications["application, sign-out"](visitor);
    await visitor.submit("/oauth2/logout/confirm");
  },
  "account, with an application": async (visitor) => {
    await applications["application, consent"](visitor);
    await visitor.worker.d1.prepare(`INSERT OR IGNORE INTO consents SELECT accounts.id, clients.id, '', 'openid profile email offline_access', unixepoch() - 3456000, unixepoch() - 7200
      FROM accounts, clients WHERE json_extract(clients.metadata, '$.client_name') = ?`).bind(LONG.name).run();
    await visitor.goto("/account/applications");
    await unfoldAll(visitor);
  },
};
