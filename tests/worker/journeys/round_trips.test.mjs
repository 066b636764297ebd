// D1 calls of each request before its answer.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { after, beforeEach, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { cookieHeader } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const clients = clientsOf(worker);
const { session, cookie } = clients;

// Waits for background calls, which would be counted to the next request.
beforeEach(() => pause(100));
async function cost(request) {
  const answer = await request();
  await pause(100);
  return answer;
}

for (const dialect of dialectNames) {
  const client = clients[dialect];
  const known = newPerson();

  test(`${dialect}: a sign-up costs 1, a sign-in 2, refused ones at most 2`, async () => {
    const signUp = await cost(() => client.signUp(known));
    const signIn = await cost(() => client.signIn(known));
    const taken = await cost(() => client.signUp(known));
    const wrong = await cost(() => client.signIn({ ...known, password: "a wrong password" }));
    const unknown = await cost(() => client.signIn(newPerson()));
    assert.ok(signUp.token && signIn.token, signIn.text);
    assert.equal(signUp.calls, 1, "sign-up");
    assert.equal(signIn.calls, 2, "sign-in");
    assert.ok(!taken.token && !wrong.token && !unknown.token);
    assert.ok(taken.calls >= 1 && taken.calls <= 2, `taken address: ${taken.calls}`);
    assert.ok(wrong.calls >= 1 && wrong.calls <= 2, `wrong password: ${wrong.calls}`);
    assert.equal(unknown.calls, wrong.calls, "an unknown address costs as much as a known one");
  });

  test(`${dialect}: a session check costs 1, as bearer and as cookie; refused it costs at most 1`, async () => {
    const { token } = await client.signIn(known);
    await pause(100);
    const checks = [
      await cost(() => session.session(token)),
      await cost(() => session.session(undefined, { headers: cookieHeader({ access_token: token }) })),
    ];
    assert.deepEqual(checks.map(({ status, calls }) => [status, calls]), [[200, 1], [200, 1]]);
    const refused = await cost(() => session.session(`${token}x`));
    assert.deepEqual([refused.status, refused.calls], [401, 0]);
  });
}

test("a sign-out costs 1 in both dialects that have one, and no more without a session", async () => {
  const person = newPerson();
  const first = await session.signUp(person);
  const second = await cookie.signIn(person);
  await pause(100);
  const out = await cost(() => session.signOut(first.token));
  assert.deepEqual([out.status, out.calls], [200, 1]);
  const left = await cost(() => cookie.signOut({ access_token: second.token, refresh_token: second.refreshToken }));
  assert.deepEqual([left.status, left.calls], [204, 1]);
  assert.equal((await session.session(second.token)).status, 401);
  const idle = await cost(() => cookie.signOut());
  assert.equal(idle.status, 204);
  assert.ok(idle.calls <= 1, `without a session: ${idle.calls}`);
});

test("a refresh costs 1, again within the grace too", async () => {
  const { refreshToken } = await cookie.signUp(newPerson());
  await pause(100);
  const first = await cost(() => cookie.refresh(refreshToken));
  assert.deepEqual([first.status, first.calls], [204, 1]);
  const again = await cost(() => cookie.refresh(refreshToken));
  assert.deepEqual([again.status, again.refreshToken], [204, first.refreshToken]);
  assert.ok(again.calls <= 2, `within the grace: ${again.calls}`);
});
