// KV as it may be at its worst: eventually consistent, rewound, wiped, or gone.
//
// A location sees what it wrote itself at once; what another one wrote or deleted, only when it is 90
// seconds old. Until then it sees the value before that, or that there was none. The mailbox of
// development is the tests' own eye and is spared.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../clients/http.mjs";
import { succeeded } from "./contest.mjs";

/** The module with the namespace that an instrumented worker is given. */
export const kvModule = `
const SETTLED = 90_000; // milliseconds
const writes = new Map(); // by key, oldest first: { at, by (a location), value (null: absent) }

/** Lets every location see all that was written so far. */
export function settle() {
  writes.clear();
}

const isMail = (key) => key.startsWith("mailbox:");

// The name is checked by the worker crate.
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

/** Headers of a request that comes to another location, and of one for which KV is down. */
export const elsewhere = { "x-test-location": "elsewhere" };
export const withoutKv = { "x-test-kv": "down" };

const settled = () => sleep(100); // what the worker does after its answer

/** Lets every location see all that was written so far. */
const seenEverywhere = (worker) => send(worker, "GET", "/", { headers: { "x-test-kv": "settle" } });

/** Every pair of KV but the mails, and a way back to it. */
async function snapshot(kv) {
  await settled();
  const pairs = [];
  for (const { name } of (await kv.list()).keys.filter(({ name }) => !name.startsWith("mailbox:"))) pairs.push([name, await kv.get(name)]);
  return pairs;
}

/** Removes every pair but the mails. */
export async function wipe(kv) {
  for (const [name] of await snapshot(kv)) await kv.delete(name);
}

async function rewind(kv, pairs) {
  await wipe(kv);
  for (const [name, value] of pairs) await kv.put(name, value);
}

/**
 * What must hold of everything that is redeemed once, whatever KV does. `prepare()` makes one such thing and
 * gives a function that redeems it, with request headers.
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
