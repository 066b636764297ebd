// Console of operators in a browser.
import assert from "node:assert/strict";
import { idOf, becomeOperator } from "../support/operators.mjs";
import { newPerson } from "../support/people.mjs";
import { openHouse } from "../support/visitor.mjs";

const { world, visit, journey } = await openHouse();

journey("find a person, disable them, and see them signed out by their next click", { withoutScript: true }, async (visitor) => {
  const { page, language, width } = visitor;
  const other = await visit({ language, width });
  const person = await other.signUp();
  await becomeOperator(visitor);
  assert.equal(await visitor.goto("/admin"), 200);
  await page.locator("#q").fill(person.email.slice(0, 12));
  await visitor.press(page.locator("form.search button"));
  const path = `/admin/users/${await idOf(world.worker, person.email)}`;
  assert.equal(await visitor.follow(path), 200);
  assert.equal(await visitor.submit(`${path}/disable`, { reason: "Left the company" }), 200);
  assert.ok((await page.locator("#state").textContent()).includes("Left the company"));
  assert.equal(await other.whoIsIn(), null, "the person is signed out");
  assert.notEqual(await other.signIn(person), "/account", "and does not come back");
  assert.equal(await visitor.submit(`${path}/enable`, {}), 200);
  assert.equal(await other.signIn(person), "/account");
  await other.goto("/account/activity");
  assert.ok((await other.page.locator("#activity").textContent()).includes("Left the company"), "the owner sees why");
  await other.finish();
});

journey("make a key, and copy it", {}, async (visitor) => {
  const { page, context } = visitor;
  await becomeOperator(visitor);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await visitor.goto("/admin/keys");
  assert.equal(await visitor.submit("/admin/keys", { name: "Shop", "users:read": true, endsAt: "2099-01-01" }), 201);
  const key = await page.locator("code").textContent();
  await page.locator("[data-copy]").click();
  await page.locator("[data-copy]", { hasText: await page.locator("code").getAttribute("data-copied") }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key);
  const answer = await world.worker.fetch("/api/admin/v1/users?limit=1", { headers: { Authorization: `Bearer ${key}` } });
  assert.equal(answer.status, 200);
  await visitor.goto("/admin/keys");
  assert.ok(!(await page.content()).includes(key), "it is shown once");
});

journey("is told what is missing", { withoutScript: true }, async (visitor) => {
  await visitor.goto("/admin");
  assert.match(visitor.place(), /^\/sign-in\?redirectUrl=/);
  const person = newPerson();
  await visitor.signUp(person);
  assert.equal(await visitor.goto("/admin"), 403);
});
