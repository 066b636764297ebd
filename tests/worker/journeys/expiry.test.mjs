// Scheduled sweep: expired rows go, live ones stay, in bounded batches.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { rows } from "../support/database.mjs";
import { shownCode, startedLogin } from "../support/redemptions.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const world = await openWorld({ settings: NO_LIMITS });
after(() => world.dispose());
const { worker, session, passwordless, mail, pages, isAlive } = world;
const TABLES = ["sessions", "one_time_tokens", "authorizations", "attempts"];
const DAY = 86_400;

const count = async (table) => (await rows(worker.d1, table)).length;
const counts = async () => Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, await count(table)])));

/** Person with a live row in each of the tables. */
async function everything() {
  const account = await world.registered();
  const login = await startedLogin(world, {}, account);
  await session.sendMagicLink(account.email);
  const magic = await mail.next(account.email, "magic-link");
  const device = await shownCode(world);
  return { account, login, magic, device };
}

test("clean-up: keeps every row that has not expired", async () => {
  const { account, login, magic, device } = await everything();
  const before = await counts();
  assert.ok(TABLES.every((table) => before[table] > 0), JSON.stringify(before));
  await worker.schedule();
  assert.deepEqual(await counts(), before);
  assert.ok(await isAlive(account.token));
  assert.equal((await session.magicLink(magic.token)).status, 200);
  assert.equal((await passwordless.poll(device.authId)).status, 400);
  assert.equal((await pages.submit("/approve-login", { token: login.token, decision: "confirm" })).status, 400, "the magic link was the first proof");
});

test("clean-up: removes expired rows of each table and keeps the others", async () => {
  await everything();
  const ends = [[16 * 60, ["authorizations", "attempts"]], [DAY + 60, ["one_time_tokens"]], [30 * DAY + 60, ["sessions"]]];
  const alive = new Set(TABLES);
  for (const [clockOffset, over] of ends) {
    await worker.restart({ clockOffset });
    await worker.schedule();
    for (const table of over) alive.delete(table);
    const left = await counts();
    for (const table of TABLES) assert.equal(left[table] > 0, alive.has(table), `${table} after ${clockOffset} s: ${left[table]}`);
  }
  assert.ok((await count("accounts")) > 0, "accounts have no end");
  await worker.restart({ clockOffset: 0 });
});

test("clean-up: removes thousands of rows in one event, and a second event removes the rest", async () => {
  const insert = "INSERT INTO attempts (subject, count, resets_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) SELECT 'old:' || i, 1, 1 FROM n";
  await worker.d1.prepare(insert).run();
  await worker.schedule();
  const left = await count("attempts");
  assert.ok(left < 7000, `one event took ${12_000 - left}`);
  await worker.schedule();
  assert.equal(await count("attempts"), 0);
});

test("clean-up: a failing database does not end the worker", async () => {
  await worker.d1.prepare("ALTER TABLE attempts RENAME TO hidden").run();
  await worker.schedule().catch(() => {});
  await worker.d1.prepare("ALTER TABLE hidden RENAME TO attempts").run();
  assert.match(worker.logs(), /no such table|unavailable|d1/i);
  await world.signedUp();
});
