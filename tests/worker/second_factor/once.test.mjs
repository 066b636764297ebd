// Single use: codes and offers, fifty at a time over a slow D1.
import { after, test } from "node:test";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { contests } from "./contests.mjs";

const world = await openSecondFactorWorld({ delay: [5, 30] });
after(() => world.dispose());

const rounds = async (n, contest) => {
  for (let round = 0; round < n; round += 1) await contest(world);
};

test("code of one step, over all dialects, 50 at once, 20 rounds: works once", () => rounds(20, contests.step));
test("backup code, over all dialects, 50 at once, 20 rounds: works once", () => rounds(20, contests.backupCode));
test("enabling code, 50 at once, 20 rounds: works once", () => rounds(20, contests.firstCode));
test("setup, 50 at once: one secret and ten backup codes", () => rounds(5, contests.offer));
test("two sessions with an offer, verified 50 at once, 20 rounds: one enables its factor", () => rounds(20, contests.twoSessions));
test("new backup codes by one code, 50 at once: one set", () => rounds(5, contests.renewal));
