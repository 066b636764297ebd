// Pages that a developer opens first: the development mailbox and the reference of the API.
import assert from "node:assert/strict";
import { test } from "node:test";
import { newPerson } from "../support/people.mjs";
import { openHouse } from "../support/visitor.mjs";

const { visit } = await openHouse();

test("mailbox: the newest mail shows as it looks, and its button leads on in the whole tab", async () => {
  const visitor = await visit();
  const { page } = visitor;
  const [ada, grace] = [await visitor.signedUp(newPerson()), await visitor.signedUp(newPerson())];
  await visitor.goto("/dev/mailbox");
  assert.ok(await page.locator("article").count() >= 2);
  await page.getByLabel("Address").fill(ada.email);
  await page.getByRole("button", { name: "Show its mail" }).click();
  await page.waitForURL(`**/dev/mailbox?to=${encodeURIComponent(ada.email)}`);
  assert.equal(await page.locator("article").count(), 1);
  assert.equal(await page.getByText(grace.email).count(), 0);

  const code = page.locator("pre a", { hasText: /^\s*\d{6}\s*$/ });
  assert.equal(await code.getAttribute("href"), "/check-email");
  const frame = page.frameLocator("iframe");
  const button = frame.locator("td.accent a");
  await button.waitFor();
  const link = await button.getAttribute("href");
  await button.click();
  await page.waitForURL(link);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await visitor.finish();
});

test("mailbox: a mail's frame runs no script, sends nothing and shows nowhere else", async () => {
  const visitor = await visit();
  const { email } = await visitor.signedUp(newPerson());
  const [{ id }] = await visitor.mail.all(email);
  const answer = await visitor.worker.fetch(`/dev/mailbox/${id}`);
  const policy = answer.headers.get("content-security-policy");
  for (const part of ["default-src 'none'", "form-action 'none'", "frame-ancestors 'self'", "sandbox allow-top-navigation-by-user-activation"]) assert.ok(policy.includes(part), part);
  assert.doesNotMatch(policy, /script-src|allow-scripts|allow-same-origin|allow-forms/);
  assert.equal((await visitor.worker.fetch("/dev/mailbox/nothing")).status, 404);
  await visitor.finish();
});

test("reference: an anchor opens its operation, a search finds others, samples are in one language and are copied", async () => {
  const visitor = await visit({ permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = visitor;
  await visitor.goto("/docs#signIn");
  const signIn = page.locator("details", { has: page.locator("#signIn") });
  await signIn.locator(".curl code").waitFor();
  assert.match(await signIn.locator(".curl code").textContent(), /^curl -X POST "http:\/\/localhost:8787\/api\/auth\/sign-in"/);
  await page.getByLabel("JavaScript").check();
  await signIn.locator(".js code").waitFor();
  assert.equal(await signIn.locator(".curl").isVisible(), false);
  await signIn.getByRole("button", { name: "Copy (JavaScript)" }).click();
  await signIn.getByRole("button", { name: "Copied" }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /sesame\.api\.POST\("\/api\/auth\/sign-in", \{\n {2}body: \{/);

  await page.getByLabel("Search").fill("passkey rename");
  assert.deepEqual(await page.locator("summary:visible code").allTextContents(), ["PATCH /api/auth/passkeys/{id}"]);
  assert.equal(await page.locator("section:visible").count(), 1);
  await page.getByLabel("Search").fill("");
  assert.ok(await page.locator("summary:visible").count() > 60);
  await visitor.finish();
});

test("reference: without script everything shows but the search and the buttons that copy", async () => {
  const visitor = await visit({ script: false });
  await visitor.goto("/docs");
  assert.equal(await visitor.page.locator("#search").isVisible(), false);
  await visitor.page.locator("summary").nth(5).click();
  assert.equal(await visitor.page.locator("details[open] .curl code").isVisible(), true);
  assert.equal(await visitor.page.locator("details[open] [data-copy]").first().isVisible(), false);
  await visitor.finish();
});
