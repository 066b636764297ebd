// Sign-in to applications, in Chromium, which checks the form page's policy at every hop: an https page that redirects
// on, a loopback port and an app are reached from each way in, the first time by the consent page, and then without it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { authorizationUrl, registerApplication } from "../support/applications.mjs";
import { authenticator } from "../support/authenticator_app.mjs";
import { addAuthenticator, openBrowser } from "../support/chromium.mjs";
import { actionsOn } from "../support/page_actions.mjs";
import { newPerson } from "../support/people.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { BEYOND, SITE, startTrustedSite } from "./trusted_site.mjs";

const world = await openSecondFactorWorld({ settings: { TRUSTED_ORIGINS: "" } });
const site = await startTrustedSite();
const loopback = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<p>Welcome</p>"));
await new Promise((done) => loopback.listen(0, "127.0.0.1", done));
const { port } = loopback.address();
const browser = await openBrowser({ [new URL(PUBLIC_URL).host]: new URL(world.worker.url).host, ...site.hosts });
after(async () => {
  await browser.close();
  loopback.close();
  await site.close();
  await world.dispose();
});

const redirect_uris = [`${SITE}/hop`, "http://127.0.0.1/callback", "myapp://callback/in"];
const application = await registerApplication(world.worker, { client_name: "Shop", redirect_uris });

/** Redirect URIs, each with a watch that is set before the browser leaves, and awaits its arrival. */
const TARGETS = {
  "an https page that redirects on": [`${SITE}/hop`, async (page) => () => page.waitForURL(`${BEYOND}/in`)],
  "a loopback port": [`http://127.0.0.1:${port}/callback`, async (page) => () => page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/callback\?code=/)],
  "an app": ["myapp://callback/in", async (page) => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Network.enable");
    // Playwright tells nothing of the last hop of a redirect that leaves the web.
    const arrived = new Promise((done) => devtools.on("Network.responseReceivedExtraInfo", ({ headers }) => {
      if (/^myapp:.*code=/.test(headers.location ?? headers.Location ?? "")) done();
    }));
    return () => arrived;
  }],
};

async function openWindow() {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-GB" });
  context.setDefaultTimeout(15_000);
  await context.addInitScript(() => { if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
  const blocked = [];
  context.on("console", (message) => { if (/violates|Refused|form-action/.test(message.text())) blocked.push(message.text()); });
  const page = await context.newPage();
  return { context, page, blocked, ...actionsOn(page) };
}

const button = (form) => form.locator("button:not([type=button], [formaction])").first();

async function fill(page, action, fields) {
  const form = page.locator(`form[action="${action}"]`).first();
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(value);
  return button(form);
}

/** Another tab of the window, with the same passkeys: one from which an app was opened loads nothing in headless Chromium. */
async function nextTab({ context }, { authenticator }) {
  const page = await context.newPage();
  if (authenticator) {
    const { credentials } = await authenticator.send("getCredentials", { authenticatorId: authenticator.authenticatorId });
    const { send, authenticatorId } = await addAuthenticator(page);
    for (const credential of credentials) await send("addCredential", { authenticatorId, credential });
  }
  return { context, page, ...actionsOn(page) };
}

const bySignIn = async ({ page }, { email, password }) => fill(page, "/sign-in", { login: email, password });

/** Ways in: a person, and the button that signs them in on the page that the application's request led to. */
const WAYS = {
  "a password": { person: () => world.signedUp(), enter: bySignIn },
  "a sign-up": {
    person: async () => newPerson(),
    async enter({ page, follow, press, submit }, { name, email, password }) {
      await follow("/sign-up");
      await press(await fill(page, "/sign-up", { name, email, password }));
      await submit("/check-email/continue");
      return page.locator("main .ways a");
    },
    again: bySignIn,
  },
  "a mailed link": {
    person: async () => world.verified(await world.signedUp()),
    async enter({ page, press }, { email }) {
      await page.locator('form[action="/sign-in"] [name="login"]').fill(email);
      await press(page.locator('button[formaction="/sign-in/link"]'));
      await page.goto((await world.mail.next(email, "magic-link")).link);
      return button(page.locator('form[action="/magic-link"]').first());
    },
  },
  "a second factor": {
    person: () => world.enrolled(),
    async enter(window, person) {
      await window.press(await bySignIn(window, person));
      return fill(window.page, "/second-factor", { totp_code: await person.app.next() });
    },
  },
  "a passkey": {
    async person({ context, page, press, submit, skipSteps }) {
      const person = newPerson();
      const authenticator = await addAuthenticator(page);
      await page.goto(`${PUBLIC_URL}/sign-up`);
      await press(await fill(page, "/sign-up", { name: person.name, email: person.email, password: person.password }));
      await skipSteps();
      await submit("/account/passkeys", { name: "My laptop" });
      await page.locator("#passkeys li", { hasText: "My laptop" }).waitFor();
      await context.clearCookies();
      return { ...person, authenticator };
    },
    enter: async ({ page }) => page.locator("[data-passkey=get] button"),
  },
};

for (const [way, { person: make, enter, again = enter }] of Object.entries(WAYS)) {
  for (const [name, [uri, arrival]] of Object.entries(TARGETS)) {
    test(`${way}: leads to ${name}, and again without the consent page`, async () => {
      const window = await openWindow();
      const { context, page, blocked } = window;
      const { name: _, ...rest } = await make(window);
      const person = { name: "Ada", ...rest };
      await page.goto(authorizationUrl(application, uri));
      await (await enter(window, person)).click();
      const allow = page.locator('form[action="/oauth2/consent"][data-action="confirm"] button');
      await allow.waitFor();
      const arrived = await arrival(page);
      await allow.click();
      await arrived();
      await context.clearCookies();
      const tab = await nextTab(window, person);
      await tab.page.goto(authorizationUrl(application, uri));
      const press = await again(tab, person);
      const arrivedAgain = await arrival(tab.page);
      await press.click();
      await arrivedAgain();
      await tab.page.waitForTimeout(200);
      assert.deepEqual(blocked, []);
      await context.close();
    });
  }
}

for (const javaScriptEnabled of [true, false]) {
  test(`second factor: is set up on the way to an application that demands it${javaScriptEnabled ? "" : ", without script"}`, async () => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-GB", javaScriptEnabled });
    const page = await context.newPage();
    const { press, follow, submit } = actionsOn(page);
    const person = await world.signedUp();
    const id = await registerApplication(world.worker, { client_name: "Bank", redirect_uris, require_second_factor: true, first_party: true });
    await page.goto(authorizationUrl(id, `${SITE}/hop`));
    await press(await bySignIn({ page }, person));
    await follow("/account/security?redirectUrl=");
    await submit("/account/two-factor/enable");
    const [secret, ...codes] = await page.locator("code").allTextContents();
    const totp_code = await authenticator(secret.replaceAll(" ", ""), () => Date.now() / 1000).next();
    assert.equal(await submit("/account/two-factor/verify", { totp_code }), 200);
    assert.deepEqual(await page.locator("code").allTextContents(), codes);
    await page.getByRole("link", { name: "Continue to Bank" }).click();
    await page.waitForURL(`${BEYOND}/in`);
    await context.close();
  });
}

test("form_post: the browser posts the answer by itself, and by a button without script", async () => {
  const { context, page, blocked } = await openWindow();
  const person = await world.signedUp();
  const ours = await registerApplication(world.worker, { client_name: "Ours", redirect_uris, first_party: true });
  const uri = `http://127.0.0.1:${port}/callback`;
  await page.goto(authorizationUrl(ours, uri, { response_mode: "form_post" }));
  const posted = page.waitForRequest((request) => request.method() === "POST" && request.url() === uri);
  await (await bySignIn({ page }, person)).click();
  const answer = new URLSearchParams((await posted).postData());
  assert.equal(answer.get("state"), "a state");
  assert.equal(answer.get("iss"), PUBLIC_URL);
  assert.ok(answer.get("code"));
  assert.deepEqual(blocked, []);
  const { cookies } = await context.storageState();
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: { cookies, origins: [] } });
  const still = await plain.newPage();
  await still.goto(authorizationUrl(ours, uri, { response_mode: "form_post" }));
  await still.locator(`form[action="${uri}"] button`).click();
  await still.waitForURL(uri);
  await plain.close();
  await context.close();
});

test("popup: an application that opened one hears from it after sign-in and consent", async () => {
  const { context, page, blocked } = await openWindow();
  const person = await world.signedUp();
  const listening = await registerApplication(world.worker, { client_name: "Popup", redirect_uris: [`${SITE}/done`] });
  await page.goto(`${SITE}/opener`);
  const url = authorizationUrl(listening, `${SITE}/done`);
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.evaluate((url) => { window.open(url); }, url)]);
  await popup.waitForLoadState();
  await (await bySignIn({ page: popup }, person)).click();
  await popup.locator('form[action="/oauth2/consent"][data-action="confirm"] button').click();
  await page.locator("output", { hasText: "signed in" }).waitFor();
  assert.deepEqual(blocked, []);
  await context.close();
});

test("cross-site POST: carries no cookie and is answered with a GET that does", async () => {
  const { context, page, blocked } = await openWindow();
  const person = await world.signedUp();
  await page.goto(authorizationUrl(application, `${SITE}/hop`));
  await (await bySignIn({ page }, person)).click();
  await page.locator('form[action="/oauth2/consent"]').first().waitFor();
  await page.goto(`${SITE}/opener`);
  await page.evaluate((url) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = url.split("?")[0];
    for (const [name, value] of new URLSearchParams(url.split("?")[1])) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  }, authorizationUrl(application, `${SITE}/hop`));
  await page.locator('form[action="/oauth2/consent"]').first().waitFor();
  assert.match(page.url(), /\/oauth2\/authorize\?client_id=/);
  assert.deepEqual(blocked, []);
  await context.close();
});
