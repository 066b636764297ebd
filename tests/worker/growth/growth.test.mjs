// Growth: an operation reads as many rows among many people as it does with one, by D1's own count for each statement.
// GROWTH=1000000 makes a population of a million, which takes minutes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bearerHeader, send } from "../clients/http.mjs";
import { giveRole } from "../support/operators.mjs";
import { newPerson } from "../support/people.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";
import { addPopulation, addLitter } from "./population.mjs";

const PEOPLE = Number(process.env.GROWTH ?? 100_000);
const SWEPT_AT_MOST = 20 * 500; // rows of a table in one run: see src/flows/expiry.rs and src/store/batches/expiry.rs

const settings = { ...NO_LIMITS };
const worlds = { alone: await openWorld({ settings, delay: [1, 2] }), populated: await openWorld({ settings, delay: [1, 2] }) };
after(() => Promise.all(Object.values(worlds).map((world) => world.dispose())));
before(() => addPopulation(worlds.populated.worker.d1, PEOPLE));

/**
 * Number of statements in an operation that sort the account's sessions, a sign-in to end those beyond the limit. A
 * sort's reads depend on the order of the rows.
 */
const SORTING = { "a list of sessions": 1, "a sign-in, dialect A": 2, "a sign-in, dialect B": 2, "a sign-in, dialect D": 2 };

/** Difference in rows read, by statement. */
function differences(one, other) {
  const [a, b] = [one, other].map((rowsRead) => rowsRead.split(",").map(Number));
  assert.equal(a.length, b.length, `${one} and ${other}`);
  return a.map((rows, at) => Math.abs(rows - b[at])).filter((difference) => difference > 0);
}

const inBoth = async (act) => {
  const read = {};
  for (const [name, world] of Object.entries(worlds)) read[name] = await act(world);
  return read;
};

const operations = {
  "a sign-up": async ({ session }) => session.signUp(newPerson()),
  "a sign-up with a taken address": async ({ session }, { known }) => session.signUp(known),
  "a sign-in, dialect A": async ({ bearer }, { known }) => bearer.signIn(known),
  "a sign-in, dialect B": async ({ session }, { known }) => session.signIn(known),
  "a sign-in, dialect D": async ({ cookie }, { known }) => cookie.signIn(known),
  "a wrong password": async ({ session }, { known }) => session.signIn({ ...known, password: "not the password" }),
  "an unknown address": async ({ session }) => session.signIn(newPerson()),
  "a session check": async ({ session }, { token }) => session.session(token),
  "a list of sessions": async ({ session }, { newcomer }) => session.sessions(newcomer),
  "a refresh": async ({ cookie }, { refreshToken }) => cookie.refresh(refreshToken),
  "a magic link asked for": async ({ session }, { known }) => session.sendMagicLink(known.email),
  "a login begun, dialect C": async ({ passwordless }, { known }) => passwordless.logIn({ ...known, username: "nobody" }),
  "a sign-out": async ({ session }, { token }) => session.signOut(token),
};

test(`every operation: reads as many rows among ${PEOPLE} accounts as alone`, async (context) => {
  const known = newPerson();
  const subjects = await inBoth(async ({ cookie, session }) => {
    const { refreshToken } = await cookie.signUp(known);
    const { token } = await session.signIn(known);
    const { token: newcomer } = await session.signUp(newPerson());
    return { known, token, newcomer, refreshToken };
  });
  for (const [name, act] of Object.entries(operations)) {
    await context.test(name, async () => {
      const answers = {};
      for (const [size, world] of Object.entries(worlds)) answers[size] = await act(world, subjects[size]);
      const { alone, populated } = answers;
      assert.ok(populated.status < 500, populated.text);
      assert.equal(populated.status, alone.status);
      for (const { rowsRead } of [alone, populated]) assert.match(rowsRead, /^\d+(,\d+)*$/, "D1 counts the rows it reads");
      if (!(name in SORTING)) return assert.equal(populated.rowsRead, alone.rowsRead);
      const found = differences(populated.rowsRead, alone.rowsRead);
      assert.ok(found.length <= SORTING[name] && found.every((rows) => rows <= 2), `${populated.rowsRead}, alone ${alone.rowsRead}`);
    });
  }
});

test(`operators: find and list people by a bounded number of rows among ${PEOPLE} accounts`, async (context) => {
  const { worker, session } = worlds.populated;
  const operator = newPerson();
  const { token } = await session.signUp(operator);
  await giveRole(worker, operator.email, "operator");
  const page = 25;
  for (const query of [
    "", "prefix=1", "prefix=nobody", `prefix=${PEOPLE - 1}@people`, "email=77%40people.test", "id=person-77", "externalId=none", "username=none",
    "status=active", "status=disabled",
  ]) {
    await context.test(query || "newest", async () => {
      const answer = await send(worker, "GET", `/api/admin/v1/users?limit=${page}&${query}`, { headers: bearerHeader(token) });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.calls, 1);
      // A person has a handful of rows: their password, factor, passkeys and identities.
      const most = (page + 1) * 12;
      assert.ok(answer.rowsRead.split(",").every((rows) => Number(rows) <= most), `${answer.rowsRead}, at most ${most} each`);
    });
  }
});

test("scheduled clean-up: reads expired rows only, whatever the number of accounts", async () => {
  const read = await inBoth(async ({ worker }) => {
    await worker.schedule();
    return (await worker.fetch("/", { headers: { "x-test-tell": "sweep" } })).json();
  });
  assert.ok(read.alone.length >= 7);
  assert.deepEqual(read.populated, read.alone);
});

test("scheduled clean-up: removes a bounded number of rows a run, and the next run continues", async () => {
  const { worker } = worlds.populated;
  const left = async () => (await worker.d1.prepare("SELECT count(*) AS n FROM attempts WHERE resets_at = 1").first()).n;
  await addLitter(worker.d1, SWEPT_AT_MOST + 700);
  await worker.schedule();
  assert.equal(await left(), 700);
  const read = await (await worker.fetch("/", { headers: { "x-test-tell": "sweep" } })).json();
  assert.ok(Math.max(...read) <= 10 * 500, `rows a statement read, of ${SWEPT_AT_MOST + 700} that were over: ${Math.max(...read)}`);
  await worker.schedule();
  assert.equal(await left(), 0);
});
