// Concurrent guesses: of a hundred at once, ten count.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { tally, together } from "../support/contest.mjs";
import { newAddress, newPerson } from "../support/people.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker({ delay: [5, 30] });
after(() => worker.dispose());
const clients = clientsOf(worker);
const clientFor = (i) => clients[dialectNames[i % dialectNames.length]];

function assertTenChecked(answers) {
  const counts = tally(answers);
  assert.deepEqual(Object.keys(counts).sort(), ["401", "429"], JSON.stringify(counts));
  assert.ok(counts[401] <= 10, JSON.stringify(counts));
}

for (const [label, signUpFirst] of [["an account", true], ["an address without an account", false]]) {
  test(`of 100 guesses at ${label} at once, ten at most reach the check`, async () => {
    const person = newPerson();
    if (signUpFirst) await clients.session.signUp(person);
    const answers = await together(100, (i) => clientFor(i).signIn({ ...person, ip: newAddress(), password: `guess number ${i}` }));
    assertTenChecked(answers);
    assert.equal((await clients.session.signIn({ ...person, ip: newAddress() })).status, 429);
  });
}

test("of 100 guesses at change-password at once, ten at most reach the check", async () => {
  const { token } = await clients.session.signUp(newPerson());
  assertTenChecked(await together(100, (i) => clients.session.changePassword(token, `guess number ${i}`, "a new password")));
});

test("of 200 guesses from one address at once, fifty at most reach the check", async () => {
  const ip = newAddress();
  const counts = tally(await together(200, (i) => clientFor(i).signIn({ ...newPerson(), ip })));
  assert.deepEqual(Object.keys(counts).sort(), ["401", "429"], JSON.stringify(counts));
  assert.ok(counts[401] <= 50, JSON.stringify(counts));
});

test("fifty right sign-ins at once are all answered, and the next works", async () => {
  const person = newPerson();
  await clients.session.signUp(person);
  const counts = tally(await together(50, (i) => clientFor(i).signIn({ ...person, ip: newAddress() })));
  for (const status of Object.keys(counts)) assert.ok(["200", "204", "429"].includes(status), JSON.stringify(counts));
  const stranger = newPerson();
  assert.equal((await clients.session.signUp(stranger)).status, 201);
});
