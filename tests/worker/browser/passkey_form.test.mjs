// The form that signs in by a passkey, which needs the script: it has its place from the first paint on, and shows nowhere
// that it would not work.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openBrowser } from "../support/chromium.mjs";
import { LANGUAGES, LOCALES, WIDTHS, checkLayoutOfEveryPage } from "../support/visitor.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";
import { openWorld } from "../support/world.mjs";
import { startFront } from "./front.mjs";

const world = await openWorld();
const front = await startFront(world.worker.url);
const browser = await openBrowser({ [new URL(PUBLIC_URL).host]: front.host });
after(async () => {
  await browser.close();
  front.close();
  await world.dispose();
});
const FORM = "form[data-passkey]";

for (const [width, language] of WIDTHS.flatMap((width) => LANGUAGES.map((language) => [width, language]))) {
  test(`sign-in page: does not shift if the script runs after the first paint (${width} px, ${language})`, async () => {
    const context = await browser.newContext({ locale: LOCALES[language], viewport: { width, height: 800 } });
    const page = await context.newPage();
    const [problems, looks, painted] = [[], [], []];
    context.on("console", (message) => problems.push(message.text()));
    await checkLayoutOfEveryPage({ context, page, problems, looks });
    await page.addInitScript(() => {
      new PerformanceObserver((list) => list.getEntries().forEach(({ name, startTime }) => { window[name] = startTime; })).observe({ type: "paint", buffered: true });
      addEventListener("DOMContentLoaded", () => { window.loaded = performance.now(); });
    });
    front.pauseBefore = "<script>";
    await page.goto(`${PUBLIC_URL}/sign-in`);
    front.pauseBefore = null;
    await page.waitForTimeout(500);
    painted.push(...(await page.evaluate(() => [window["first-contentful-paint"], window.loaded])));
    assert.ok(painted[0] < painted[1], `painted before the script came: ${painted}`);
    assert.ok(await page.locator(`${FORM} button`).isVisible());
    await Promise.all(looks);
    assert.deepEqual(problems, []);
    await context.close();
  });
}

test("passkey form: is absent without script, and the account page says why", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${PUBLIC_URL}/sign-in`);
  assert.deepEqual([await page.locator(FORM).count(), await page.locator(FORM).isVisible()], [1, false]);
  const { token } = await world.signedUp();
  await context.addCookies([{ name: "access_token", value: token, url: PUBLIC_URL }]);
  await page.goto(`${PUBLIC_URL}/account/security`);
  await page.locator("#passkeys summary").first().click();
  assert.deepEqual([await page.locator(FORM).isVisible(), await page.locator(".unscripted").isVisible()], [false, true]);
  await context.close();
});

test("passkey form: is removed in a browser without passkeys, and the account page says why", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => { delete window.PublicKeyCredential; });
  const page = await context.newPage();
  await page.goto(`${PUBLIC_URL}/sign-in`);
  assert.equal(await page.locator(FORM).count(), 0);
  const { token } = await world.signedUp();
  await context.addCookies([{ name: "access_token", value: token, url: PUBLIC_URL }]);
  await page.goto(`${PUBLIC_URL}/account/security`);
  await page.locator("#passkeys summary").first().click();
  assert.deepEqual([await page.locator(FORM).count(), await page.locator(".unscripted").isVisible()], [0, true]);
  await context.close();
});

test("“or”: shows only with the passkey button if there is no other way", async () => {
  const mailless = await openWorld({ settings: { MAIL_TRANSPORT: "none" } });
  const visitor = await openBrowser({ [new URL(PUBLIC_URL).host]: new URL(mailless.worker.url).host });
  try {
    for (const [passkeys, javaScriptEnabled] of [[true, true], [false, true], [true, false]]) {
      const context = await visitor.newContext({ javaScriptEnabled });
      if (!passkeys) await context.addInitScript(() => { delete window.PublicKeyCredential; });
      const page = await context.newPage();
      await page.goto(`${PUBLIC_URL}/sign-in`);
      const shown = [await page.locator(".or").isVisible(), await page.locator(`${FORM} button`).isVisible()];
      assert.deepEqual(shown, Array(2).fill(passkeys && javaScriptEnabled), `passkeys ${passkeys}, script ${javaScriptEnabled}`);
      await context.close();
    }
  } finally {
    await visitor.close();
    await mailless.dispose();
  }
});
