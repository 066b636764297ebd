// npm @auth/core, which Next.js, SvelteKit and others use, with the provider of examples/nextjs.
import assert from "node:assert/strict";
import { Auth } from "@auth/core";
import { sesame } from "../../../../examples/nextjs/sesame.mjs";
import { registered } from "../clients.mjs";
import { startApplication } from "./application.mjs";

/**
 * Signs in and reads the session that the library made.
 *
 * @param members of the client; with `id_token_claims` the library reads the ID token alone, as it does by default
 */
export async function authCore({ issuer, register, open }, members = {}) {
  const settings = {};
  const { origin, close } = await startApplication((request) => Auth(request, settings.config));
  try {
    const client = await registered(register, { redirect_uri: `${origin}/api/auth/callback/sesame`, token_endpoint_auth_method: "client_secret_basic", ...members });
    const readsIdToken = members.id_token_claims === "id_token";
    const provider = { ...sesame, issuer, clientId: client.client_id, clientSecret: client.client_secret, idToken: readsIdToken };
    settings.config = configOf(provider);
    const browser = await open({ origins: [origin] });
    await signIn(browser, origin);
    const { user } = JSON.parse((await browser.visit(`${origin}/api/auth/session`)).html);
    assert.deepEqual([user.email, user.name], [browser.person.email, browser.person.name]);
  } finally {
    await close();
  }
}

const configOf = (provider) => ({
  secret: "a secret of the tests, which signs the application's cookies",
  trustHost: true,
  basePath: "/api/auth",
  logger: { error: (error) => assert.fail(error), warn: () => {}, debug: () => {} },
  providers: [provider],
});

/** Presses the button of the library's own sign-in page. */
async function signIn(browser, origin) {
  const { csrfToken } = JSON.parse((await browser.visit(`${origin}/api/auth/csrf`)).html);
  const visit = await browser.visit(`${origin}/api/auth/signin/sesame`, { fields: { csrfToken, callbackUrl: `${origin}/api/auth/session` }, from: origin });
  assert.ok(!visit.left && visit.status === 200, `${visit.to ?? visit.html}`);
}
