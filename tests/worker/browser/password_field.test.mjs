// Additions of the script to forms: a password that can be shown, a hint that judges a new one, and busy buttons.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openHouse } from "../support/visitor.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";

const { world, journey, visit } = await openHouse();

journey("show the password that was typed, and sign in", {}, async (visitor) => {
  const { page, language } = visitor;
  const { email, password } = await world.signedUp();
  await visitor.goto("/sign-in");
  const field = page.locator("#password");
  const button = page.getByRole("button", { name: { en: "Show password", fr: "Afficher le mot de passe" }[language] });
  const shown = async () => [await field.getAttribute("type"), await button.getAttribute("aria-pressed")];
  await page.fill("#login", email);
  await field.fill(password);
  const before = await field.boundingBox();
  assert.deepEqual(await shown(), ["password", "false"]);
  await button.click();
  assert.deepEqual(await shown(), ["text", "true"]);
  assert.deepEqual(await field.boundingBox(), before);
  await button.click();
  assert.deepEqual(await shown(), ["password", "false"]);
  await button.click();
  await page.evaluate(() => addEventListener("submit", ({ target }) => {
    const sent = [new URLSearchParams(new FormData(target)).toString(), target.elements.password.type];
    sessionStorage.setItem("sent", JSON.stringify(sent));
  }));
  await visitor.submit("/sign-in");
  const sent = JSON.parse(await page.evaluate(() => sessionStorage.getItem("sent")));
  assert.deepEqual(sent, [new URLSearchParams({ login: email, password }).toString(), "password"]);
  assert.equal(await visitor.whoIsIn(), email);
});

test("without script: no button to show a password, and the sign-in page has its focus", async () => {
  const visitor = await visit({ script: false });
  await visitor.goto("/sign-in");
  assert.equal(await visitor.page.locator(".reveal").count(), 0);
  const { width } = await visitor.page.locator("#login").boundingBox();
  assert.equal((await visitor.page.locator("#password").boundingBox()).width, width, "no gap is left");
  assert.equal(await visitor.page.evaluate(() => document.activeElement.id), "login");
  await visitor.finish();
});

test("new password: the hint judges it as it is typed, and sends nothing", async () => {
  const visitor = await visit();
  const { page } = visitor;
  await visitor.goto("/sign-up");
  const requests = [];
  page.on("request", (request) => request.url().includes("/favicon.") || requests.push(request.url()));
  const hint = page.locator("#password-hint");
  const rule = await hint.textContent();
  await page.fill("#email", "Ada.Lovelace@Example.com");
  await page.fill("#name", "Countess Ada");
  for (const [typed, verdict] of [
    ["kurz7!a", "short"],
    ["ééééé🔑🔑", "short"],
    ["x".repeat(257), "long"],
    ["ada.lovelace@example.com", "own"],
    ["ADA.LOVELACE", "own"],
    ["countess ada", "own"],
    ["aaaaaaaaaaaa", "weak"],
    ["abcdefgh", "weak"],
    ["98765432", "weak"],
    ["Password123!", "weak"],
    ["qwertyuiop", "weak"],
    ["2583691470", "weak"],
    ["tr7-kayak", "fair"],
    ["correct horse battery", "strong"],
  ]) {
    await page.fill("#password", typed);
    assert.equal(await hint.getAttribute("data-verdict"), verdict, typed);
    assert.notEqual(await hint.textContent(), rule);
  }
  assert.equal(await hint.getAttribute("aria-live"), "polite");
  await page.fill("#password", "");
  assert.equal(await hint.textContent(), rule);
  assert.deepEqual(requests, []);
  await visitor.finish();
});

test("button: shows that it works while its form is sent, in its place, and not once it is shown again", async () => {
  const visitor = await visit();
  const { page } = visitor;
  await visitor.goto("/sign-in");
  await page.fill("#login", "ada@example.com");
  await page.fill("#password", "correct horse battery");
  const button = page.locator("#entrance button:not([type])");
  const before = await button.boundingBox();
  await page.route(`${PUBLIC_URL}/sign-in`, (route) => route.fulfill({ status: 204 })); // leaves the page as it is
  await button.click({ noWaitAfter: true });
  await page.locator('#entrance button[aria-busy="true"]:disabled').waitFor();
  assert.deepEqual(await button.boundingBox(), before);
  assert.equal(await button.evaluate((one) => getComputedStyle(one, "::after").animationName), "turn");
  await page.evaluate(() => dispatchEvent(new Event("pageshow")));
  assert.equal(await page.locator("[aria-busy], button:disabled").count(), 0);
  await visitor.finish();
});

test("button: its sign of work stands still for who wants no motion", async () => {
  const visitor = await visit({ reducedMotion: "reduce" });
  await visitor.goto("/sign-in");
  const animation = await visitor.page.locator("#entrance button:not([type])").evaluate((one) => {
    one.setAttribute("aria-busy", "true");
    return getComputedStyle(one, "::after").animationName;
  });
  assert.equal(animation, "none");
  await visitor.finish();
});
