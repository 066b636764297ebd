// Entry module in front of the worker under test, which it leaves unchanged: it moves the clock, and replaces D1 by one
// that counts, delays and fails calls, and KV by one that two locations see differently.
//
// Request header  x-test-fail-call: n   the n-th D1 call of this request throws
// Request header  x-test-d1: down       every D1 call of this request throws
// Request header  x-test-trap-call: n   the n-th D1 call of this request traps in the WebAssembly module
//                                       itself, as a panic does: its allocator is asked for 4 GiB
// Request header  x-test-location: name the place this request comes to; see stale_kv.mjs
// Request header  x-test-kv: down       every KV call of this request fails
// Request header  x-test-rate-limiter: down  the rate limiter fails for this request
// Request header  x-test-kv: settle     nothing but this: every location sees what was written to KV so far
// Response header x-test-d1-calls       D1 calls that were over before the answer: what it waited for. What
//                                       it did not wait for is left out for certain only where calls are delayed
// Response header x-test-kv-calls       KV calls, likewise
// Response header x-test-rows-read      rows that D1 read for each statement of those calls, such as "1,2,1"
// Request header  x-test-tell: sweep    nothing but this: rows that each statement of the last scheduled event read
// Request header  x-test-tell: memory   nothing but this: bytes of the WebAssembly module's memory

/**
 * @param main specifier of the worker's own entry
 * @param clockOffset seconds added to the worker's clock
 * @param delay [least, most] milliseconds before and again after each D1 call, or null
 */
export function instrumentedEntry({ main, clockOffset, delay }) {
  return `
import { WorkerEntrypoint } from "cloudflare:workers";
import "./__clock.mjs";
import "./__rsa_keys.mjs";
import { memory, trap } from "./__trap.mjs";
import { KvNamespace, settle } from "./__kv.mjs";
import * as worker from ${JSON.stringify(main)};

const delay = ${JSON.stringify(delay)};
let lastSweep = { rowsRead: [] };

function pause() {
  if (!delay) return;
  const [least, most] = delay;
  return new Promise((resolve) => setTimeout(resolve, least + Math.random() * (most - least)));
}

function call(request, run) {
  request.calls += 1;
  if (request.calls === request.trapAt) trap(); // not in a promise: it is to go through the module's frames
  return answer(request, request.d1IsDown || request.calls === request.failAt, run);
}

async function answer(request, fails, run) {
  try {
    if (fails) throw new Error("D1_ERROR: the network is gone", { cause: new Error("the network is gone") });
    await pause();
    const result = await run();
    for (const one of [result].flat()) request.rowsRead.push(one?.meta?.rows_read ?? "?");
    return result;
  } finally {
    await pause();
    request.over += 1;
  }
}

class D1PreparedStatement {
  constructor(inner, request) { Object.assign(this, { inner, request }); }
  bind(...values) { return new D1PreparedStatement(this.inner.bind(...values), this.request); }
  first(...args) { return call(this.request, () => this.inner.first(...args)); }
  run() { return call(this.request, () => this.inner.run()); }
  all() { return call(this.request, () => this.inner.all()); }
  raw(...args) { return call(this.request, () => this.inner.raw(...args)); }
}

// The worker crate checks these names.
class D1Database {
  constructor(inner, request) { Object.assign(this, { inner, request }); }
  prepare(sql) { return new D1PreparedStatement(this.inner.prepare(sql), this.request); }
  batch(statements) { return call(this.request, () => this.inner.batch(statements.map((one) => one.inner))); }
  exec(sql) { return call(this.request, () => this.inner.exec(sql)); }
  withSession(constraint) { return new D1DatabaseSession(this.inner.withSession(constraint), this.request); }
}
class D1DatabaseSession extends D1Database {
  getBookmark() { return this.inner.getBookmark(); }
}

class Ratelimit {
  constructor(inner, request) { Object.assign(this, { inner, request }); }
  async limit(options) {
    if (this.request.limiterIsDown) throw new Error("the rate limiter is down");
    return this.inner.limit(options);
  }
}

export default class extends WorkerEntrypoint {
  constructor(ctx, env) {
    super(ctx, env);
    this.request = { calls: 0, over: 0, rowsRead: [], failAt: 0, trapAt: 0, kvCalls: 0, location: "here", kvIsDown: false, d1IsDown: false };
    const bindings = { ...env };
    if (env.DB) bindings.DB = new D1Database(env.DB, this.request);
    if (env.RATE_LIMITER) bindings.RATE_LIMITER = new Ratelimit(env.RATE_LIMITER, this.request);
    if (env.KV) bindings.KV = new KvNamespace(env.KV, this.request, pause);
    const Main = worker.default;
    this.main = typeof Main === "function"
      ? new Main(ctx, bindings)
      : { fetch: (request) => Main.fetch(request, bindings, ctx) };
  }
  scheduled(controller) {
    lastSweep = this.request;
    return this.main.scheduled(controller);
  }
  async fetch(request) {
    const told = (name) => request.headers.get("x-test-" + name);
    if (told("kv") === "settle") return new Response(settle());
    if (told("tell") === "sweep") return Response.json(lastSweep.rowsRead);
    if (told("tell") === "memory") return Response.json(memory());
    this.request.failAt = Number(told("fail-call"));
    this.request.trapAt = Number(told("trap-call"));
    this.request.location = told("location") ?? "here";
    this.request.kvIsDown = told("kv") === "down";
    this.request.limiterIsDown = told("rate-limiter") === "down";
    this.request.d1IsDown = told("d1") === "down";
    const answer = await this.main.fetch(request);
    const marked = new Response(answer.body, answer);
    marked.headers.set("x-test-d1-calls", String(this.request.over));
    marked.headers.set("x-test-kv-calls", String(this.request.kvCalls));
    marked.headers.set("x-test-rows-read", this.request.rowsRead.join(","));
    return marked;
  }
}
`;
}

/** Module that shifts Date, evaluated before the worker's own. */
export function shiftedClock(seconds) {
  if (!seconds) return "";
  return `
const Real = Date;
const offset = ${Math.round(seconds * 1000)};
globalThis.Date = class Date extends Real {
  constructor(...args) { args.length ? super(...args) : super(Real.now() + offset); }
  static now() { return Real.now() + offset; }
};
`;
}

/**
 * Module that replaces the generation of RSA keys, which takes 50 ms each: it hands out these JWKs in turn, starting at
 * a random one. Evaluated before the worker's own.
 */
export function readyRsaKeys(keys) {
  if (!keys) return "";
  return `
const keys = ${JSON.stringify(keys)};
const { generateKey, importKey } = SubtleCrypto.prototype;
let next = Math.floor(Math.random() * keys.length);
SubtleCrypto.prototype.generateKey = async function (algorithm, ...more) {
  if (!algorithm.modulusLength) return generateKey.call(this, algorithm, ...more);
  const privateKey = await importKey.call(this, "jwk", keys[next++ % keys.length], algorithm, true, ["sign"]);
  return { privateKey };
};
`;
}

/** Module that keeps the exports of the worker's WebAssembly instance, evaluated before it is created. */
export const trapModule = `
const { Instance } = WebAssembly;
let exports;
WebAssembly.Instance = function (module, imports) {
  const made = new Instance(module, imports);
  exports = made.exports;
  return made;
};
export const trap = () => exports.__wbindgen_malloc(0xffffffff, 1);
export const memory = () => exports.memory.buffer.byteLength;
`;
