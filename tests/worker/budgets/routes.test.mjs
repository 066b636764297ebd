// Round-trip budgets of the routes. `send` enforces them in every test; here: each route has one, and a budget that is
// too small fails.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { newPerson } from "../support/people.mjs";
import { root } from "../support/project.mjs";
import { BUDGETS, budgetOf, checkBudget } from "../support/trip_budgets.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());

/** Routes in the source code, such as "POST /auth/login". */
function routes() {
  const folder = join(root, "src");
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".rs"));
  const source = files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  return [...source.matchAll(/route!\(\s*[\w:]+,\s*([A-Z]+)\s+"([^"]+)",/g)].map(([, method, path]) => `${method} ${path}`);
}

test("budgets: every route has one, and every budget has a route", () => {
  const found = [...new Set(routes())].sort();
  assert.ok(found.length > 70);
  assert.deepEqual(Object.keys(BUDGETS).sort(), found);
});

test("budgets: allow at most a session check and three trips to D1, and one to KV", () => {
  const { "GET /api/auth/callback/:provider": contested, "POST /recovery": password, "POST /recovery/passkey": passkey, ...rest } = BUDGETS;
  const { "POST /check-email/new-address": typed, ...others } = rest;
  for (const [route, [d1, kv]] of Object.entries(others)) assert.ok(d1 <= 4 && kv <= 1, route);
  for (const longest of [contested, password, passkey, typed]) assert.deepEqual(longest, [5, 0]);
});

test("budgets: apply by route, and not to requests without one", () => {
  assert.deepEqual(budgetOf("HEAD", "/api/auth/session?x=1"), BUDGETS["GET /api/auth/session"]);
  assert.deepEqual(budgetOf("DELETE", "/api/auth/sessions/45314ce9"), BUDGETS["DELETE /api/auth/sessions/:id"]);
  assert.deepEqual(budgetOf("POST", "/api/v1/auth/signin/"), BUDGETS["POST /api/v1/auth/signin"]);
  assert.deepEqual(budgetOf("GET", "/nowhere"), [0, 0]);
  const [d1, kv] = BUDGETS["POST /api/auth/sign-in"];
  checkBudget("POST", "/api/auth/sign-in", { calls: d1, kvCalls: kv });
  assert.throws(() => checkBudget("POST", "/api/auth/sign-in", { calls: d1 + 1, kvCalls: kv }), /3 trips to D1.*2/);
  checkBudget("GET", "/api/auth/session", { status: 401, calls: 2, kvCalls: 0 }, { replicas: true });
  assert.throws(() => checkBudget("GET", "/api/auth/session", { status: 200, calls: 2, kvCalls: 0 }, { replicas: true }), /D1/);
  assert.throws(() => checkBudget("GET", "/api/auth/session", { status: 401, calls: 2, kvCalls: 0 }), /D1/);
  assert.throws(() => checkBudget("GET", "/magic-link?token=x", { calls: 0, kvCalls: 2 }), /KV/);
});

test("reported trips: are the trips made", async () => {
  const { calls, kvCalls, token } = await world.session.signUp(newPerson());
  assert.deepEqual([calls, kvCalls], [1, 0]);
  assert.equal((await world.session.session(token)).calls, 1);
});
