// Concurrent sign-ups: fifty with one address, over a D1 that takes 5 to 30 ms before and after each call.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { assertOneWinner, succeeded, tally, together } from "../support/contest.mjs";
import { rows, rowsWith } from "../support/database.mjs";
import { newAddress, newPassword, newPerson } from "../support/people.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker({ delay: [5, 30] });
after(() => worker.dispose());
const clients = clientsOf(worker);
const clientFor = (i) => clients[dialectNames[i % dialectNames.length]];
const ROUNDS = 20;

test(`each of ${ROUNDS} rounds of 50 sign-ups over all dialects has one winner and makes one account`, async () => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const person = newPerson();
    const spelled = (i) => (i % 2 ? person.email : person.email.toUpperCase());
    const passwords = Array.from({ length: 50 }, () => newPassword());
    const answers = await together(50, (i) =>
      clientFor(i).signUp({ ...person, email: spelled(i), password: passwords[i], ip: newAddress() }));
    assertOneWinner(answers, round);
    assert.equal((await rowsWith(worker.d1, [person.email])).filter(({ table }) => table === "accounts").length, 1);
    const winner = answers.findIndex(succeeded);
    const entered = await clients.session.signIn({ ...person, password: passwords[winner] });
    assert.equal(entered.status, 200, "the winner's password is the account's");
    assert.equal((await clients.session.session(answers[winner].token)).status, 200);
    for (const { status } of answers.filter((answer) => !succeeded(answer))) assert.ok([401, 409].includes(status), JSON.stringify(tally(answers)));
  }
  const [accounts, passwords] = await Promise.all(["accounts", "passwords"].map((table) => rows(worker.d1, table)));
  assert.deepEqual([accounts.length, passwords.length], [ROUNDS, ROUNDS]);
});

test("sign-up: fifty people at once each get an account", async () => {
  const answers = await together(50, (i) => clientFor(i).signUp(newPerson()));
  assert.equal(answers.filter(succeeded).length, 50, JSON.stringify(tally(answers)));
});

test("sign-up: of fifty claims of one username at once one succeeds", async () => {
  const { session } = clients;
  const people = await together(50, () => session.signUp(newPerson()));
  const username = `taken-${Date.now()}`;
  const answers = await together(50, (i) => session.updateUser(people[i].token, { username }));
  assertOneWinner(answers);
  assert.equal((await rows(worker.d1, "accounts")).filter((row) => row.username === username).length, 1);
});
