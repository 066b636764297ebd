// Passkeys in Chromium with its virtual authenticator and the published @simplewebauthn/browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { openWindow } from "../support/chromium.mjs";
import { openBrowserBeside } from "../support/client_site.mjs";
import { equip, startSite } from "./site.mjs";

const world = await openWorld({ settings: NO_LIMITS });
const site = await startSite();
const browser = await openBrowserBeside(world, site);

const { session } = world;
const register = ({ page }, token, name) =>
  page.evaluate(([api, token, name]) => window.register(api, token, name), [PUBLIC_URL, token, name]);
const signIn = ({ page }, autofill) => page.evaluate(([api, autofill]) => window.signIn(api, autofill), [PUBLIC_URL, autofill]);
const refusal = (work) => work.then(() => null, (error) => error.message);

async function registered(window, name) {
  const account = await world.signedUp();
  const answer = await register(window, account.token, name);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return { ...account, passkey: answer.body.passkey };
}

function assertSignedIn(answer, account) {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.equal(answer.body.user.email, account.email);
}

for (const [where, open] of [
  ["a trusted origin", () => openWindow(browser, TRUSTED_ORIGIN)],
  ["the service's own origin", async () => {
    // Page without a script; the test adds its own.
    const window = await openWindow(browser, `${PUBLIC_URL}/dev/mailbox`, { bypassCSP: true });
    await equip(window.page);
    return window;
  }],
]) {
  test(`on ${where}: register, sign out, sign in without a username`, async () => {
    const window = await open();
    const account = await registered(window, "My laptop");
    assert.equal(account.passkey.name, "My laptop");
    assert.equal((await session.signOut(account.token)).status, 200);
    assert.equal(await world.isAlive(account.token), false);
    const answer = await signIn(window);
    assertSignedIn(answer, account);
    assert.ok(await world.isAlive(answer.body.session.token));
    const { credentials } = await window.send("getCredentials", { authenticatorId: window.authenticatorId });
    assert.deepEqual(credentials.map(({ isResidentCredential, rpId }) => [isResidentCredential, rpId]), [[true, "localhost"]]);
  });
}

test("the browser offers the passkey in the autofill of a form", async () => {
  const window = await openWindow(browser, TRUSTED_ORIGIN);
  const account = await registered(window);
  assert.equal(await window.page.evaluate(() => SimpleWebAuthnBrowser.browserSupportsWebAuthnAutofill()), true);
  assertSignedIn(await signIn(window, true), account);
});

test("two devices: each signs in to its own account without a username", async () => {
  const [first, second] = [await openWindow(browser, TRUSTED_ORIGIN), await openWindow(browser, TRUSTED_ORIGIN)];
  const [ada, bob] = [await registered(first), await registered(second)];
  assertSignedIn(await signIn(first), ada);
  assertSignedIn(await signIn(second), bob);
});

test("registration: the browser refuses a device that is already registered", async () => {
  const window = await openWindow(browser, TRUSTED_ORIGIN);
  const { token } = await registered(window);
  assert.match(await refusal(register(window, token)), /previously registered/);
});

test("backup state: a passkey signs in whether synced or not", async () => {
  const authenticator = { defaultBackupEligibility: true, defaultBackupState: false };
  const window = await openWindow(browser, TRUSTED_ORIGIN, { authenticator });
  const account = await registered(window);
  for (const backupState of [true, false, true]) {
    const { credentials } = await window.send("getCredentials", { authenticatorId: window.authenticatorId });
    const { credentialId } = credentials[0];
    await window.send("setCredentialProperties", { authenticatorId: window.authenticatorId, credentialId, backupState });
    assertSignedIn(await signIn(window), account);
    const backedUp = await world.worker.d1.prepare("SELECT backed_up FROM passkeys WHERE id = ?").bind(account.passkey.id).first("backed_up");
    assert.equal(backedUp, Number(backupState));
  }
});

test("counter: a copied authenticator is detected", async () => {
  const window = await openWindow(browser, TRUSTED_ORIGIN);
  const account = await registered(window);
  const { credentials: [credential] } = await window.send("getCredentials", { authenticatorId: window.authenticatorId });
  for (let use = 0; use < 3; use += 1) assertSignedIn(await signIn(window), account);
  const copy = await openWindow(browser, TRUSTED_ORIGIN);
  await copy.send("addCredential", { authenticatorId: copy.authenticatorId, credential });
  const answer = await signIn(copy);
  assert.deepEqual([answer.status, answer.body.error], [401, "INVALID_PASSKEY"]);
  assertSignedIn(await signIn(window), account);
});

test("weaker options: a page that lowers them is refused", async () => {
  const window = await openWindow(browser, TRUSTED_ORIGIN);
  const account = await registered(window);
  const verify = (isUserVerified) => window.send("setUserVerified", { authenticatorId: window.authenticatorId, isUserVerified });
  await verify(false);
  const answer = await window.page.evaluate(async (api) => {
    const { body } = await window.post(api, "/sign-in", {});
    const credential = await SimpleWebAuthnBrowser.startAuthentication({ optionsJSON: { ...body.options, userVerification: "discouraged" } });
    return window.post(api, "/sign-in", { credential });
  }, PUBLIC_URL);
  assert.deepEqual([answer.status, answer.body.error], [401, "INVALID_PASSKEY"]);
  await verify(true);
  assertSignedIn(await signIn(window), account);
});

test("answer: works once", async () => {
  const window = await openWindow(browser, TRUSTED_ORIGIN);
  const account = await registered(window);
  const answer = await signIn(window);
  assertSignedIn(answer, account);
  const replay = await window.page.evaluate(([api, credential]) => window.post(api, "/sign-in", { credential }), [PUBLIC_URL, answer.credential]);
  assert.deepEqual([replay.status, replay.body.error], [401, "INVALID_PASSKEY"]);
});

test("removed passkey: does not sign in", async () => {
  const window = await openWindow(browser, TRUSTED_ORIGIN);
  const { token, passkey } = await registered(window);
  const removed = await world.worker.fetch(`/api/auth/passkeys/${passkey.id}`, { method: "DELETE", headers: { Authorization: `Bearer ${token}` } });
  assert.equal(removed.status, 200);
  const answer = await signIn(window);
  assert.deepEqual([answer.status, answer.body.error], [401, "INVALID_PASSKEY"]);
});
