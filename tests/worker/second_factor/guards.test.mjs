// The judges judged: a worker with one guard taken out of its SQL is caught by the test that is there for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { contests } from "./contests.mjs";
import { openSecondFactorWorld } from "./enrolment.mjs";
import { assertAsked, ways } from "./ways.mjs";

const DELAY = [5, 30];

async function without(patch, work) {
  const world = await openSecondFactorWorld({ delay: DELAY, patch });
  try {
    await work(world);
  } finally {
    await sleep(200); // what the worker does after its answers
    await world.dispose();
  }
}

const WINNERS = /^round : .*"20[04]":/;

test("a step that may be used again", () =>
  without(["(last_step IS NULL OR last_step < ?2)", "(last_step IS NULL OR true)"], (world) =>
    assert.rejects(contests.step(world), { message: WINNERS })));

test("a backup code that may be used again", () =>
  without(["UPDATE backup_codes SET spent_by = ?3 WHERE account_id = ?1 AND spent_by IS NULL", "UPDATE backup_codes SET spent_by = ?3 WHERE account_id = ?1"], (world) =>
    assert.rejects(contests.backupCode(world), { message: WINNERS })));

const DELETE = "DELETE FROM backup_codes WHERE account_id = ?1\n                 AND EXISTS";

test("backup codes that stay when new ones are shown", () =>
  without([DELETE, DELETE.replace("account_id = ?1", "false")], (world) =>
    assert.rejects(contests.offer(world), { message: /500 !== 10/ })));

test("a factor that is not seen to be on", () =>
  without(["totp.enabled_at AS totp_enabled_at", "NULL AS totp_enabled_at"], async (world) => {
    const account = await world.enrolled();
    const answer = await (await ways.B.start(world, account))(null);
    assert.throws(() => assertAsked(ways.B, answer));
    assert.equal(ways.B.tokenOf(answer), undefined, "the statement that opens sessions still asks");
  }));
