// The text of an entry module that stands before the worker under test and leaves the worker as it
// is: it moves the clock, and puts a D1 in its place that counts, delays and fails calls.
//
// Request header  x-test-fail-call: n   the n-th D1 call of this request throws
// Request header  x-test-trap-call: n   the n-th D1 call of this request traps in the WebAssembly module
//                                       itself, as a panic does: its allocator is asked for 4 GiB
// Response header x-test-d1-calls       D1 calls made before the answer (exact while requests do
//                                       not overlap: a binding may be shared between requests)

/**
 * @param main specifier of the worker's own entry
 * @param clockOffset seconds added to the worker's clock
 * @param delay [least, most] milliseconds before and again after each D1 call, or null
 */
export function instrumentedEntry({ main, clockOffset, delay }) {
  return `
import { WorkerEntrypoint } from "cloudflare:workers";
import "./__clock.mjs";
import { trap } from "./__trap.mjs";
import * as worker from ${JSON.stringify(main)};

const delay = ${JSON.stringify(delay)};
const state = { calls: 0, failAt: 0, trapAt: 0 };

function pause() {
  if (!delay) return;
  const [least, most] = delay;
  return new Promise((resolve) => setTimeout(resolve, least + Math.random() * (most - least)));
}

function call(run) {
  state.calls += 1;
  if (state.calls === state.trapAt) trap(); // not in a promise: it is to go through the module's frames
  return answer(run);
}

async function answer(run) {
  if (state.calls === state.failAt) throw new Error("D1_ERROR: the network is gone", { cause: new Error("the network is gone") });
  await pause();
  try {
    return await run();
  } finally {
    await pause();
  }
}

class D1PreparedStatement {
  constructor(inner) { this.inner = inner; }
  bind(...values) { return new D1PreparedStatement(this.inner.bind(...values)); }
  first(...args) { return call(() => this.inner.first(...args)); }
  run() { return call(() => this.inner.run()); }
  all() { return call(() => this.inner.all()); }
  raw(...args) { return call(() => this.inner.raw(...args)); }
}

// The name is checked by the worker crate.
class D1Database {
  constructor(inner) { this.inner = inner; }
  prepare(sql) { return new D1PreparedStatement(this.inner.prepare(sql)); }
  batch(statements) { return call(() => this.inner.batch(statements.map((one) => one.inner))); }
  exec(sql) { return call(() => this.inner.exec(sql)); }
  withSession(constraint) { return new D1DatabaseSession(this.inner.withSession(constraint)); }
}
class D1DatabaseSession extends D1Database {
  getBookmark() { return this.inner.getBookmark(); }
}

export default class extends WorkerEntrypoint {
  constructor(ctx, env) {
    super(ctx, env);
    const bindings = env.DB ? { ...env, DB: new D1Database(env.DB) } : { ...env };
    const Main = worker.default;
    this.main = typeof Main === "function"
      ? new Main(ctx, bindings)
      : { fetch: (request) => Main.fetch(request, bindings, ctx) };
  }
  async fetch(request) {
    const before = state.calls;
    const fail = Number(request.headers.get("x-test-fail-call"));
    state.failAt = fail ? before + fail : 0;
    const trapCall = Number(request.headers.get("x-test-trap-call"));
    state.trapAt = trapCall ? before + trapCall : 0;
    const answer = await this.main.fetch(request);
    const marked = new Response(answer.body, answer);
    marked.headers.set("x-test-d1-calls", String(state.calls - before));
    return marked;
  }
}
`;
}

/** The module that shifts Date, to be evaluated before the worker's own. */
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

/** The module that keeps the exports of the worker's WebAssembly instance, to be evaluated before it is made. */
export const trapModule = `
const { Instance } = WebAssembly;
let exports;
WebAssembly.Instance = function (module, imports) {
  const made = new Instance(module, imports);
  exports = made.exports;
  return made;
};
export const trap = () => exports.__wbindgen_malloc(0xffffffff, 1);
`;
