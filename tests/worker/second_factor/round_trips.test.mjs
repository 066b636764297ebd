// D1 calls of second-factor requests before their answer.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { after, test } from "node:test";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { signInMethods } from "../support/sign_in_methods.mjs";

const world = await openSecondFactorWorld();
after(() => world.dispose());
const { twoFactor } = world;

// Waits for background calls, which would be counted to the next request.
async function cost(request) {
  await pause(100);
  const { status, calls } = await request();
  return [status < 400, calls];
}

/** Ways whose mailed code is looked at in a trip of its own. */
const WITH_MAILED_CODE = ["magic link's code", "magic link's code on its page"];

for (const [name, method] of Object.entries(signInMethods)) {
  const trips = WITH_MAILED_CODE.includes(name) ? 3 : 2;
  test(`${name}: a right code costs ${trips} trips, asking for one 2, a wrong one at most 3`, async () => {
    const account = await world.enrolled();
    const go = await method.start(world, account);
    const once = (code) => () => go(code, { unpolled: true });
    const asked = await cost(once(null));
    assert.ok(!asked[0] && asked[1] <= 2, `asked: ${asked}`);
    const wrong = await cost(once(account.app.wrong()));
    assert.ok(!wrong[0] && wrong[1] <= 3, `wrong: ${wrong}`);
    const code = await account.app.next();
    assert.deepEqual(await cost(once(code)), [true, trips]);
  });
}

test("setup: showing a secret costs 1 trip beside the session check, verifying a code 2", async () => {
  const account = await world.member();
  assert.deepEqual(await cost(() => twoFactor.enable(account.token)), [true, 2]);
  const { app } = await world.offered(account);
  const code = await app.next();
  assert.deepEqual(await cost(() => twoFactor.verify(account.token, code)), [true, 3]);
});
