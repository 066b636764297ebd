// Redirects after sign-in, in Chromium, which checks the form page's policy at every hop: to a trusted page that
// redirects on, to an app, and back to the opener of a popup.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { addAuthenticator, openBrowser } from "../support/chromium.mjs";
import { actionsOn } from "../support/page_actions.mjs";
import { newPerson } from "../support/people.mjs";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { BEYOND, SITE, startTrustedSite } from "./trusted_site.mjs";

const APP = "myapp://callback/in";
const world = await openSecondFactorWorld({ settings: { TRUSTED_ORIGINS: `${SITE},myapp://callback` } });
const site = await startTrustedSite();
const browser = await openBrowser({ [new URL(PUBLIC_URL).host]: new URL(world.worker.url).host, ...site.hosts });
after(async () => {
  await browser.close();
  await site.close();
  await world.dispose();
});

/** Window, with the violations of its policy. */
async function openWindow(options) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-GB", ...options });
  context.setDefaultTimeout(10_000);
  const blocked = [];
  context.on("console", (message) => { if (/violates|Refused|form-action/.test(message.text())) blocked.push(message.text()); });
  const page = await context.newPage();
  return { context, page, blocked, ...actionsOn(page) };
}

const entrance = (path, redirectUrl) => `${PUBLIC_URL}${path}?redirectUrl=${encodeURIComponent(redirectUrl)}`;
const button = (form) => form.locator("button:not([type=button], [formaction])").first();

async function fill(page, action, fields) {
  const form = page.locator(`form[action="${action}"]`).first();
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(value);
  return button(form);
}

/** Asks for a sign-in mail and types its code; returns the button. */
async function typedCode({ page, press }, email, target) {
  await page.goto(entrance("/sign-in", target));
  await page.locator('#entrance [name="login"]').fill(email);
  await press(page.locator('button[formaction="/sign-in/link"]'));
  return fill(page, "/sign-in/code", { code: (await world.mail.next(email, "magic-link")).code });
}

/** Pages whose form leads away: opens each and returns the button. */
const LEADING_AWAY = {
  "the sign-in page": async ({ page }, target) => {
    const { email, password } = await world.signedUp();
    await page.goto(entrance("/sign-in", target));
    return fill(page, "/sign-in", { login: email, password });
  },
  "the sign-in page after a wrong password": async ({ page, press }, target) => {
    const { email, password } = await world.signedUp();
    await page.goto(entrance("/sign-in", target));
    await press(await fill(page, "/sign-in", { login: email, password: "a wrong password" }));
    return fill(page, "/sign-in", { login: email, password });
  },
  "the sign-in page in the other language": async ({ page, press }, target) => {
    const { email, password } = await world.signedUp();
    await page.goto(entrance("/sign-in", target));
    await press(page.locator('form[action="/language"] button'));
    return fill(page, "/sign-in", { login: email, password });
  },
  "the steps after a sign-up": async ({ page, press }, target) => {
    const { name, email, password } = newPerson();
    await page.goto(entrance("/sign-up", target));
    await press(await fill(page, "/sign-up", { name, email, password }));
    await page.locator('[action="/check-email/continue"] [name=passkeys]').evaluate((field) => { field.value = ""; });
    return fill(page, "/check-email/continue", {});
  },
  "the page of a link": async ({ page }, target) => {
    const { email } = await world.verified(await world.signedUp());
    await world.session.sendMagicLink(email, target);
    await page.goto((await world.mail.next(email, "magic-link")).link);
    return button(page.locator('form[action="/magic-link"]').first());
  },
  "the page of a link to an unproven address": async ({ page }, target) => {
    const { email } = await world.signedUp();
    await world.session.sendMagicLink(email, target);
    await page.goto((await world.mail.next(email, "magic-link")).link);
    return button(page.locator('form[action="/magic-link"]:has([value="mine"])'));
  },
  "the page for a mailed code": async (window, target) => {
    const { email } = await world.verified(await world.signedUp());
    return typedCode(window, email, target);
  },
  "the question after a mailed code": async (window, target) => {
    const { email } = await world.signedUp();
    await window.press(await typedCode(window, email, target));
    return button(window.page.locator('form[action="/sign-in/code"]:has([value="mine"])'));
  },
  "the second factor after a password": async ({ page, press }, target) => {
    const { email, password, app } = await world.enrolled();
    await page.goto(entrance("/sign-in", target));
    await press(await fill(page, "/sign-in", { login: email, password }));
    return fill(page, "/second-factor", { totp_code: await app.next() });
  },
  "the second factor after a link": async ({ page, press }, target) => {
    const { email, app } = await world.enrolled();
    await world.session.sendMagicLink(email, target);
    await page.goto((await world.mail.next(email, "magic-link")).link);
    await press(button(page.locator('form[action="/magic-link"]').first()));
    return fill(page, "/magic-link", { totp_code: await app.next() });
  },
};

for (const [name, open] of Object.entries(LEADING_AWAY)) {
  test(`${name}: continues through a trusted page that redirects to another host`, async () => {
    const window = await openWindow();
    const press = await open(window, `${SITE}/hop`);
    await press.click();
    await window.page.waitForURL(`${BEYOND}/in`);
    assert.deepEqual(window.blocked, []);
    await window.context.close();
  });

  test(`${name}: continues to an app`, async () => {
    const window = await openWindow();
    const press = await open(window, APP);
    // The form's answer, and not that of the script's request for passkeys.
    const gone = window.page.waitForResponse((answer) => answer.request().method() === "POST" && answer.request().isNavigationRequest());
    await press.click();
    const answer = await gone;
    assert.deepEqual([answer.status(), answer.headers().location], [303, APP]);
    await window.page.waitForTimeout(300);
    assert.deepEqual(window.blocked, []);
    await window.context.close();
  });
}

test("passkey: continues through a trusted page that redirects to another host", async () => {
  const { context, page, blocked, press } = await openWindow();
  await context.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
  await addAuthenticator(page);
  const { name, email, password } = newPerson();
  await page.goto(`${PUBLIC_URL}/sign-up`);
  await press(await fill(page, "/sign-up", { name, email, password }));
  await actionsOn(page).skipSteps();
  await actionsOn(page).submit("/account/passkeys", { name: "My laptop" });
  await page.locator("#passkeys li", { hasText: "My laptop" }).waitFor();
  await context.clearCookies();
  await page.goto(entrance("/sign-in", `${SITE}/hop`));
  await page.locator("[data-passkey=get] button").click();
  await page.waitForURL(`${BEYOND}/in`);
  assert.deepEqual(blocked, []);
  await context.close();
});

/** Trusted page, with a popup in which somebody signs in. */
async function openPopup() {
  const window = await openWindow();
  await window.page.goto(`${SITE}/opener`);
  const [popup] = await Promise.all([window.page.waitForEvent("popup"), window.page.locator("button").click()]);
  await popup.waitForLoadState();
  const heard = () => window.page.locator("output", { hasText: "signed in" }).waitFor();
  return { ...window, popup, heard, actions: actionsOn(popup) };
}

test("popup: a sign-in notifies the trusted page that opened it", async () => {
  const { email, password } = await world.signedUp();
  const { context, popup, heard } = await openPopup();
  await (await fill(popup, "/sign-in", { login: email, password })).click();
  await heard();
  await context.close();
});

test("popup: also after a wrong password, a language switch and a second factor", async () => {
  const { email, password, app } = await world.enrolled();
  const { context, popup, heard, actions } = await openPopup();
  await actions.press(popup.locator('form[action="/language"] button'));
  await actions.press(await fill(popup, "/sign-in", { login: email, password: "a wrong password" }));
  await actions.press(await fill(popup, "/sign-in", { login: email, password }));
  await (await fill(popup, "/second-factor", { totp_code: await app.next() })).click();
  await heard();
  await context.close();
});

test("popup: also after a sign-up", async () => {
  const { name, email, password } = newPerson();
  const { context, popup, heard, actions } = await openPopup();
  await actions.follow("/sign-up");
  await actions.press(await fill(popup, "/sign-up", { name, email, password }));
  await actions.submit("/check-email/continue");
  await popup.locator("main .ways a").click();
  await heard();
  await context.close();
});

test("popup: a page without a target is cut off from its opener", async () => {
  const { context, page } = await openWindow();
  await page.goto(`${SITE}/in`);
  for (const path of ["/sign-in", "/account", `/sign-in?redirectUrl=${encodeURIComponent("https://evil.example")}`]) {
    const [popup] = await Promise.all([page.waitForEvent("popup"), page.evaluate((url) => { window.open(url); }, PUBLIC_URL + path)]);
    await popup.waitForLoadState();
    assert.equal(await popup.evaluate(() => window.opener), null, path);
    await popup.close();
  }
  await context.close();
});

test("127.0.0.1: links to the address to open", async () => {
  const { context, page, press } = await openWindow();
  const answer = await page.goto(`${world.worker.url}/sign-up?redirectUrl=%2Fpair`);
  assert.equal(answer.status(), 403);
  assert.ok((await page.locator("main").textContent()).includes(`${PUBLIC_URL}/sign-up?redirectUrl=%2Fpair`));
  assert.equal(await press(page.locator("main a")), 200);
  const { name, email, password } = newPerson();
  await press(await fill(page, "/sign-up", { name, email, password }));
  await actionsOn(page).skipSteps();
  assert.equal(page.url(), `${PUBLIC_URL}/pair`, "and a path is a page of ours");
  await context.close();
});

test("HTTP Basic gateway: causes no redirect loop", async () => {
  const { context, page, press } = await openWindow({ extraHTTPHeaders: { Authorization: "Basic c3RhZ2luZzpwYXNz" } });
  const { email, password } = await world.signedUp();
  await page.goto(`${PUBLIC_URL}/account`);
  assert.match(page.url(), /\/sign-in\?/);
  assert.equal(await press(await fill(page, "/sign-in", { login: email, password })), 200);
  assert.equal(page.url(), `${PUBLIC_URL}/account`);
  await page.goto(`${PUBLIC_URL}/sign-in`);
  await page.goto(`${PUBLIC_URL}/account`);
  assert.equal(page.url(), `${PUBLIC_URL}/account`);
  await context.close();
});
