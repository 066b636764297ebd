// Approvals for another tab: a login request, and a device's pairing code.
import assert from "node:assert/strict";
import { openClient } from "../support/client_site.mjs";
import { openHouse } from "../support/visitor.mjs";

const { world, browser, journey } = await openHouse();

/** Person with a proven address, signed in nowhere. */
const member = async () => world.verified(await world.registered());

journey("approve the login of a client that polls in the other tab", { withoutScript: true }, async (visitor) => {
  const person = await member();
  const client = await openClient(visitor, browser);
  await client.logIn(person, "A client in the other tab");
  assert.equal(await visitor.openMail(person.email, "approve-login"), 200);
  await visitor.page.getByText("A client in the other tab").waitFor();
  assert.equal(await visitor.submit("/approve-login", {}, { mark: "confirm" }), 200);
  assert.match(visitor.place(), /^\/done\?/, "no token in the URL any more");
  const { body } = await world.session.session(await client.token());
  assert.equal(body.user.email, person.email);
});

journey("pair a device that shows a code in the other tab, then end its session", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  const person = await visitor.signUp();
  const device = await openClient(visitor, browser);
  const code = await device.pair("A device in the other tab");
  await visitor.goto("/account/devices");
  await visitor.follow("/pair");
  assert.equal(await visitor.submit("/pair", { code: code.toLowerCase() }), 200);
  await page.getByText("A device in the other tab").waitFor();
  assert.equal(await visitor.submit("/pair", {}, { mark: "confirm" }), 200);
  const token = await device.token();
  assert.equal((await world.session.session(token)).body.user.email, person.email);

  await visitor.goto("/account/devices");
  const paired = page.locator("#devices li", { hasText: "A device in the other tab" });
  await visitor.press(paired.locator("button"));
  assert.equal(await paired.count(), 0);
  assert.equal(await world.isAlive(token), false);
  assert.equal(await visitor.whoIsIn(), person.email);
});

journey("end all other sessions at once", { withoutScript: true }, async (visitor) => {
  const person = await visitor.signUp();
  const others = await Promise.all([1, 2].map(() => world.session.signIn(person)));
  await visitor.goto("/account/devices");
  assert.equal(await visitor.page.locator("#devices li").count(), 3);
  await visitor.submit("/account/sessions/end-others");
  assert.equal(await visitor.page.locator("#devices li").count(), 1);
  for (const { token } of others) assert.equal(await world.isAlive(token), false);
  assert.equal(await visitor.whoIsIn(), person.email);
});
