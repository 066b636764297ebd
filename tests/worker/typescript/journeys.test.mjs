// The client library against the service: in Node, in tabs of Chromium, and in a Worker.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import { createSesame, settle } from "sesame";
import { createVerifier } from "sesame/server";
import { authenticator } from "../support/authenticator_app.mjs";
import { addAuthenticator } from "../support/chromium.mjs";
import { openBrowserBeside } from "../support/client_site.mjs";
import { eventually } from "../support/database.mjs";
import { newPassword, newPerson } from "../support/people.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { libraryPage, serveSite, startApplicationWorker } from "./application.mjs";

const world = await openWorld({ settings: NO_LIMITS });
const site = await serveSite(await libraryPage());
const browser = await openBrowserBeside(world, site);

const inNode = () => createSesame({ baseURL: world.worker.url, headers: { Connection: "close" } });
const person = () => (({ email, password, name }) => ({ email, password, name }))(newPerson());
const good = ({ data, error }) => (assert.equal(error, undefined), data);

test("Node: password, second factor, mailed link, and every refusal by its code", async () => {
  const sesame = inNode();
  const ada = person();
  const { user, session } = good(await sesame.signUp(ada));
  assert.deepEqual([user.email, session.user.name, sesame.session().id], [ada.email, ada.name, session.id]);
  assert.equal((await inNode().signUp(ada)).error.code, "USER_ALREADY_EXISTS");
  assert.equal((await inNode().signUp({ ...person(), password: "short" })).error.code, "PASSWORD_TOO_SHORT");

  const { secret } = good(await settle(sesame.api.POST("/api/auth/two-factor/enable", { body: {} })));
  const app = authenticator(secret, () => Date.now() / 1000);
  good(await settle(sesame.api.POST("/api/auth/two-factor/verify", { body: { code: await app.next() } })));
  good(await sesame.load());
  assert.equal(sesame.session().user.twoFactorEnabled, true);
  good(await sesame.signOut());
  assert.equal((await sesame.signIn({ ...ada, password: newPassword() })).error.code, "INVALID_CREDENTIALS");
  assert.equal((await sesame.signIn(ada)).error.code, "TOTP_REQUIRED");
  assert.equal((await sesame.signIn({ ...ada, totpCode: app.wrong() })).error.code, "INVALID_TOTP");
  assert.equal(good(await sesame.signIn({ ...ada, totpCode: await app.next() })).user.id, user.id);

  const grace = person();
  good(await inNode().signUp(grace));
  const visitor = inNode();
  good(await settle(visitor.api.POST("/api/auth/send-magic-link", { body: { email: grace.email } })));
  const { token } = await world.mail.next(grace.email, "magic-link");
  assert.equal(good(await visitor.signInWithLink({ token })).user.emailVerified, true);
  assert.equal((await inNode().signInWithLink({ token })).error.code, "INVALID_TOKEN");
});

test("a token for an API passes there and nowhere else", async () => {
  const sesame = inNode();
  assert.equal((await sesame.tokenFor(TRUSTED_ORIGIN)).error.code, "INVALID_TOKEN");
  const { user } = good(await sesame.signUp(person()));
  const token = good(await sesame.tokenFor(TRUSTED_ORIGIN));
  const fetch = (url) => world.worker.fetch(new URL(url).pathname);
  const verifier = (audience) => createVerifier({ issuer: PUBLIC_URL, audience, fetch });
  const claims = await verifier(TRUSTED_ORIGIN).verify(token);
  assert.deepEqual([claims.sub, claims.email], [user.id, user.email]);
  await assert.rejects(verifier("https://other.example").verify(token), { code: "INVALID_TOKEN" });
  const session = await sesame.api.GET("/api/auth/session");
  await assert.rejects(verifier(TRUSTED_ORIGIN).verify(session.data.session.token), { code: "INVALID_TOKEN" });
  assert.equal((await sesame.tokenFor("https://stranger.example")).error.code, "INVALID_AUDIENCE");
});

test("a Worker signs up, calls, signs out, and verifies a token", async () => {
  const worker = await startApplicationWorker(world.worker.url);
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const [issuer, audience] = [PUBLIC_URL, "https://api.example.com"];
  const token = await new SignJWT({}).setProtectedHeader({ alg: "ES256", kid: "e1", typ: "JWT" })
    .setIssuer(issuer).setAudience(audience).setSubject("5f0c").setIssuedAt().setExpirationTime("5m").sign(privateKey);
  const keys = [{ ...(await exportJWK(publicKey)), kid: "e1", alg: "ES256" }];
  const ada = person();
  const said = await worker.ask({ person: ada, token, issuer, audience, keys });
  await worker.dispose();
  assert.equal(said.user?.email, ada.email, JSON.stringify(said));
  assert.deepEqual({ ...said, user: null }, { user: null, sessions: 1, again: "USER_ALREADY_EXISTS", signedOut: true, session: null, sub: "5f0c" });
});

/**
 * Browser with tabs that each have a client, on a clock that the test turns: {open, refreshes, context}. `refreshes` counts
 * requests, and the most at one time.
 */
async function openTabs(options) {
  const context = await browser.newContext();
  await context.clock.install();
  const refreshes = { sent: 0, atOnce: 0 };
  let running = 0;
  const isRefresh = (request) => request.method() === "POST" && request.url().includes("custom-refresh");
  context.on("request", (request) => isRefresh(request) && Object.assign(refreshes, { sent: refreshes.sent + 1, atOnce: Math.max(refreshes.atOnce, (running += 1)) }));
  context.on("requestfinished", (request) => isRefresh(request) && (running -= 1));
  const open = async () => {
    const page = await context.newPage();
    await page.goto(TRUSTED_ORIGIN);
    await page.evaluate((options) => { window.client = window.sesame.createSesame(options); }, { baseURL: PUBLIC_URL, ...options });
    const call = (name, argument) => page.evaluate(async ([name, argument]) => {
      const { data, error } = await window.client[name](argument);
      return { data, error: error && { code: error.code } };
    }, [name, argument]);
    const session = () => page.evaluate(() => window.client.session());
    return { page, call, session };
  };
  return { context, refreshes, open };
}

test("tabs: one signs in and all are; one signs out and none is", async () => {
  const { context, open } = await openTabs();
  const [one, other] = [await open(), await open()];
  const ada = person();
  await other.call("load");
  assert.equal(await other.session(), null);
  good(await one.call("signUp", ada));
  await eventually(async () => assert.equal((await other.session())?.user.email, ada.email));
  await other.page.reload();
  const third = await open();
  assert.equal(good(await third.call("load")).user.email, ada.email);
  good(await third.call("signOut"));
  await eventually(async () => assert.equal(await one.session(), null));
  assert.equal(good(await one.call("load")), null);
  await context.close();
});

test("tabs with cookies: one refresh at a time, when a call needs it, and one for all in time", async () => {
  const { context, open, refreshes } = await openTabs({ cookies: true });
  const tabs = [await open(), await open(), await open()];
  const ada = person();
  assert.equal(good(await tabs[0].call("signUp", ada)).session.user.email, ada.email);
  await eventually(async () => assert.equal((await tabs[2].session())?.user.email, ada.email));
  assert.equal(await tabs[0].page.evaluate(() => JSON.stringify({ ...localStorage }).includes("eyJ")), false, "no token in the page's reach");
  await context.clock.runFor(1000); // the calls are later than the sign-in
  await context.clearCookies({ name: "access_token" });
  const calls = await Promise.all(tabs.map(({ call }) => call("load")));
  assert.deepEqual(calls.map(({ data }) => data?.user.email), [ada.email, ada.email, ada.email]);
  assert.ok(refreshes.sent <= 2, "the second is of a tab that did not see the first one's end yet");
  const before = refreshes.sent;
  const made = [];
  for (let minutes = 2.5; minutes <= 15; minutes += 2.5) {
    await context.clock.runFor("02:30");
    await new Promise((later) => setTimeout(later, 150));
    made.push(refreshes.sent - before);
  }
  assert.deepEqual(made.slice(0, 3), [0, 0, 0]);
  assert.deepEqual(made.slice(4), [1, 1], "one of the three tabs, in time for a cookie of 15 minutes");
  assert.equal(refreshes.atOnce, 1);
  good(await tabs[1].call("signOut"));
  await eventually(async () => assert.equal(await tabs[2].session(), null));
  assert.equal(good(await tabs[2].call("load")), null);
  assert.equal((await tabs[0].call("signIn", { ...ada, password: newPassword() })).error.code, "INVALID_CREDENTIALS");
  assert.equal(good(await tabs[0].call("signIn", ada)).user.email, ada.email);
  await context.close();
});

test("passkeys: added, used to sign in, and refused by name", async () => {
  const { context, open } = await openTabs();
  const tab = await open();
  const { send, authenticatorId } = await addAuthenticator(tab.page);
  const passkey = (name, argument) => tab.page.evaluate(async ([name, argument]) => {
    const { data, error } = await window.sesame[name](window.client, argument);
    return { data, error: error && { code: error.code } };
  }, [name, argument]);
  const ada = person();
  good(await tab.call("signUp", ada));
  assert.equal(good(await passkey("addPasskey", { name: "Laptop" })).name, "Laptop");
  assert.equal((await passkey("addPasskey", {})).error.code, "PASSKEY_ALREADY_REGISTERED");
  good(await tab.call("signOut"));
  assert.equal(good(await passkey("signInWithPasskey")).user.email, ada.email);
  assert.equal((await tab.session()).user.email, ada.email);
  good(await tab.call("signOut"));
  await send("setUserVerified", { authenticatorId, isUserVerified: false });
  assert.equal((await passkey("signInWithPasskey")).error.code, "PASSKEY_CANCELLED");
  assert.equal(await tab.session(), null);
  await context.close();
});
