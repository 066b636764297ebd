// Concurrent redemptions: of fifty uses of one single-use item, one succeeds and none gets a server error.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertOneWinner, together } from "../support/contest.mjs";
import { redemptions } from "../support/redemptions.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const ROUNDS = 20;
const CONTENDERS = 50;

const world = await openWorld({ settings: NO_LIMITS, delay: [5, 30] });
after(() => world.dispose());

for (const [thing, make] of Object.entries(redemptions)) {
  test(`${thing}: ${CONTENDERS} at once, ${ROUNDS} rounds, D1 slowed`, async () => {
    const rounds = await together(ROUNDS, () => make(world));
    for (const [round, ways] of rounds.entries()) {
      const answers = await together(CONTENDERS, (i) => ways[i % ways.length]());
      assertOneWinner(answers, round);
      assert.ok(answers.every(({ calls }) => calls > 0 && calls <= 3), "each was decided by D1");
    }
  });
}
