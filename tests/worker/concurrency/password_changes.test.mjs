// Change of password and deletion of the account, during concurrent sign-ins.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { tally, together } from "../support/contest.mjs";
import { rowsWith } from "../support/database.mjs";
import { newAddress, newPerson } from "../support/people.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker({ delay: [5, 30] });
after(() => worker.dispose());
const clients = clientsOf(worker);
const { session, cookie } = clients;

const signIn = (person, i) => clients[dialectNames[i % dialectNames.length]].signIn({ ...person, ip: newAddress() });
const alive = async (token) => (await session.session(token)).status === 200;

/** Runs `act` while nine sign-ins and nine refreshes are at every stage; returns all their answers. */
async function amidSignIns(person, refreshToken, act) {
  const [done, ...others] = await Promise.all([
    act(),
    ...Array.from({ length: 9 }, (_, i) => pause(30 * i).then(() => signIn(person, i))),
    ...Array.from({ length: 9 }, (_, i) => pause(30 * i).then(() => cookie.refresh(refreshToken))),
  ]);
  assert.equal(done.status, 200, done.text);
  const counts = tally(others);
  for (const status of Object.keys(counts)) assert.ok(["200", "204", "401"].includes(status), JSON.stringify(counts));
  return others;
}

test("password change: no session of the old password survives", async () => {
  for (let round = 0; round < 10; round += 1) {
    const person = newPerson();
    const { token } = await session.signUp(person);
    const { refreshToken } = await cookie.signIn(person);
    const others = await amidSignIns(person, refreshToken, () => session.changePassword(token, person.password, "a new password"));
    for (const other of others) if (other.token) assert.equal(await alive(other.token), false, `round ${round}`);
    assert.ok(await alive(token));
    const { body } = await session.sessions(token);
    assert.equal(body.sessions.length, 1);
  }
});

test("deletion: concurrent requests bring nothing back", async () => {
  for (let round = 0; round < 10; round += 1) {
    const person = newPerson();
    const { token } = await session.signUp(person);
    const { refreshToken } = await cookie.signIn(person);
    const others = await amidSignIns(person, refreshToken, () => session.deleteUser(token));
    for (const other of others) if (other.token) assert.equal(await alive(other.token), false, `round ${round}`);
    assert.deepEqual(await rowsWith(worker.d1, [decodeToken(token).claims.sub, person.email]), []);
  }
});

test("password change: of two at once one wins, and its password is valid", async () => {
  for (let round = 0; round < 5; round += 1) {
    const person = newPerson();
    const { token } = await session.signUp(person);
    const passwords = ["the first new password", "the second new password"];
    const answers = await together(2, (i) => session.changePassword(token, person.password, passwords[i]));
    assert.deepEqual(tally(answers), { 200: 1, 401: 1 });
    const winner = answers.findIndex(({ status }) => status === 200);
    for (const [i, password] of [...passwords, person.password].entries()) {
      const { status } = await session.signIn({ ...person, ip: newAddress(), password });
      assert.equal(status, i === winner ? 200 : 401, password);
    }
  }
});
