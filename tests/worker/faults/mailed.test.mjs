// D1 failures during mailed links, approvals and pairings: nothing is half done, the answer is a 503, a retry works.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { newPerson } from "../support/people.mjs";
import { dump, withAbortedInserts } from "../support/database.mjs";
import { inTurn, redemptions, startedLogin } from "../support/redemptions.mjs";
import { assertError } from "../support/shapes.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: NO_LIMITS });
after(() => world.dispose());
const { worker, session, passwordless, bearer, pages, mail } = world;

const kept = () => dump(worker.d1, { without: ["attempts"] });
const failing = (n) => ({ "x-test-fail-call": String(n) });

/** Requests that store something to redeem: the table, the dialect, the request, and the content of the mail. */
const askings = {
  "a sign-up": ["one_time_tokens", "session", session.signUp, 201],
  "a registration": ["one_time_tokens", "passwordless", passwordless.register, 200],
  "a magic link": ["one_time_tokens", "session", ({ email }) => session.sendMagicLink(email), 200],
  "a forgotten password": ["one_time_tokens", "session", ({ email }) => session.forgotPassword(email), 200],
  "a verification mail": ["one_time_tokens", "session", ({ token }) => session.sendVerification(token), 200],
  "a change of address": ["one_time_tokens", "session", ({ token }) => session.changeEmail(token, newPerson().email), 200],
  "a login": ["authorizations", "passwordless", passwordless.logIn, 200],
  "a pairing code": ["authorizations", "bearer", () => bearer.pairingCode("x"), 200],
};

for (const [name, [table, dialect, ask, success]] of Object.entries(askings)) {
  test(`${name}: a failed write of ${table} is 503, leaves nothing and sends no mail`, async () => {
    const isNew = name === "a sign-up" || name === "a registration";
    const person = isNew ? newPerson() : await world.registered();
    const before = await kept();
    assertError(await withAbortedInserts(worker.d1, table, () => ask(person)), dialect, 503);
    assert.deepEqual(await kept(), before);
    await mail.nothingFor(person.email);
    assert.equal((await ask(person)).status, success);
  });
}

for (const [thing, make] of Object.entries(redemptions)) {
  test(`${thing}: a redemption whose n-th call fails redeems nothing; the next try does`, async () => {
    for (let n = 1; ; n += 1) {
      const ways = await make(world);
      const before = await kept();
      const failed = await ways[0](failing(n));
      if (failed.status < 500) return assert.ok(n > 1 && failed.status < 400, `${n - 1} calls`);
      assert.equal(failed.status, 503, failed.text.slice(0, 300));
      assert.deepEqual(await kept(), before, `call ${n}`);
      const retried = await inTurn([ways.at(-1)])({});
      assert.ok(retried.status < 400, `call ${n}: ${retried.text.slice(0, 300)}`);
    }
  });
}

test("redemption: spends nothing if the session cannot be written", async () => {
  const login = await startedLogin(world);
  await pages.submit("/approve-login", { token: login.token, decision: "confirm" });
  const { email } = await world.signedUp();
  await session.sendMagicLink(email);
  const magic = await mail.next(email, "magic-link");
  const before = await kept();
  await withAbortedInserts(worker.d1, "sessions", async () => {
    assertError(await passwordless.poll(login.authId), "passwordless", 503);
    assertError(await session.magicLink(magic.token), "session", 503);
  });
  assert.deepEqual(await kept(), before);
  assert.ok((await passwordless.poll(login.authId)).token);
  assert.ok((await session.magicLink(magic.token)).token);
});
