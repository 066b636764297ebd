// Memory after hashing: none is leaked. WebAssembly memory never shrinks, so a leak at each sign-in would reach the
// isolate's limit of 128 MB.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { inParallel } from "../../../scripts/bench/client.mjs";
import { newPerson } from "../support/people.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const FEW = Number(process.env.SIGN_INS ?? 100);
const AT_ONCE = 16;
/** Fewer requests than in the first round, so that memory can grow only by a leak. */
const AFTERWARDS = 8;
const MIB = 2 ** 20;

const world = await openWorld({ settings: NO_LIMITS });
after(() => world.dispose());
const memory = async () => (await world.worker.fetch("/", { headers: { "x-test-tell": "memory" } })).json();

test(`memory: is the same after ${FEW} sign-ins, ${AT_ONCE} at once, and after ten times as many, ${AFTERWARDS} at once`, async (context) => {
  const people = Array.from({ length: AT_ONCE }, newPerson);
  for (const person of people) assert.equal((await world.session.signUp(person)).status, 201);
  const signIn = async () => {
    const person = people.pop();
    const answer = await world.session.signIn(person);
    people.unshift(person);
    assert.equal(answer.status, 200, answer.text);
  };
  await inParallel(FEW, AT_ONCE, signIn);
  const before = await memory();
  await inParallel(9 * FEW, AFTERWARDS, signIn);
  const afterwards = await memory();
  context.diagnostic(`${(before / MIB).toFixed(1)} MiB, then ${(afterwards / MIB).toFixed(1)} MiB`);
  assert.equal(afterwards, before);
  assert.ok(before > 7 * MIB && before < 32 * MIB, "Argon2's 7 MiB of this profile, and little else");
});
