// Fifty refreshes of one token at once: no fork, nobody thrown out.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { tally, together } from "../support/contest.mjs";
import { rows } from "../support/database.mjs";
import { newPerson } from "../support/people.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker({ delay: [5, 30] });
after(() => worker.dispose());
const { session, cookie } = clientsOf(worker);
const ROUNDS = 20;

const liveHeads = async (sessionId) =>
  (await rows(worker.d1, "refresh_tokens")).filter((row) => row.session_id === sessionId && row.spent_at === null).length;

test(`in each of ${ROUNDS} rounds 50 refreshes give one successor and 50 usable sessions`, async () => {
  const start = await cookie.signUp(newPerson());
  const { sid } = decodeToken(start.token).claims;
  let { refreshToken } = start;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const answers = await together(50, () => cookie.refresh(refreshToken));
    assert.deepEqual(tally(answers), { 204: 50 }, `round ${round}`);
    const successors = new Set(answers.map((answer) => answer.refreshToken));
    assert.equal(successors.size, 1, `round ${round}`);
    const checks = await together(50, (i) => session.session(answers[i].token));
    assert.deepEqual(tally(checks), { 200: 50 }, `round ${round}`);
    assert.equal(await liveHeads(sid), 1, `round ${round}`);
    [refreshToken] = successors;
  }
});

test("refreshes that race a sign-out leave no session behind", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { token, refreshToken } = await cookie.signUp(newPerson());
    const { sid } = decodeToken(token).claims;
    const answers = await together(20, (i) =>
      i === 10 ? cookie.signOut({ access_token: token, refresh_token: refreshToken }) : cookie.refresh(refreshToken));
    assert.ok(answers.every(({ status }) => [204, 401].includes(status)), JSON.stringify(tally(answers)));
    for (const answer of answers) {
      if (answer.token) assert.equal((await session.session(answer.token)).status, 401);
    }
    assert.equal(await liveHeads(sid), 0);
  }
});

test("a spent token and its used successor at once end the session for both", async () => {
  for (let round = 0; round < 5; round += 1) {
    const first = await cookie.signUp(newPerson());
    const second = await cookie.refresh(first.refreshToken);
    const third = await cookie.refresh(second.refreshToken);
    const answers = await Promise.all([cookie.refresh(first.refreshToken), cookie.refresh(third.refreshToken)]);
    assert.equal(answers[0].status, 401);
    const { sid } = decodeToken(first.token).claims;
    assert.equal(await liveHeads(sid), 0);
    for (const { token } of [third, answers[1]]) {
      if (token) assert.equal((await session.session(token)).status, 401);
    }
  }
});
