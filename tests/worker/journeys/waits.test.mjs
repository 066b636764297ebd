// D1 and KV calls that precede the answer, for mails, approvals and codes.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { newPerson } from "../support/people.mjs";
import { succeeded } from "../support/contest.mjs";
import { pairingBy, redemptions, shownCode, startedLogin } from "../support/redemptions.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

// Delayed, so that background calls are still pending when the answer arrives.
const world = await openWorld({ settings: NO_LIMITS, delay: [20, 20] });
after(() => world.dispose());
const { session, passwordless, bearer, pages } = world;

const costs = ({ calls, kvCalls }) => ({ d1: calls, kv: kvCalls });
function assertAtMost(answer, status, d1, kv) {
  assert.equal(answer.status, status, answer.text);
  const cost = costs(answer);
  assert.ok(cost.d1 >= 1 && cost.d1 <= d1 && cost.kv <= kv, JSON.stringify(cost));
}

const known = await world.verified(await world.registered());
const unproven = await world.registered();
const taken = await world.signedUp();

/** Requests whose answer must not reveal whom they concern: known and unknown. */
const starts = {
  "a magic link": [({ email }) => session.sendMagicLink(email), [known, unproven, taken], [newPerson()]],
  "a forgotten password": [({ email }) => session.forgotPassword(email), [known, unproven, taken], [newPerson()]],
  "a login": [passwordless.logIn, [known, unproven], [newPerson(), { ...known, username: newPerson().username }, { ...known, email: taken.email }]],
};
for (const [name, [ask, members, strangers]] of Object.entries(starts)) {
  test(`${name}: starting costs at most 2 calls of D1 and 1 of KV, for unknown addresses too`, async () => {
    const answers = [];
    for (const person of [...members, ...strangers]) answers.push(await ask(person));
    for (const answer of answers) {
      assertAtMost(answer, 200, 2, 1);
      assert.deepEqual(costs(answer), costs(answers[0]));
      const sealed = /"requestId":"([\w.-]+)"/; // of one length, whomever it concerns
      const hidden = (text) => text.replace(sealed, (_, id) => id.length).replace(/[0-9a-f-]{36}/g, "").replace(/\d{10}/g, "");
      assert.equal(hidden(answer.text), hidden(answers[0].text));
      assert.deepEqual([...answer.headers.keys()], [...answers[0].headers.keys()]);
    }
  });
}

test("registration: costs one call of D1, for a free and a taken address", async () => {
  assertAtMost(await passwordless.register(newPerson()), 200, 1, 0);
  assertAtMost(await passwordless.register({ ...newPerson(), email: taken.email }), 200, 1, 0);
});

test("poll: costs at most 1 call of D1 and 1 of KV, whatever the result", async () => {
  const { authId, token } = await startedLogin(world);
  assertAtMost(await passwordless.poll(authId), 400, 1, 1);
  assertAtMost(await passwordless.poll("45314ce9-74c8-48dd-9094-0bcf980f335b"), 400, 1, 1);
  await pages.submit("/approve-login", { token, decision: "confirm" });
  assertAtMost(await passwordless.poll(authId), 200, 1, 1);
});

/** Requests that check a session may make one more call. */
const WITH_SESSION = ["verification code", "verification by code and by link", "pairing code"];
for (const [thing, make] of Object.entries(redemptions)) {
  test(`${thing}: redemption costs at most 2 calls of D1 and a session check`, async () => {
    const { length } = await make(world);
    for (let way = 0; way < length; way += 1) {
      const ways = await make(world);
      const answer = await ways[way]();
      assert.ok(succeeded(answer), answer.text);
      assertAtMost(answer, answer.status, WITH_SESSION.includes(thing) ? 3 : 2, 0);
      const refused = await ways[way]();
      assert.ok(refused.status >= 400 && refused.calls <= 3, `refused: ${refused.calls}`);
    }
  });
}

test("pairing code: issuing and looking up cost at most 2 calls of D1 each", async () => {
  const { approver, code } = await shownCode(world);
  assertAtMost(await bearer.pairingCode("x"), 200, 2, 1);
  const [, page] = pairingBy(world, approver.token, code);
  assertAtMost(await page(), 200, 3, 1);
});

test("mailed pages: a GET costs at most 1 call of KV and 1 of D1", async () => {
  const { verification } = await world.signedUp();
  const login = await startedLogin(world);
  for (const link of [verification.link, login.link]) {
    const page = await pages.open(link);
    assert.equal(page.status, 200);
    assert.ok(page.calls <= 1 && page.kvCalls <= 1, JSON.stringify(costs(page)));
  }
});
