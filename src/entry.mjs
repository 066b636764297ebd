// The worker's entry: the WebAssembly module behind a guard against traps (a panic, an exhausted
// stack or memory). A trap ends its request nowhere, because no promise of it is ever settled,
// and it leaves the instance that all requests of this isolate share in an unknown state. So the
// guard gives every request under way a 500 and has a new instance made at once.
//
// `npm run build` puts this file beside the module that worker-build makes, ./index.js.
import { WorkerEntrypoint } from "cloudflare:workers";
import Wasm from "./index.js";

/** One function for each request under way: rejects it. */
const underWay = new Set();

/** Makes the next instance; taken from the last request, since workerd wants a live `ctx`. */
let revive;

export default class extends WorkerEntrypoint {
  async fetch(request) {
    try {
      const answer = guarded(this, (wasm) => wasm.fetch(request));
      // Whoever breaks off before the answer cancels nothing: what was done has its mails and its counters to follow.
      this.ctx.waitUntil(answer.catch(() => {}));
      return await answer;
    } catch {
      return internalError(new URL(request.url).pathname);
    }
  }

  scheduled(event) {
    return guarded(this, (wasm) => wasm.scheduled(event));
  }
}

/** Runs `call` on the instance; rejects as soon as that instance is lost, by whomever. */
async function guarded({ ctx, env }, call) {
  const { promise: lost, reject } = Promise.withResolvers();
  underWay.add(reject);
  revive = () => new Wasm(ctx, env);
  try {
    return await Promise.race([lost, call(revive())]);
  } finally {
    underWay.delete(reject);
  }
}

function replaceInstance() {
  console.error(JSON.stringify({ event: "instance_lost", detail: `${underWay.size} requests under way` }));
  for (const reject of underWay) reject(new Error("The instance was lost"));
  underWay.clear();
  // At once: left to itself, the generated code makes the new instance inside the next callback of
  // the old one, and then runs that callback in the new one, with a pointer into the old memory.
  // The flag is the shim's own; it sets it after a RuntimeError, not after an exhausted stack.
  globalThis.__worker_init_state.criticalError = true;
  revive();
}

/** After the first await, Rust runs in microtasks and timers: a trap there is nobody's exception. */
function onUncaught(error) {
  const isTrap = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
  if (isTrap) replaceInstance();
}
addEventListener("error", (event) => onUncaught(event.error));
addEventListener("unhandledrejection", (event) => onUncaught(event.reason));

/** One body that has every dialect's error shape: under /auth, `error` is a sentence. */
function internalError(path) {
  const message = "Something went wrong";
  const error = path.startsWith("/auth/") ? message : "INTERNAL_ERROR";
  const headers = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    Vary: "Origin",
  };
  return Response.json({ error, message }, { status: 500, headers });
}
