// npm express-openid-connect, as examples/express has it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { root } from "../../support/project.mjs";
import { registered } from "../clients.mjs";
import { freePort, runApplication } from "./application.mjs";

/** Signs in, reads userinfo and an access token, and signs out of both. */
export async function expressOpenidConnect({ issuer, register, open }) {
  const origin = `http://localhost:${await freePort()}`;
  const client = await registered(register, {
    redirect_uri: `${origin}/callback`, post_logout_redirect_uri: origin, token_endpoint_auth_method: "client_secret_basic",
  });
  const env = {
    SESAME_URL: issuer, SESAME_CLIENT_ID: client.client_id, SESAME_CLIENT_SECRET: client.client_secret,
    APP_URL: origin, APP_SECRET: "a secret of the tests, which signs the application's cookies",
  };
  const { close } = await runApplication(process.execPath, [join(root, "examples/express/server.mjs")], { origin, env });
  try {
    const browser = await open({ origins: [origin] });
    const read = async (path) => JSON.parse((await browser.visit(origin + path)).html);
    const { email, name } = await read("/me");
    assert.deepEqual([email, name], [browser.person.email, browser.person.name]);
    assert.equal(typeof (await read("/token")).token, "string");
    assert.equal((await browser.visit(`${origin}/`)).html, "You are signed in.");
    assert.equal((await browser.visit(`${origin}/logout`)).html, "You are signed out.");
  } finally {
    await close();
  }
}
