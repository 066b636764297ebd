// Clock tolerance: a code is valid in its own half minute, the one before and the one after.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { assertWrong, signInMethods } from "../support/sign_in_methods.mjs";

const world = await openSecondFactorWorld();
after(() => world.dispose());

const STEP = 30; // seconds

test("code: is accepted one step early or late, and never an earlier step after a later one", async () => {
  const accounts = await Promise.all([-2, -1, 0, 1, 2].map(async (off) => ({ off, account: await world.enrolled() })));
  const first = accounts[0].account.app.current() + 20;
  for (const [step, seconds] of [[first, 2], [first + 20, 20]]) {
    await world.restart({ ahead: step * STEP + seconds - world.clock() });
    for (const { off, account } of accounts) {
      const go = await signInMethods.B.start(world, account);
      const answer = await go(account.app.at(step + off));
      if (Math.abs(off) === 2) assertWrong(signInMethods.B, answer);
      else assert.equal(answer.status, 200, `${off} steps: ${answer.text}`);
      if (off === 1) assertWrong(signInMethods.B, await go(account.app.at(step)));
    }
    assert.equal(accounts[0].account.app.current(), step, "it took less than the step");
  }
});
