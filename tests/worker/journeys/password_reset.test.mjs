// Forgotten password: a link is mailed, the password is set once, and every open session ends.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startedLogin } from "../support/redemptions.mjs";
import { assertError } from "../support/shapes.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());
const { session, cookie, bearer, passwordless, mail, pages, isAlive } = world;
const NEW = "a new password altogether";

/** Proven account with three sessions, to which a reset link was mailed. */
async function forgetful() {
  const account = await world.verified(await world.signedUp());
  const [second, third] = [await bearer.signIn(account), await cookie.signIn(account)];
  assert.deepEqual((await session.forgotPassword(account.email)).body, { success: true });
  const reset = await mail.next(account.email, "reset-password");
  return { ...account, reset, tokens: [account.token, second.token, third.token], refreshToken: third.refreshToken };
}

const ways = {
  "the JSON route": ({ reset }) => session.resetPassword(reset.token, NEW),
  "the page": ({ reset }) => pages.choose(reset.link, "confirm", { typed: { newPassword: NEW } }),
};

for (const [way, set] of Object.entries(ways)) {
  test(`password reset: ${way} sets the password, ends every session, opens none and tells the owner`, async () => {
    const account = await forgetful();
    const answer = await set(account);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.cookies, {});
    if (way === "the JSON route") assert.deepEqual(answer.body, { success: true });
    assert.deepEqual(await Promise.all(account.tokens.map(isAlive)), [false, false, false]);
    assert.equal((await cookie.refresh(account.refreshToken)).status, 401);
    assert.equal((await session.signIn(account)).status, 401, "the old password is dead");
    for (const client of [session, bearer, cookie]) assert.ok((await client.signIn({ ...account, password: NEW })).token, client.dialect);
    assert.match((await mail.next(account.email, null)).subject, /password was changed/i);
    assertError(await session.resetPassword(account.reset.token, "yet another password"), "session", 400, "INVALID_TOKEN");
    assert.equal((await session.signIn({ ...account, password: "yet another password" })).status, 401);
  });
}

test("password reset: voids every other link and every pending login", async () => {
  const account = await world.verified(await world.registered());
  await session.sendMagicLink(account.email);
  const magic = await mail.next(account.email, "magic-link");
  const login = await startedLogin(world, {}, account);
  await pages.submit("/approve-login", { token: login.token, decision: "confirm" });
  await session.forgotPassword(account.email);
  const reset = await mail.next(account.email, "reset-password");
  assert.equal((await session.resetPassword(reset.token, NEW)).status, 200);
  assertError(await session.magicLink(magic.token), "session", 401, "INVALID_TOKEN");
  assert.equal((await passwordless.poll(login.authId)).status, 400, "an approved login that was not picked up");
});

test("password reset: sets a first password", async () => {
  const account = await world.verified(await world.registered());
  await session.forgotPassword(account.email);
  const reset = await mail.next(account.email, "reset-password");
  assert.equal((await session.resetPassword(reset.token, NEW)).status, 200);
  assert.ok((await cookie.signIn({ email: account.username, password: NEW })).token);
});

const UNFIT = { short: "seven77", empty: "", long: "x".repeat(257) };
for (const [name, password] of Object.entries(UNFIT)) {
  test(`password reset: a ${name} password is refused and does not spend the link`, async () => {
    const account = await forgetful();
    const refused = await session.resetPassword(account.reset.token, password);
    assertError(refused, "session", 400, name === "long" ? "PASSWORD_TOO_LONG" : "PASSWORD_TOO_SHORT");
    const page = await pages.choose(account.reset.link, "confirm", { typed: { newPassword: password } });
    assert.equal(page.status, 400);
    assert.ok(page.text.includes(account.reset.token), "the form is there again");
    assert.ok(await isAlive(account.token));
    assert.equal((await session.resetPassword(account.reset.token, NEW)).status, 200);
  });
}

test("password reset: needs the mailed token, whatever else is sent", async () => {
  const account = await forgetful();
  const others = [undefined, null, "", "x", [], {}, account.reset.token.slice(0, -1), `${account.reset.token} `, account.verification.token, account.token];
  for (const token of others) {
    const refused = await session.resetPassword(token, NEW);
    assert.equal(refused.status, 400, `${JSON.stringify(token)}: ${refused.text}`);
  }
  assert.ok(await isAlive(account.token));
  assert.ok((await session.signIn(account)).token);
});

test("a newer link voids the one before", async () => {
  const account = await forgetful();
  await session.forgotPassword(account.email);
  const newer = await mail.next(account.email, "reset-password");
  assertError(await session.resetPassword(account.reset.token, NEW), "session", 400, "INVALID_TOKEN");
  assert.equal((await session.resetPassword(newer.token, NEW)).status, 200);
});
