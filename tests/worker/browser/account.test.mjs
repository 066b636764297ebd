// Account page in a browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { newPerson } from "../support/people.mjs";
import { openHouse } from "../support/visitor.mjs";
import { PUBLIC_URL } from "../support/worker.mjs";

const { world, journey } = await openHouse();

journey("take a name, another address and another password", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  const [person, other] = [await visitor.signUp(), newPerson()];
  await visitor.submit("/account/profile", { name: "Ada Lovelace", username: person.username });
  assert.equal(await page.locator("#profile [role=status]").count(), 1);
  assert.equal(await page.locator("#profile [name=username]").inputValue(), person.username);

  await visitor.submit("/account/email", { email: other.email });
  assert.ok((await page.locator("#email").textContent()).includes(other.email), "it is told as waiting");
  assert.equal(await visitor.openMail(other.email, "confirm-address"), 200);
  assert.equal(await visitor.submit("/confirm-address", {}, { mark: "confirm" }), 200);
  assert.equal(await visitor.whoIsIn(), other.email);

  assert.equal(await visitor.submit("/account/password", { password: "wrong horse battery", newPassword: "another horse battery" }), 401);
  await visitor.submit("/account/password", { password: person.password, newPassword: "another horse battery" });
  await visitor.signOut();
  assert.equal(await visitor.signIn({ email: person.username, password: "another horse battery" }), "/account");
});

journey("take another address by its code", { withoutScript: true }, async (visitor) => {
  await visitor.signUp();
  const { email } = newPerson();
  await visitor.submit("/account/email", { email });
  await visitor.follow("/check-email?sent=new-address");
  const { code } = await world.mail.next(email, "confirm-address");
  const wrong = code === "000000" ? "000001" : "000000";
  assert.equal(await visitor.submit("/check-email/new-address", { code: wrong }), 400);
  await visitor.submit("/check-email/new-address", { code });
  await visitor.skipSteps();
  assert.equal(visitor.place(), "/account");
  assert.equal(await visitor.whoIsIn(), email);
});

journey("open a link to a section of the former page", { withoutScript: true }, async (visitor) => {
  const { page, script } = visitor;
  await visitor.signUp();
  for (const [fragment, path] of [["passkeys", "/account/security"], ["sessions", "/account/devices"], ["delete", "/account/data"]]) {
    await visitor.goto(`/account/activity`);
    await visitor.goto(`/account#${fragment}`);
    if (script) await page.waitForURL(new URL(`${path}#${fragment}`, PUBLIC_URL).href);
    else await visitor.press(page.locator(`nav a:has(#${fragment})`));
    assert.equal(visitor.place(), path);
  }
  await visitor.goto("/account#profile");
  assert.equal(visitor.place(), "/account", "what is there still");
});

journey("take the data along, then delete the account", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  const person = await visitor.signUp();
  await visitor.goto("/account/data");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator('a[href="/account/export"]').click()]);
  const exported = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.equal(exported.user.email, person.email);

  await visitor.submit("/account/delete", { confirm: true });
  assert.equal(await visitor.whoIsIn(), null);
  assert.deepEqual((await visitor.context.cookies(PUBLIC_URL)).filter(({ name }) => name.endsWith("_token")), []);
  assert.equal(await visitor.signIn(person), "/sign-in");
  assert.equal((await world.session.signIn(person)).status, 401);
});

journey("switch the language, and have it remembered", { withoutScript: true }, async (visitor) => {
  const { page, language } = visitor;
  const other = { en: "fr", fr: "en" }[language];
  const spoken = () => page.locator("html").getAttribute("lang");
  await visitor.goto("/forgot-password");
  assert.equal(await spoken(), language);
  await visitor.submit("/language");
  assert.deepEqual([await spoken(), visitor.place()], [other, "/forgot-password"]);
  await visitor.goto("/sign-in");
  assert.equal(await spoken(), other);
  await visitor.submit("/language");
  assert.equal(await spoken(), language);
});

journey("switch the language of a page that a mail leads to", { withoutScript: true }, async (visitor) => {
  const { page, language } = visitor;
  const person = await world.signedUp();
  await visitor.goto(new URL(person.verification.link).pathname + new URL(person.verification.link).search);
  await visitor.submit("/language");
  assert.notEqual(await page.locator("html").getAttribute("lang"), language);
  assert.equal(await visitor.submit("/verify-email", {}, { mark: "confirm" }), 200, "the page still does what it is for");
  assert.equal((await world.session.session(person.token)).body.user.emailVerified, true);
});
