// Application that takes the answer as a form (OAuth 2.0 Form Post Response Mode), in Chromium.
import assert from "node:assert/strict";
import { openBrowser } from "../../support/chromium.mjs";
import { getJson, relyingParty } from "../../support/relying_party.mjs";
import { registered } from "../clients.mjs";
import { startApplication } from "./application.mjs";

/** Signs in and takes the code; with script the form goes by itself, without it by its button. */
export async function formPost({ issuer, register, newAccount, passThrough }, { script }) {
  const received = [];
  const { origin, close } = await startApplication(async (request) => {
    if (request.method === "POST") received.push(Object.fromEntries(await request.formData()));
    return new Response(`<!doctype html><title>App</title><output>${request.method}</output>`, { headers: { "Content-Type": "text/html" } });
  });
  const browser = await openBrowser({});
  try {
    const client = await registered(register, { redirect_uri: `${origin}/callback`, token_endpoint_auth_method: "client_secret_basic", require_pkce: false });
    const { body: metadata } = await getJson(`${issuer}/.well-known/openid-configuration`);
    const rp = relyingParty({ metadata, mode: "form_post" });
    const context = await browser.newContext({ javaScriptEnabled: script });
    const page = await context.newPage();
    const sent = rp.request(client);
    await page.goto(sent.url);
    await passThrough(page, await newAccount());
    if (!script) await page.locator(`form[action="${client.redirect_uri}"] button`).click();
    await page.locator("output").filter({ hasText: "POST" }).waitFor({ timeout: 10_000 });
    const [{ code, state, iss }, ...others] = received;
    assert.deepEqual([state, iss, others, page.url()], [sent.params.state, issuer, [], client.redirect_uri]);
    await rp.checked(await rp.redeem(client, code), sent);
  } finally {
    await browser.close();
    await close();
  }
}
