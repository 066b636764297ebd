// Mailed tokens, codes and `auth_id`s: in no storage and no log. And the traces of a deleted account.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { cookieHeader } from "../clients/http.mjs";
import { eventually, storedText } from "../support/database.mjs";
import { wipe } from "../support/stale_kv.mjs";
import { newPerson } from "../support/people.mjs";
import { startedLogin } from "../support/redemptions.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: NO_LIMITS });
after(() => world.dispose());
const { worker, session, cookie, bearer, passwordless, mail, pages } = world;

const stored = () => storedText(worker);
const keysOfKv = async () => (await worker.kv.list()).keys.map(({ name }) => name).filter((name) => !name.startsWith("mailbox:"));

/** Runs `work`, waits for this many new keys in KV, and returns the result and the keys. */
async function withKeys(count, work) {
  const before = new Set(await keysOfKv());
  const made = await work();
  return eventually(async () => {
    const keys = (await keysOfKv()).filter((name) => !before.has(name));
    assert.ok(keys.length >= count, `${keys.length} new keys in KV`);
    return { ...made, keys };
  });
}

/** Person with a pending secret of every kind: {account, secrets}. */
async function underWay() {
  const account = await world.registered();
  const { email, token, verification } = account;
  await session.sendMagicLink(email);
  const magic = await mail.next(email, "magic-link");
  await session.forgotPassword(email);
  const reset = await mail.next(email, "reset-password");
  const change = newPerson().email;
  await session.changeEmail(token, change);
  const confirmation = await mail.next(change, "confirm-address");
  const login = await startedLogin(world, {}, account);
  const { body } = await bearer.pairingCode("Kitchen");
  await pages.submit("/pair", { code: body.code }, { headers: cookieHeader({ access_token: token }) });
  await cookie.verifyCode(token, "000000");
  await bearer.pair(token, "000000");
  const mailed = [verification.token, magic.token, reset.token, confirmation.token, login.token];
  return { account, change, secrets: [...mailed, login.authId, body.auth_id, body.code, token, ...mailed.map((one) => one.split(".").at(-1))] };
}

const codeIn = (code) => new RegExp(`(?<![0-9A-Za-z])${code}(?![0-9A-Za-z])`);

test("D1, KV and the log: hold no mailed token, code or auth_id", async () => {
  const { account, secrets } = await withKeys(5, underWay);
  const [text, log] = [await stored(), worker.logs()];
  for (const secret of secrets) {
    for (const spelled of [secret, Buffer.from(secret).toString("hex"), Buffer.from(secret).toString("base64url")]) {
      assert.ok(!text.includes(spelled), `stored: ${spelled}`);
      assert.ok(!log.includes(spelled), `logged: ${spelled}`);
    }
  }
  assert.doesNotMatch(text, codeIn(account.verification.code));
});

test("answers: hold no mailed secret", async () => {
  const { email, username, token } = await world.registered();
  const answers = [await session.sendMagicLink(email), await session.forgotPassword(email), await passwordless.logIn({ email, username }), await session.sendVerification(token)];
  const magic = await mail.next(email, "magic-link");
  const login = await mail.next(email, "approve-login");
  for (const answer of answers) {
    const all = answer.text + JSON.stringify([...answer.headers]);
    for (const secret of [magic.token, login.token]) assert.ok(!all.includes(secret));
  }
});

test("deletion: leaves no row and no KV key that names the account", async () => {
  const { account, change, keys } = await withKeys(5, underWay);
  const { sub: id, sid } = decodeToken(account.token).claims;
  const names = [id, sid, account.email, account.username, change];
  const before = await stored();
  for (const name of names) assert.ok(before.includes(name), `${name} is there before`);
  const deleted = await session.deleteUser(account.token);
  assert.equal(deleted.status, 200, deleted.text);
  await eventually(async () => {
    const text = await stored();
    // A device that was looked up but not approved still belongs to nobody.
    assert.deepEqual((await keysOfKv()).filter((name) => keys.includes(name) && !name.startsWith("pairing:")), []);
    for (const name of names) assert.ok(!text.includes(name), `${name} is left: ${text.slice(Math.max(0, text.indexOf(name) - 200), text.indexOf(name) + 60)}`);
  });
});

test("deletion: earlier mails do nothing for the next account with the address", async () => {
  const { account, secrets } = await underWay();
  await session.deleteUser(account.token);
  const next = await world.signedUp({ ...newPerson(), email: account.email });
  const [, magic, reset, confirmation, login] = secrets;
  assert.equal((await session.magicLink(magic)).status, 401);
  assert.equal((await session.resetPassword(reset, "a new password altogether")).status, 400);
  for (const token of [account.verification.token, confirmation]) assert.equal((await session.verifyEmail(token)).status, 400);
  assert.equal((await pages.submit("/approve-login", { token: login, decision: "confirm" })).status, 400);
  const user = (await session.session(next.token)).body.user;
  assert.deepEqual([user.email, user.emailVerified], [account.email, false]);
});

/** Sends every secret to every place that takes one, except its own. */
test("mailed token: works for its own purpose only", async () => {
  const account = await world.registered();
  const { email, token } = account;
  await session.sendMagicLink(email);
  await session.forgotPassword(email);
  const change = newPerson().email;
  await session.changeEmail(token, change);
  const kinds = {
    "verify-email": account.verification.token,
    "magic-link": (await mail.next(email, "magic-link")).token,
    "reset-password": (await mail.next(email, "reset-password")).token,
    "confirm-address": (await mail.next(change, "confirm-address")).token,
    "approve-login": (await startedLogin(world, {}, account)).token,
    session: token,
  };
  const takers = {
    "verify-email": [(one) => session.verifyEmail(one), (one) => pages.submit("/verify-email", { token: one, decision: "mine" })],
    "magic-link": [(one) => session.magicLink(one), (one) => pages.submit("/magic-link", { token: one, decision: "confirm" })],
    "reset-password": [(one) => session.resetPassword(one, "a new password altogether"), (one) => pages.submit("/reset-password", { token: one, decision: "confirm", newPassword: "a new password altogether" })],
    "confirm-address": [(one) => pages.submit("/confirm-address", { token: one, decision: "mine" })],
    "approve-login": ["confirm", "refuse", "not_mine"].map((decision) => (one) => pages.submit("/approve-login", { token: one, decision })),
    "approve-address-change": [(one) => pages.submit("/approve-address-change", { token: one, decision: "approve" })],
    session: [(one) => session.session(one), (one) => passwordless.poll(one), (one) => cookie.refresh(one), (one) => bearer.pair(one, "AAAAAA")],
  };
  await wipe(worker.kv);
  for (const [kind, secret] of Object.entries(kinds)) {
    for (const [taker, takes] of Object.entries(takers)) {
      const both = kind === "confirm-address" && taker === "verify-email"; // one JSON route takes both
      for (const take of takes.slice(both ? 1 : 0)) {
        if (taker === kind) continue;
        const { status } = await take(secret);
        assert.ok(status === 400 || status === 401, `${kind} at ${taker}: ${status}`);
      }
    }
  }
  assert.equal((await session.magicLink(kinds["magic-link"])).status, 200, "and none of that has spent it");
});
