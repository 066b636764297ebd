// KV at its worst: eventually consistent, rewound, wiped, or down.
//
// A location sees its own writes at once, but another location's writes and deletions only after 90 seconds. Until then
// it sees the earlier value, or none. The development mailbox is exempt, since the tests read it.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../clients/http.mjs";
import { succeeded } from "./contest.mjs";

/** Module with the namespace of an instrumented worker. */
export const kvModule = `
const SETTLED = 90_000; // milliseconds
const writes = new Map(); // by key, oldest first: { at, by (a location), value (null: absent) }

/** Makes all writes visible to every location. */
export function settle() {
  writes.clear();
}

const isMail = (key) => key.startsWith("mailbox:");

// The worker crate checks this name.
export class KvNamespace {
  constructor(inner, request, pause) { Object.assign(this, { inner, request, pause }); }

  get(key) { return this.call(key, () => (isMail(key) ? this.inner.get(key) : this.recall(key))); }
  async getWithMetadata(key) { return { value: await this.get(key), metadata: null }; }
  put(key, value, options) { return this.call(key, () => this.write(key, value, () => this.inner.put(key, value, options))); }
  delete(key) { return this.call(key, () => this.write(key, null, () => this.inner.delete(key))); }
  list(options) { return this.call(options?.prefix ?? "", () => this.inner.list(options)); }

  async call(key, run) {
    if (isMail(key)) return run();
    try {
      await this.pause();
      if (this.request.kvIsDown) throw new Error("KV GET failed: 503 Service Unavailable");
      return await run();
    } finally {
      this.request.kvCalls += 1;
    }
  }

  async write(key, value, run) {
    if (isMail(key)) return run();
    if (!writes.has(key)) {
      const before = { at: -Infinity, by: null, value: await this.inner.get(key) };
      if (!writes.has(key)) writes.set(key, [before]);
    }
    writes.get(key).push({ at: Date.now(), by: this.request.location, value });
    return run();
  }

  async recall(key) {
    const known = writes.get(key) ?? [];
    const sees = ({ at, by }) => by === this.request.location || at <= Date.now() - SETTLED;
    return known.length === 0 || sees(known.at(-1)) ? this.inner.get(key) : known.findLast(sees).value;
  }
}
`;

/** Headers of a request at another location, and of one for which KV is down. */
export const elsewhere = { "x-test-location": "elsewhere" };
export const withoutKv = { "x-test-kv": "down" };

/** Waits for what the worker does after its answer. */
export const settled = () => sleep(100);

/** Makes all writes visible to every location. */
const seenEverywhere = (worker) => send(worker, "GET", "/", { headers: { "x-test-kv": "settle" } });

/** Saves every pair of KV except the mails, and restores them on request. */
async function snapshot(kv) {
  await settled();
  const pairs = [];
  for (const { name } of (await kv.list()).keys.filter(({ name }) => !name.startsWith("mailbox:"))) pairs.push([name, await kv.get(name)]);
  return pairs;
}

/** Removes every pair except the mails. */
export async function wipe(kv) {
  for (const [name] of await snapshot(kv)) await kv.delete(name);
}

async function rewind(kv, pairs) {
  await wipe(kv);
  for (const [name, value] of pairs) await kv.put(name, value);
}

/**
 * Conditions under which an item is still redeemed only once, whatever KV does. `prepare()` creates one and returns a
 * function that redeems it, with request headers.
 */
export const onceDespite = {
  async "a second location that sees 90 seconds late"(worker, prepare) {
    const redeem = await prepare();
    await settled();
    assertRedeemed(await redeem(elsewhere), "at another location");
    await settled();
    assertRefused(await redeem({}), "again, where it was made");
    assertRefused(await redeem(elsewhere), "again, where it was redeemed");
  },
  async "a redemption that the other location does not see"(worker, prepare) {
    const redeem = await prepare();
    await settled();
    await seenEverywhere(worker);
    assertRedeemed(await redeem({}), "where it was made");
    await settled();
    assertRefused(await redeem(elsewhere), "again, at another location");
  },
  async "KV rewound after the redemption"({ kv }, prepare) {
    const redeem = await prepare();
    const before = await snapshot(kv);
    assertRedeemed(await redeem({}), "first");
    await settled();
    await rewind(kv, before);
    assertRefused(await redeem({}), "after the rewind");
  },
  async "KV wiped before and after the redemption"({ kv }, prepare) {
    const redeem = await prepare();
    await wipe(kv);
    assertRedeemed(await redeem({}), "after the first wipe");
    await wipe(kv);
    assertRefused(await redeem({}), "after the second wipe");
  },
  async "KV down"(worker, prepare) {
    const redeem = await prepare(withoutKv);
    assertRedeemed(await redeem(withoutKv), "without KV");
    assertRefused(await redeem(withoutKv), "again, without KV");
    assertRefused(await redeem({}), "again, with KV");
  },
};

function assertRedeemed(answer, when) {
  assert.ok(succeeded(answer), `${when}: ${answer.status} ${answer.text.slice(0, 300)}`);
}

function assertRefused(answer, when) {
  assert.ok(answer.status >= 400 && answer.status < 500, `${when}: ${answer.status} ${answer.text.slice(0, 300)}`);
}
