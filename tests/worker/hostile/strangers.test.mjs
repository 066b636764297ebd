// Account enumeration: trying an address reveals nothing about it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { newAddress, newPerson } from "../support/people.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker({ settings: { PASSWORD_PROFILE: "m19456" } });
after(() => worker.dispose());
const clients = clientsOf(worker);

// Headers that differ anyway. Rows read are a test's count, invisible to clients.
const OF_EVERY_REQUEST = ["date", "x-request-id", "x-test-rows-read"];

/** Visible parts of an answer, except those that always differ and the given headers. */
const visible = ({ status, text, headers }, without = []) =>
  ({ status, text, headers: [...headers].filter(([name]) => ![...OF_EVERY_REQUEST, ...without].includes(name)).sort() });
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

for (const dialect of dialectNames) {
  const client = clients[dialect];

  test(`${dialect}: a wrong password and an unknown address get the same bytes and round trips`, async () => {
    const known = newPerson();
    await client.signUp(known);
    const wrong = await client.signIn({ ...known, password: "a wrong password" });
    const unknown = await client.signIn(newPerson());
    assert.equal(wrong.status, 401);
    assert.deepEqual(visible(unknown), visible(wrong));
  });

  test(`${dialect}: a wrong password and an unknown address take the same time`, async () => {
    const times = { known: [], unknown: [] };
    const time = async (list, person) => {
      const start = performance.now();
      await client.signIn({ ...person, ip: newAddress(), password: "a wrong password" });
      list.push(performance.now() - start);
    };
    for (let i = 0; i < 3; i += 1) {
      const known = newPerson();
      await client.signUp(known);
      for (let n = 0; n < 9; n += 1) {
        await time(times.known, known);
        await time(times.unknown, newPerson());
      }
    }
    const [known, unknown] = [median(times.known), median(times.unknown)];
    assert.ok(unknown > 0.7 * known && unknown < 1.4 * known, `known ${known} ms, unknown ${unknown} ms`);
  });

  test(`${dialect}: known and unknown addresses get the same 429 after ten failures`, async () => {
    const known = newPerson();
    await client.signUp(known);
    const answers = await Promise.all([known, newPerson()].map(async (person) => {
      for (let i = 0; i < 10; i += 1) await client.signIn({ ...person, ip: newAddress(), password: "a wrong password" });
      return client.signIn({ ...person, ip: newAddress() });
    }));
    // The two series ran in parallel, so their waits and call counts may differ by one.
    const [first, second] = answers.map((answer) => visible(answer, ["retry-after", "x-test-d1-calls"]));
    assert.equal(first.status, 429);
    assert.deepEqual(first, second);
  });
}
