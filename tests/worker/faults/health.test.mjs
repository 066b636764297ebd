// Health check, and a worker on a database that lacks migrations.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { bearerHeader, send } from "../clients/http.mjs";
import { eventually } from "../support/database.mjs";
import { newPerson } from "../support/people.mjs";
import { root } from "../support/project.mjs";
import { assertError } from "../support/shapes.mjs";
import { openWorld } from "../support/world.mjs";

const UNWELL = { status: "unavailable", error: "SERVICE_UNAVAILABLE", message: "The service is not available" };
const world = await openWorld();
after(() => world.dispose());
const { worker, session } = world;
const healthz = (options) => send(worker, "GET", "/healthz", options);

test("/healthz: 200 to anybody, never cached", async () => {
  const answer = await healthz();
  assert.deepEqual([answer.status, answer.body], [200, { status: "ok" }]);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal((await send(worker, "HEAD", "/healthz")).text, "");
});

test("/healthz: 200 without KV", async () => {
  assert.equal((await healthz({ headers: { "x-test-kv": "down" } })).status, 200);
});

test("/healthz: 503 if D1 is down, with the reason in the log alone", async () => {
  for (const headers of [{ "x-test-d1": "down" }, { "x-test-fail-call": "2" }]) {
    const answer = await healthz({ headers });
    assert.deepEqual([answer.status, answer.body], [503, UNWELL]);
  }
  const says = (line) => line.includes('"unhealthy"') && line.includes("the network is gone");
  await eventually(() => assert.equal(worker.logs().split("\n").filter(says).length, 2));
});

/** Tables that each migration creates first, by its number: one made again by a later migration is not listed there. */
const made = {};
for (const name of readdirSync(join(root, "migrations")).sort()) {
  const sql = readFileSync(join(root, "migrations", name), "utf8");
  const known = Object.values(made).flat();
  const tables = [...sql.matchAll(/^CREATE TABLE (\w+)/gm)].map(([, table]) => table);
  made[Number(name.slice(0, 4))] = tables.filter((table) => !known.includes(table));
}

/** One route with a session in each dialect. */
const ROUTES = {
  bearer: (token) => send(worker, "POST", "/auth/pair", { body: { code: "ABC123" }, headers: bearerHeader(token) }),
  session: (token) => session.session(token),
  passwordless: (token) => send(worker, "POST", "/auth/email", { body: { email: newPerson().email }, headers: bearerHeader(token) }),
  cookie: (token) => send(worker, "POST", "/api/v1/auth/verify-email/", { body: { verification_code: "000000" }, headers: bearerHeader(token) }),
};

test("/healthz: 503 under any older schema; no valid token is called invalid", async () => {
  const { token } = await session.signUp(newPerson());
  const newest = Math.max(...Object.keys(made));
  assert.ok(newest >= 11);
  for (let version = newest - 1; version >= 1; version -= 1) {
    for (const table of made[version + 1].toReversed()) await worker.d1.prepare(`DROP TABLE "${table}"`).run();
    if (version > 10) await worker.d1.prepare("UPDATE schema_version SET version = ?").bind(version).run();
    const before = worker.logs().length;
    assert.deepEqual([(await healthz()).status, (await healthz()).body], [503, UNWELL], `at ${version}`);
    const found = version > 10 ? `at ${version}` : "at 10 or before";
    await eventually(() => assert.ok(worker.logs().slice(before).includes(`the schema is ${found}, this worker needs ${newest}: apply the migrations`)));
    for (const [dialect, ask] of Object.entries(ROUTES)) {
      const answer = await ask(token);
      assert.notEqual(answer.status, 401, `${dialect} at ${version}: ${answer.text}`);
      if (answer.status >= 500) assertError(answer, dialect, 503);
    }
    // Its statement reads the second factor, which migration 8 added.
    if (version < 8) assertError(await session.session(token), "session", 503, "SERVICE_UNAVAILABLE");
  }
});
