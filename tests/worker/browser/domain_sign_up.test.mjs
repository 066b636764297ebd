// Sign-up under SIGN_UP_DOMAINS in Chromium: no session until the address is proven, by its code on the page that follows.
import assert from "node:assert/strict";
import { newPerson } from "../support/people.mjs";
import { openHouse } from "../support/visitor.mjs";
import { axeProblems } from "./axe.mjs";

const { world, journey } = await openHouse({ settings: { SIGN_UP_DOMAINS: "example.com" } });

async function begin(visitor) {
  const { name, email, password } = newPerson();
  await visitor.goto("/sign-up?redirectUrl=%2Fpair");
  await visitor.submit("/sign-up", { name, email, password });
  assert.match(visitor.place(), /^\/done\?/);
  return { email, password };
}

const mailed = ({ email }) => world.mail.next(email, "verify-email");

journey("type the code, and be signed in on the way", { withoutScript: true }, async (visitor) => {
  const { page, script } = visitor;
  const person = await begin(visitor);
  if (script) visitor.problems.push(...(await axeProblems(page)));
  assert.equal(await page.evaluate(() => document.activeElement.name), "code");
  const { code } = await mailed(person);
  assert.equal(await visitor.submit("/sign-up/code", { code: code === "000000" ? "000001" : "000000" }), 400);
  await visitor.submit("/sign-up/code", { code });
  await visitor.skipSteps();
  assert.equal(visitor.place(), "/pair");
  assert.equal(await visitor.whoIsIn(), person.email);
});

journey("ask for another mail", { withoutScript: true }, async (visitor) => {
  const { page, script } = visitor;
  if (script) await page.clock.install();
  const person = await begin(visitor);
  await mailed(person);
  if (script) await page.clock.runFor(31_000);
  await visitor.submit("/sign-up/resend");
  await visitor.submit("/sign-up/code", { code: (await mailed(person)).code });
  await visitor.skipSteps();
  assert.equal(visitor.place(), "/pair");
});

journey("open the link in place of the code, and sign in", { withoutScript: true }, async (visitor) => {
  const person = await begin(visitor);
  const { token } = await mailed(person);
  assert.equal((await world.session.verifyEmail(token)).status, 200);
  await visitor.follow("/sign-in?");
  await visitor.submit("/sign-in", { login: person.email, password: person.password });
  assert.equal(visitor.place(), "/pair");
});
