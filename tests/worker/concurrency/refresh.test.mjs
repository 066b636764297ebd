// Concurrent refreshes: fifty of one token neither fork the chain nor end the session. And sign-ins beyond the limit of
// sessions.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
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

/** Generation of a session's refresh tokens; 0 if the session has ended. */
const generation = async (sessionId) =>
  (await rows(worker.d1, "sessions")).find(({ id }) => id === sessionId)?.refresh_generation ?? 0;

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
    assert.equal(await generation(sid), round + 1, `round ${round}`);
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
    assert.equal(await generation(sid), 0);
  }
});

/** Session in the former version's format: its refresh token, and the previous one. */
async function formerBrowser() {
  const { token } = await session.signUp(newPerson());
  const { sid } = decodeToken(token).claims;
  const [previous, live] = [0, 1].map(() => `rt.${sid}.${randomBytes(32).toString("base64url")}`);
  const hash = (text) => createHash("sha256").update(text).digest("base64url");
  const now = Math.floor(Date.now() / 1000);
  const insert = worker.d1.prepare("INSERT INTO refresh_tokens (token_hash, session_id, successor_hash, created_at, spent_at) VALUES (?, ?, ?, ?, ?)");
  await insert.bind(hash(previous), sid, hash(live), now, now).run();
  await insert.bind(hash(live), sid, null, now, null).run();
  return [live, previous];
}

test(`in each of ${ROUNDS} rounds a former token and the one before it give one successor`, async () => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const former = await formerBrowser();
    const answers = await together(20, (i) => cookie.refresh(former[i % 2]));
    assert.deepEqual(tally(answers), { 204: 20 }, `round ${round}`);
    const [first, ...others] = new Set(answers.map(({ refreshToken }) => refreshToken));
    assert.deepEqual(others, [], `round ${round}`);
    const second = await together(20, () => cookie.refresh(first));
    assert.deepEqual(tally(second), { 204: 20 }, `round ${round}`);
    assert.equal(new Set(second.map(({ refreshToken }) => refreshToken)).size, 1, `round ${round}`);
    assert.equal((await cookie.refresh(former[round % 2])).status, 401, `round ${round}`);
  }
});

test(`in each of ${ROUNDS} rounds 5 sign-ins at once leave 100 sessions at most`, async () => {
  const person = newPerson();
  await session.signUp(person);
  const fill = "INSERT INTO sessions (id, account_id, method, platform, created_at, authenticated_at, last_used_at, ends_at) " +
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 98) " +
    "SELECT 'fill-' || i, accounts.id, 'password', 'x', 1, 1, 1, 4000000000 FROM n, accounts WHERE email = ?";
  await worker.d1.prepare(fill).bind(person.email).run();
  const { user } = (await session.signIn(person)).body;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const answers = await together(5, () => session.signIn(person));
    assert.deepEqual(tally(answers), { 200: 5 }, `round ${round}`);
    const left = (await rows(worker.d1, "sessions")).filter(({ account_id: id }) => id === user.id);
    assert.equal(left.length, 100, `round ${round}`);
    for (const { token } of answers) assert.equal((await session.session(token)).status, 200, `round ${round}`);
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
    assert.equal(await generation(sid), 0);
    for (const { token } of [third, answers[1]]) {
      if (token) assert.equal((await session.session(token)).status, 401);
    }
  }
});
