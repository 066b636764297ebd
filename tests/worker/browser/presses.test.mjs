// Double clicks on the button of a mailed link's page and of the sign-up page, over a network that is slower than the
// second click: with the script, which disables the button, and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { newPerson } from "../support/people.mjs";
import { openHouse } from "../support/visitor.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";

const { world, visit } = await openHouse();
const NETWORK = 150;
const PATIENCE = 1500;

/** Delays every request of the visitor's page, a form until a second one is sent or none comes, and counts the forms. */
async function slowed({ page }) {
  const sent = [];
  await page.route((url) => url.origin === PUBLIC_URL, async (route) => {
    if (route.request().method() === "POST") {
      sent.push(route.request().url());
      for (let waited = 0; sent.length < 2 && waited < PATIENCE; waited += 50) await sleep(50);
    }
    await sleep(NETWORK);
    await route.continue().catch(() => {}); // the page was left before
  });
  return sent;
}

/** Resolves on the page with this path. Unlike `waitForURL`, takes no offence at the navigation that a second press broke off. */
async function arrived(page, path) {
  for (let waited = 0; new URL(page.url()).pathname !== path; waited += 50) {
    assert.ok(waited < 10_000, `${page.url()} is not ${path}`);
    await sleep(50);
  }
  await page.waitForLoadState("load");
}

/** Clicks the form's button twice, and waits for the page with this path. */
async function doubleClicked(visitor, form, path) {
  const button = visitor.page.locator(`${form} button:not([type])`).first();
  await button.dblclick({ delay: 20, noWaitAfter: true });
  await arrived(visitor.page, path);
}

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";

  test(`sign-in link pressed twice, ${how}: signed in once`, async () => {
    const person = await world.verified(await world.signedUp());
    const visitor = await visit({ script });
    await world.session.sendMagicLink(person.email);
    await visitor.openMail(person.email, "magic-link");
    const sent = await slowed(visitor);
    await doubleClicked(visitor, 'form[data-action="confirm"]', "/account");
    assert.equal(sent.length, script ? 1 : 2, "what the script is for");
    assert.equal(await visitor.whoIsIn(), person.email);
    const own = await world.session.sessions(person.token);
    assert.equal(own.body.sessions.length, 2, "the first one and this one");
    await visitor.finish();
  });

  test(`sign-up pressed twice, ${how}: one account, signed in`, async () => {
    const person = newPerson();
    const visitor = await visit({ script });
    await visitor.goto("/sign-up");
    for (const field of ["name", "email", "password"]) await visitor.page.fill(`[name="${field}"]`, person[field]);
    const sent = await slowed(visitor);
    await doubleClicked(visitor, "#entrance", "/check-email");
    assert.equal(sent.length, script ? 1 : 2);
    assert.equal(await visitor.whoIsIn(), person.email);
    await visitor.finish();
  });
}

test("mine or not mine: no button has the focus, and Enter presses none", async () => {
  const person = await world.signedUp();
  const visitor = await visit();
  await world.session.sendMagicLink(person.email);
  for (const page of ["magic-link", "verify-email"]) {
    if (page === "magic-link") await visitor.openMail(person.email, page);
    else await visitor.goto(new URL(person.verification.link).pathname + new URL(person.verification.link).search);
    assert.equal(await visitor.page.evaluate(() => document.activeElement?.tagName), "BODY");
    const sent = await slowed(visitor);
    await visitor.page.keyboard.press("Enter");
    await sleep(2 * NETWORK);
    assert.deepEqual(sent, []);
    assert.equal(await visitor.page.locator('[name="decision"][value="not_mine"]').count(), 1);
    await visitor.page.unroute("**/*").catch(() => {});
  }
  await visitor.finish();
});

test("back button: a disabled button is enabled again", async () => {
  const person = await world.signedUp();
  const visitor = await visit();
  await visitor.goto("/sign-up");
  await visitor.submit("/sign-up", { name: "", email: person.email, password: "correct horse battery" });
  assert.equal(await visitor.page.locator("#entrance button:not([type])").first().isEnabled(), true);
  await visitor.page.goBack();
  assert.equal(await visitor.page.locator("#entrance button:not([type])").first().isEnabled(), true);
  await visitor.finish();
});
