// Processor time by function: samples of V8's profiler inside workerd, while one operation is repeated.
//
//   node scripts/bench/profile.mjs [operation, "sign-in" unless said] [requests, 200 unless said]
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../build.mjs";
import { main, root } from "../run.mjs";
import { ensureToolchain } from "../toolchain.mjs";
import { Client } from "./client.mjs";
import { block } from "./load.mjs";
import { sesame } from "./operations.mjs";
import { startSesame } from "./servers.mjs";

const LINES = 20;

/** Connects to the V8 inspector protocol. */
async function inspect(url) {
  const [{ webSocketDebuggerUrl }] = await (await fetch(`${url}/json`)).json();
  const socket = new WebSocket(webSocketDebuggerUrl);
  await new Promise((open, failed) => Object.assign(socket, { onopen: open, onerror: failed }));
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    if (error) waiting.get(id)?.failed(new Error(error.message));
    else waiting.get(id)?.done(result);
  };
  let last = 0;
  const ask = (method, params) => new Promise((done, failed) => {
    last += 1;
    waiting.set(last, { done, failed });
    socket.send(JSON.stringify({ id: last, method, params }));
  });
  return { ask, close: () => socket.close() };
}

/** Milliseconds by function, in descending order. */
function selfTimes({ nodes, samples, timeDeltas }, names) {
  const functions = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName || "(anonymous)"]));
  const times = new Map();
  samples.forEach((id, at) => {
    const name = functions.get(id).replace(/^wasm-function\[(\d+)\]$/, (text, index) => names[index] ?? text);
    times.set(name, (times.get(name) ?? 0) + timeDeltas[at] / 1000);
  });
  return [...times].sort(([, one], [, other]) => other - one);
}

await main(async () => {
  const [operation = "sign-in", requests = "200"] = process.argv.slice(2);
  await ensureToolchain();
  await build();
  const file = join(root, "build", "function_names.json");
  const names = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const server = await startSesame({ profiled: true });
  const client = new Client(server, sesame);
  await client.addMembers(8);
  await block(client, operation, 1, { requests: 100, seconds: 60 }); // compiled by then
  const inspector = await inspect(server.inspector);
  await inspector.ask("Profiler.enable");
  await inspector.ask("Profiler.setSamplingInterval", { interval: 200 }); // microseconds
  await inspector.ask("Profiler.start");
  const { times } = await block(client, operation, 1, { requests: Number(requests), seconds: 60 });
  const { profile } = await inspector.ask("Profiler.stop");
  inspector.close();
  await server.dispose();
  console.log(`${operation}, ${times.length} times, one after another: milliseconds each`);
  const own = selfTimes(profile, names).filter(([name]) => name !== "(idle)" && name !== "(root)").slice(0, LINES);
  for (const [name, time] of own) console.log(`${(time / times.length).toFixed(3).padStart(9)}  ${name.replace(/::h[0-9a-f]{16}$/, "")}`);
});
