// Sign-in by a mailed code, typed on the page that follows "Email me a sign-in link".
import assert from "node:assert/strict";
import { authenticator } from "../support/authenticator_app.mjs";
import { openHouse } from "../support/visitor.mjs";

const { world, journey } = await openHouse();
const now = () => Date.now() / 1000;
const wrong = (code) => (code === "000000" ? "000001" : "000000");
const member = async () => world.verified(await world.signedUp());

/** Asks for the mail on the way to this page; returns the code in it. */
async function asked(visitor, { email }, target = "/pair") {
  await visitor.goto(`/sign-in?redirectUrl=${encodeURIComponent(target)}`);
  await visitor.submit("/sign-in", { login: email }, { to: "/sign-in/link" });
  assert.match(visitor.place(), /^\/done\?/);
  return (await world.mail.next(email, "magic-link")).code;
}

const focused = ({ page }) => page.evaluate(() => document.activeElement?.getAttribute("name"));

journey("type the mailed code, and go on", { withoutScript: true }, async (visitor) => {
  const person = await member();
  const code = await asked(visitor, person);
  assert.equal(await focused(visitor), "code");
  assert.equal(await visitor.submit("/sign-in/code", { code: wrong(code) }), 400);
  assert.equal(await focused(visitor), "code");
  assert.equal(await visitor.submit("/sign-in/code", { code: `${code.slice(0, 3)} ${code.slice(3)}` }), 200);
  assert.equal(visitor.place(), "/pair");
  assert.equal(await visitor.whoIsIn(), person.email);
});

journey("ask for another mail, whose code alone is good", { withoutScript: true }, async (visitor) => {
  const person = await member();
  const first = await asked(visitor, person);
  await visitor.submit("/sign-in/link");
  const { code } = await world.mail.next(person.email, "magic-link");
  if (first !== code) assert.equal(await visitor.submit("/sign-in/code", { code: first }), 400);
  await visitor.submit("/sign-in/code", { code });
  assert.equal(visitor.place(), "/pair");
});

journey("say whose an account is that was never confirmed", { withoutScript: true }, async (visitor) => {
  for (const [mark, passwords] of [["confirm", 1], ["refuse", 0]]) {
    const person = await world.signedUp();
    assert.equal(await visitor.submit("/sign-in/code", { code: await asked(visitor, person) }), 200);
    assert.equal(await visitor.page.evaluate(() => document.activeElement?.tagName), "BODY", "no button has the focus");
    await visitor.submit("/sign-in/code", {}, { mark });
    assert.equal(visitor.place(), "/pair");
    const query = "SELECT count(*) AS n FROM passwords p JOIN accounts a ON a.id = p.account_id WHERE a.email = ?";
    assert.equal(await world.worker.d1.prepare(query).bind(person.email).first("n"), passwords);
    await visitor.signOut();
  }
});

journey("show a second factor after the code", { withoutScript: true }, async (visitor) => {
  const { page } = visitor;
  const person = await visitor.signUp();
  await world.session.verifyEmail((await world.mail.next(person.email, "verify-email")).token);
  await visitor.submit("/account/two-factor/enable");
  const app = authenticator((await page.locator("code").first().textContent()).replaceAll(/\s/g, ""), now);
  await visitor.submit("/account/two-factor/verify", { totp_code: await app.next() });
  await visitor.signOut();
  assert.equal(await visitor.submit("/sign-in/code", { code: await asked(visitor, person) }), 401);
  assert.equal(await visitor.submit("/sign-in/code", { totp_code: app.wrong() }, { mark: "confirm" }), 401);
  await visitor.submit("/sign-in/code", { totp_code: await app.next() }, { mark: "confirm" });
  assert.equal(visitor.place(), "/pair");
  assert.equal(await visitor.whoIsIn(), person.email);
});

journey("type the code after the link was used", { withoutScript: true }, async (visitor) => {
  const person = await member();
  await visitor.goto("/sign-in");
  await visitor.submit("/sign-in", { login: person.email }, { to: "/sign-in/link" });
  const { code, token } = await world.mail.next(person.email, "magic-link");
  assert.equal((await world.session.magicLink(token)).status, 200);
  assert.equal(await visitor.submit("/sign-in/code", { code }), 400);
  assert.equal(await visitor.page.locator('form[action="/sign-in/code"] [name="code"]').count(), 1, "and may ask again");
  assert.equal(await visitor.whoIsIn(), null);
});
