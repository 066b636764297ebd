// Tests of the stale KV double: small workers that decide by KV, which it must expose, and the real worker with a guard
// cut out of its statements.
import assert from "node:assert/strict";
import { test } from "node:test";
import { send } from "../clients/http.mjs";
import { inTurn, redemptions } from "../support/redemptions.mjs";
import { elsewhere, onceDespite, wipe } from "../support/stale_kv.mjs";
import { startWorker } from "../support/worker.mjs";
import { NO_LIMITS, openWorld } from "../support/world.mjs";

const handler = (routes) => `
const yes = (value) => new Response(value ?? "", { status: 200 });
const no = () => new Response("", { status: 400 });
const routes = { ${routes} };
export default { async fetch(request, { KV, DB }) {
  const { pathname, searchParams } = new URL(request.url);
  return routes[pathname](KV, searchParams.get("id"), DB);
} }`;

/** Token that is valid as long as KV has it. */
const GOOD_WHILE_KEPT = handler(`
  "/make": async (KV, id) => { await KV.put(id, "open"); return yes(); },
  "/redeem": async (KV, id) => { if (!(await KV.get(id))) return no(); await KV.delete(id); return yes(); }`);

/** Token that is valid until KV has a mark that it is spent. */
const GOOD_UNTIL_MARKED = handler(`
  "/make": async () => yes(),
  "/redeem": async (KV, id) => { if (await KV.get("spent:" + id)) return no(); await KV.put("spent:" + id, "1"); return yes(); }`);

/** Token that D1 spends once, but only if KV still knows it. */
const FOUND_BY_KV = handler(`
  "/make": async (KV, id, DB) => { await DB.prepare("INSERT INTO tokens VALUES (?, 0)").bind(id).run(); await KV.put(id, "open"); return yes(); },
  "/redeem": async (KV, id, DB) => {
    if (!(await KV.get(id))) return no();
    const { results } = await DB.prepare("UPDATE tokens SET spent = 1 WHERE id = ? AND spent = 0 RETURNING id").bind(id).all();
    return results.length ? yes() : no();
  }`);

/** Token that D1 alone spends. */
const RIGHT = handler(`
  "/make": async (KV, id, DB) => { await DB.prepare("INSERT INTO tokens VALUES (?, 0)").bind(id).run(); return yes(); },
  "/redeem": async (KV, id, DB) => {
    const { results } = await DB.prepare("UPDATE tokens SET spent = 1 WHERE id = ? AND spent = 0 RETURNING id").bind(id).all();
    return results.length ? yes() : no();
  }`);

const migrations = ["CREATE TABLE tokens (id TEXT, spent INTEGER)"];
const names = Object.keys(onceDespite);
const [LATE, UNSEEN, REWOUND, WIPED, DOWN] = names;

/** Conditions that expose each worker. */
const verdicts = [
  ["a token good while KV keeps it", GOOD_WHILE_KEPT, [LATE, UNSEEN, REWOUND, WIPED, DOWN]],
  ["a token good until KV marks it", GOOD_UNTIL_MARKED, [LATE, UNSEEN, REWOUND, WIPED, DOWN]],
  ["a token that must be found in KV", FOUND_BY_KV, [LATE, WIPED, DOWN]],
  ["a token that D1 alone spends", RIGHT, []],
];

let made = 0;
for (const [name, source, caughtBy] of verdicts) {
  test(`${name} is caught by ${caughtBy.length} of the ${names.length} conditions`, async () => {
    const worker = await startWorker({ source, migrations });
    try {
      const caught = [];
      for (const [condition, holds] of Object.entries(onceDespite)) {
        const prepare = async () => {
          const id = `token-${(made += 1)}`;
          await send(worker, "GET", `/make?id=${id}`);
          return (headers) => send(worker, "GET", `/redeem?id=${id}`, { headers });
        };
        await holds(worker, prepare).catch(() => caught.push(condition));
      }
      assert.deepEqual(caught, caughtBy);
    } finally {
      await worker.dispose();
    }
  });
}

/** Approval and session in KV, a common design. */
const APPROVED_IN_KV = handler(`
  "/approve": async (KV, id) => { await KV.put(id, "approved"); return yes(); },
  "/poll": async (KV, id) => ((await KV.get(id)) === "approved" ? yes() : no()),
  "/revoke": async (KV, id) => { await KV.delete(id); return yes(); }`);

test("an approval kept in KV is seen not to reach another location, and to outlive its revocation there", async () => {
  const worker = await startWorker({ source: APPROVED_IN_KV, migrations });
  const ask = async (path, headers) => (await send(worker, "GET", `${path}?id=1`, { headers })).status;
  try {
    assert.equal(await ask("/poll", elsewhere), 400);
    await ask("/approve");
    assert.deepEqual([await ask("/poll"), await ask("/poll", elsewhere)], [200, 400]);
    await worker.restart({ clockOffset: 100 });
    assert.equal(await ask("/poll", elsewhere), 200, "a hundred seconds later it is everywhere");
    await ask("/revoke");
    assert.deepEqual([await ask("/poll"), await ask("/poll", elsewhere)], [400, 200]);
    await wipe(worker.kv);
    assert.equal(await ask("/poll"), 400);
  } finally {
    await worker.dispose();
  }
});

/**
 * Guards of the worker, each cut out of its SQL, and the item that can then be redeemed twice. Magic links and
 * approvals are looked up before they are spent, so a missing guard among their two shows only in a race.
 */
const cuts = [
  ["pick-up of a login", "SELECT state = 'approved' AND expires_at > ?3", "SELECT state <> 'pending' AND expires_at > ?3"],
  ["pairing code", "kind = 'pairing' AND state = 'pending' AND", "kind = 'pairing' AND"],
  [
    "verification code",
    "WHERE code_hash = ?10 AND code_guesses <= ?4 AND account_id = ?7 AND kind = 'verify-email' AND spent_by IS NULL",
    "WHERE code_hash = ?10 AND code_guesses <= ?4 AND account_id = ?7 AND kind = 'verify-email'",
  ],
];

for (const [thing, from, to] of cuts) {
  test(`without "${from}" the ${thing} is seen to be redeemed twice`, async () => {
    const world = await openWorld({ settings: NO_LIMITS, patch: [from, to] });
    try {
      const prepare = async (headers) => inTurn(await redemptions[thing](world, headers));
      await assert.rejects(() => onceDespite[REWOUND](world.worker, prepare), /after the rewind/);
    } finally {
      await world.dispose();
    }
  });
}
