// Steps after a sign-up on the page, in Chromium: the mailed code, its link in another tab, the offer of a passkey, and
// the page that wanted the account.
import assert from "node:assert/strict";
import { addAuthenticator } from "../support/chromium.mjs";
import { newPerson } from "../support/people.mjs";
import { openHouse } from "../support/visitor.mjs";
import { TRUSTED_ORIGIN } from "../support/worker.mjs";

const { world, journey } = await openHouse();
const TARGET = `${TRUSTED_ORIGIN}/`;

/** Signs somebody up on the way to this target; a path of ours, or a trusted URL. */
async function begin(visitor, target) {
  const { name, email, password } = newPerson();
  await visitor.goto(`/sign-up?redirectUrl=${encodeURIComponent(target)}`);
  await visitor.submit("/sign-up", { name, email, password });
  assert.match(visitor.place(), /^\/check-email\?redirectUrl=/);
  return { email, mailed: () => world.mail.next(email, "verify-email") };
}

const isProven = async ({ email }) => {
  const query = "SELECT email_verified_at AS at FROM accounts WHERE email_key = ?";
  return (await world.worker.d1.prepare(query).bind(email.toLowerCase()).first()).at !== null;
};

journey("type the code, add a passkey and go on", {}, async (visitor) => {
  const { page } = visitor;
  await addAuthenticator(page);
  const person = await begin(visitor, "/pair");
  const { code } = await person.mailed();
  assert.equal(await visitor.submit("/check-email", { code: code === "000000" ? "000001" : "000000" }), 400);
  assert.equal(await page.evaluate(() => document.activeElement.name), "code");
  await visitor.submit("/check-email", { code: `${code.slice(0, 3)} ${code.slice(3)}` });
  assert.match(visitor.place(), /^\/add-passkey\?redirectUrl=/);
  assert.equal(await isProven(person), true);
  await visitor.press(page.locator("[data-passkey=create] button"));
  assert.equal(visitor.place(), "/pair");
  assert.equal(await world.worker.d1.prepare("SELECT count(*) AS n FROM passkeys p JOIN accounts a ON a.id = p.account_id WHERE a.email = ?").bind(person.email).first("n"), 1);
});

journey("type the code without script", { withoutScript: true }, async (visitor) => {
  const person = await begin(visitor, "/pair");
  await visitor.submit("/check-email", { code: (await person.mailed()).code });
  await visitor.skipSteps();
  assert.equal(visitor.place(), "/pair");
  assert.equal(await isProven(person), true);
});

journey("open the link in another tab, then continue", { withoutScript: true }, async (visitor) => {
  const person = await begin(visitor, "/pair");
  const { token } = await person.mailed();
  assert.equal((await world.session.verifyEmail(token)).status, 200);
  await visitor.submit("/check-email");
  await visitor.skipSteps();
  assert.equal(visitor.place(), "/pair");
});

journey("skip, and go on to a trusted page", { withoutScript: true }, async (visitor) => {
  const { page, script } = visitor;
  const person = await begin(visitor, TARGET);
  const gone = page.waitForURL(TARGET);
  await visitor.submit("/check-email/continue");
  if (script) await page.locator("main .ways a").click();
  await gone;
  assert.equal(await isProven(person), false);
});

journey("ask for another mail once the button no longer rests", { withoutScript: true }, async (visitor) => {
  const { page, script } = visitor;
  await page.clock.install();
  const person = await begin(visitor, "/pair");
  const button = page.locator('form[action="/check-email/resend"] button');
  if (script) {
    assert.equal(await button.isDisabled(), true);
    assert.match(await button.textContent(), /0:(30|2\d)$/);
    await page.clock.runFor(31_000);
    assert.doesNotMatch(await button.textContent(), /\d/);
  }
  const { code: first } = await person.mailed();
  await visitor.submit("/check-email/resend");
  const { code } = await person.mailed();
  if (first !== code) assert.equal(await visitor.submit("/check-email", { code: first }), 400);
  await visitor.submit("/check-email", { code });
  await visitor.skipSteps();
  assert.equal(visitor.place(), "/pair");
});

journey("replace a mistyped address", { withoutScript: true }, async (visitor) => {
  await begin(visitor, "/pair");
  const { email } = newPerson();
  await visitor.submit("/check-email/address", { email });
  await visitor.submit("/check-email/new-address", { code: (await world.mail.next(email, "confirm-address")).code });
  await visitor.skipSteps();
  assert.equal(visitor.place(), "/pair");
  assert.equal(await isProven({ email }), true);
});
