// Sign-in by a certified OpenID provider in Chromium: its sign-in page, its consent page, and back.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../clients/http.mjs";
import { codeOf } from "../support/authenticator_app.mjs";
import { openBrowser } from "../support/chromium.mjs";
import { startClientSite } from "../support/client_site.mjs";
import { newPerson } from "../support/people.mjs";
import { PUBLIC_URL, TRUSTED_ORIGIN } from "../support/worker.mjs";
import { openWorld } from "../support/world.mjs";
import { CLIENT, startCertifiedProvider } from "./certified_provider.mjs";

const provider = await startCertifiedProvider({ names: ["acme-id"], inIdToken: false });
const world = await openWorld({
  settings: { OIDC_NAME: "acme-id", OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret, OIDC_ISSUER: provider.url },
});
const site = await startClientSite();
const browser = await openBrowser({ [new URL(PUBLIC_URL).host]: new URL(world.worker.url).host, [new URL(TRUSTED_ORIGIN).host]: site.address });
after(async () => {
  await browser.close();
  site.close();
  await world.dispose();
  await provider.close();
});
const START = `${PUBLIC_URL}/api/auth/oauth/acme-id?redirectUrl=${encodeURIComponent(`${TRUSTED_ORIGIN}/in`)}`;

/** Window with access to the site that people return to, and to nothing beyond this machine. */
async function openPage(options) {
  const context = await browser.newContext(options);
  await context.route(({ hostname }) => hostname !== "localhost", (route) => route.abort());
  return { context, page: await context.newPage() };
}

async function passThrough(page, login) {
  await page.goto(START);
  await agree(page, login);
}

/** Signs in at the provider and consents, unless done before. */
async function agree(page, login) {
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  const consent = page.getByRole("button", { name: "Continue" });
  await consent.or(page.locator("output")).first().waitFor({ state: "attached" });
  if (await consent.count()) await consent.click();
}

/** Account of the window's cookies. */
async function whoIs(context) {
  const cookies = await context.cookies(PUBLIC_URL);
  const token = cookies.find(({ name }) => name === "access_token").value;
  return { token, cookies, user: (await world.session.session(token)).body.user };
}

test("browser: signing in and consenting at the provider signs in here", async () => {
  const { email } = newPerson();
  provider.add(email, { email, email_verified: true });
  const { context, page } = await openPage();
  await passThrough(page, email);
  await page.waitForURL(`${TRUSTED_ORIGIN}/in`);
  const { user, cookies } = await whoIs(context);
  assert.deepEqual([user.email, user.emailVerified], [email, true]);
  const ours = cookies.filter(({ name }) => !name.startsWith("_session")); // the provider's, on the same host
  assert.deepEqual(ours.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]).sort(), ["access_token", "oauth_browser", "refresh_token"].map((name) => [name, true, "Lax"]));
  await context.close();
});

test("browser: two tabs at the provider both return, in either order", async () => {
  for (const order of [[0, 1], [1, 0]]) {
    const { email } = newPerson();
    provider.add(email, { email, email_verified: true });
    const { context, page } = await openPage();
    const tabs = [page, await context.newPage()];
    for (const tab of tabs) await tab.goto(START);
    for (const at of order) {
      await agree(tabs[at], email);
      await tabs[at].waitForURL(`${TRUSTED_ORIGIN}/in`);
    }
    assert.equal((await whoIs(context)).user.email, email);
    await context.close();
  }
});

test("browser: going back and on again through a used return continues", async () => {
  const { email } = newPerson();
  provider.add(email, { email, email_verified: true });
  const { context, page } = await openPage();
  const returns = [];
  page.on("request", (request) => request.url().includes("/api/auth/callback/") && returns.push(request.url()));
  await passThrough(page, email);
  await page.waitForURL(`${TRUSTED_ORIGIN}/in`);
  await page.goto(returns[0]);
  assert.equal(page.url(), `${TRUSTED_ORIGIN}/in`, "no error in it");
  await context.close();
});

test("browser: cancelling at the provider is reported to the target page", async () => {
  const { context, page } = await openPage();
  await page.goto(START);
  await page.getByText("[ Cancel ]").click();
  await page.waitForURL(`${TRUSTED_ORIGIN}/in?error=ACCESS_DENIED`);
  assert.deepEqual((await context.cookies(PUBLIC_URL)).filter(({ name }) => name.endsWith("_token")), []);
  await context.close();
});

test("browser: a second factor is asked for on a page, again after a wrong code", async () => {
  const { email } = newPerson();
  provider.add(email, { email, email_verified: true });
  const first = await openPage();
  await passThrough(first.page, email);
  await first.page.waitForURL(`${TRUSTED_ORIGIN}/in`);
  const { token } = await whoIs(first.context);
  const { body } = await send(world.worker, "POST", "/api/auth/two-factor/enable", { body: {}, headers: { Authorization: `Bearer ${token}` } });
  const code = codeOf(body.secret, Math.floor(Date.now() / 30_000));
  const enabled = await send(world.worker, "POST", "/api/auth/two-factor/verify", { body: { code }, headers: { Authorization: `Bearer ${token}` } });
  assert.equal(enabled.status, 200, enabled.text);

  const { context, page } = await openPage();
  await passThrough(page, email);
  await page.waitForURL(/\/second-factor\?step=/);
  await page.reload();
  await page.goBack();
  await page.goForward();
  const [forCode, forBackupCode] = ["form:not(details form)", "details form"].map((form) => page.locator(`${form}[data-action="confirm"]`));
  assert.equal(await forCode.locator('[name="totp_code"]').count(), 1, "it is asked for still");
  await forCode.locator('[name="totp_code"]').fill("000000");
  await forCode.locator("button:not([type])").click();
  await page.locator("[aria-invalid]").waitFor();
  await page.locator("summary").first().click();
  await forBackupCode.locator('[name="totp_code"]').fill(body.backupCodes[0]);
  await forBackupCode.locator("button:not([type])").click();
  await page.waitForURL(`${TRUSTED_ORIGIN}/in`);
  assert.equal((await whoIs(context)).user.email, email);
  await first.context.close();
  await context.close();
});

/** Signs up by the link on our page, up to the return from the provider. */
async function signUpByLink(page, login) {
  await page.goto(`${PUBLIC_URL}/sign-up?redirectUrl=${encodeURIComponent(`${TRUSTED_ORIGIN}/in`)}`);
  await page.locator('a[href^="/api/auth/oauth/acme-id"]').click();
  await agree(page, login);
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "" : ", without script";
  /** Skips the offer of a passkey, which a browser without script does not get. */
  const skipPasskey = async (page) => {
    if (!javaScriptEnabled) return;
    await page.waitForURL(/\/add-passkey\?/);
    await page.locator("main .ways a").click();
  };

  test(`browser: a new account of a provider is offered a passkey on the way${how}`, async () => {
    const { email } = newPerson();
    provider.add(email, { email, email_verified: true });
    const { context, page } = await openPage({ javaScriptEnabled });
    await signUpByLink(page, email);
    await skipPasskey(page);
    await page.waitForURL(`${TRUSTED_ORIGIN}/in`);
    assert.equal((await whoIs(context)).user.email, email);
    await context.close();
  });

  test(`browser: a new account whose address is not confirmed types the mailed code${how}`, async () => {
    const { email } = newPerson();
    provider.add(email, { email, email_verified: false });
    const { context, page } = await openPage({ javaScriptEnabled });
    await signUpByLink(page, email);
    await page.waitForURL(/\/check-email\?/);
    await page.locator('form[action="/check-email"] [name="code"]').fill((await world.mail.next(email, "verify-email")).code);
    await page.locator('form[action="/check-email"] button').click();
    await skipPasskey(page);
    await page.waitForURL(`${TRUSTED_ORIGIN}/in`);
    assert.equal((await whoIs(context)).user.emailVerified, true);
    await context.close();
  });
}

test("browser: an account that exists goes on at once from our page", async () => {
  const person = await world.verified(await world.signedUp());
  provider.add(person.email, { email: person.email, email_verified: true });
  await sleep(2100); // a session of a provider within a second of its account counts as the account's first
  const { context, page } = await openPage();
  const seen = [];
  page.on("framenavigated", (frame) => seen.push(frame.url()));
  await signUpByLink(page, person.email);
  await page.waitForURL(`${TRUSTED_ORIGIN}/in`);
  assert.ok(!seen.some((url) => /check-email|add-passkey/.test(url)), seen.join(" "));
  assert.equal((await whoIs(context)).user.email, person.email);
  await context.close();
});
