// Tests of the tests: a worker with one guard removed from its SQL fails the test for that guard.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openSecondFactorWorld } from "../support/second_factor_world.mjs";
import { assertAsked, signInMethods } from "../support/sign_in_methods.mjs";
import { contests } from "./contests.mjs";

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

test("guard removed, used step: its test fails", () =>
  without(["(last_step IS NULL OR last_step < ?2)", "(last_step IS NULL OR true)"], (world) =>
    assert.rejects(contests.step(world), { message: WINNERS })));

test("guard removed, spent backup code: its test fails", () =>
  without(["UPDATE backup_codes SET spent_by = ?3 WHERE account_id = ?1 AND spent_by IS NULL", "UPDATE backup_codes SET spent_by = ?3 WHERE account_id = ?1"], (world) =>
    assert.rejects(contests.backupCode(world), { message: WINNERS })));

test("guard removed, replaced backup codes: its test fails", () =>
  without(["backup_codes = excluded.backup_codes", "created_at = created_at"], (world) =>
    assert.rejects(contests.offer(world), { message: /INVALID_TOTP/ })));

test("guard removed, session of the offer: its test fails", () =>
  without(["SELECT secret FROM totp_offers WHERE session_id = ?5", "SELECT secret FROM totp_offers WHERE ?5 = ?5"], (world) =>
    assert.rejects(contests.twoSessions(world), { message: /401 !== 400/ })));

test("guard removed, enabled factor: its test fails", () =>
  without(["LEFT JOIN totp ON totp.account_id = accounts.id AND totp.enabled_at IS NOT NULL", "LEFT JOIN totp ON false"], async (world) => {
    const account = await world.enrolled();
    const answer = await (await signInMethods.B.start(world, account))(null);
    assert.throws(() => assertAsked(signInMethods.B, answer));
    assert.equal(signInMethods.B.tokenOf(answer), undefined, "the statement that opens sessions still asks");
  }));
