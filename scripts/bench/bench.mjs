// `npm run bench`: cost of each operation on workerd, on this machine. Run it while nothing else runs.
//
//   --peer         also better-auth: blocks alternate A B A B, and ratios are printed
//   --delay <ms>   also with a D1 of this round trip, as on the edge
//   --only <text>  only the operations whose name contains the text
//   --rounds <n>   blocks per side, operation and number of connections; default 4
//   --quick        small blocks, for a trial run: no figures to keep
//   --write        replaces the tables in docs/performance.md
import { parseArgs } from "node:util";
import { build } from "../build.mjs";
import { Refusal, main } from "../run.mjs";
import { ensureToolchain } from "../toolchain.mjs";
import { Client } from "./client.mjs";
import { block } from "./load.mjs";
import { OPERATIONS, isSpent, peer, sesame } from "./operations.mjs";
import { residentMemory } from "./processes.mjs";
import { table, writeTables } from "./report.mjs";
import { startPeer, startSesame } from "./servers.mjs";

const CONNECTIONS = [1, 16, 64];

const { values: options } = parseArgs({
  options: {
    peer: { type: "boolean" },
    delay: { type: "string" },
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "4" },
    quick: { type: "boolean" },
    write: { type: "boolean" },
  },
});
const delay = options.delay === undefined ? null : Number(options.delay);
if (delay !== null && !(delay >= 2 && delay <= 1000)) throw new Refusal("--delay takes 2 to 1000 milliseconds.");
const size = options.quick
  ? { rounds: 1, members: 8, warm: 100, requests: { hashing: 8, other: 64, ending: 24 }, seconds: 1 }
  : { rounds: Number(options.rounds), members: 100, warm: 3000, requests: { hashing: 400, other: 20_000, ending: 128 }, seconds: 3 };

/** Starts each side, with people who have accounts. */
async function open(delayed) {
  const sides = [];
  const add = async (server, side) => {
    const client = new Client(server, side);
    const began = performance.now();
    const answer = await client.exchange(side.first.request());
    client.firstIn = performance.now() - began;
    if (!side.first.good(answer)) throw new Error(`${side.name}: ${answer.status} ${answer.text}`);
    await client.addMembers(size.members);
    sides.push(client);
  };
  await add(await startSesame({ delay: delayed }), sesame);
  if (!options.peer) return sides;
  const server = await startPeer({ delay: delayed });
  await add(server, peer(`http://${server.host}:${server.port}`));
  return sides;
}

const boundsOf = (operation, connections) => {
  const { hashes } = OPERATIONS[operation];
  const spent = isSpent(OPERATIONS[operation]);
  const requests = size.requests[hashes ? "hashing" : spent ? "ending" : "other"];
  const few = connections === 1 && spent ? Math.ceil(requests / 3) : requests;
  return { requests: few, seconds: size.seconds };
};

/**
 * Runs blocks of all sides in turn, for each number of connections. Returns {operation: {connections: [[block of A, …],
 * [block of B, …]]}}.
 */
async function measure(sides, levels, rounds, boundsFor) {
  const results = {};
  for (const operation of Object.keys(OPERATIONS).filter((name) => name.includes(options.only))) {
    const blocks = Object.fromEntries(levels.map((level) => [level, sides.map(() => [])]));
    for (let round = 0; round < rounds; round += 1) {
      for (const level of levels) {
        for (const [at, side] of sides.entries()) {
          if (side.can(operation)) blocks[level][at].push(await block(side, operation, level, boundsFor(operation, level)));
        }
      }
    }
    results[operation] = blocks;
    console.error(`  ${operation}`);
  }
  return results;
}

/** Warms up: the engine keeps compiling for some thousand requests. */
async function warm(sides) {
  for (const side of sides) {
    for (const operation of ["sign-in", "session, bearer", "session, cookie"]) {
      const requests = OPERATIONS[operation].hashes ? 16 : size.warm;
      await block(side, operation, 8, { requests, seconds: 30 });
    }
  }
}

const close = (sides) => Promise.all(sides.map(({ server }) => server.dispose()));

/** Compares with a session read from a signed cookie, without the database. */
async function cookieCache(ours) {
  const server = await startPeer({ cookieCache: true });
  const cached = new Client(server, { ...peer(`http://${server.host}:${server.port}`), name: "better-auth, cookie cache" });
  await cached.addMembers(8);
  await block(cached, "session, cookie", 8, { requests: size.warm, seconds: 30 });
  const pair = [ours, cached];
  const blocks = pair.map(() => []);
  for (let round = 0; round < size.rounds; round += 1) {
    for (const [at, side] of pair.entries()) blocks[at].push(await block(side, "session, cookie", 16, boundsOf("session, cookie", 16)));
  }
  await server.dispose();
  return blocks;
}

await main(async () => {
  await ensureToolchain();
  await build();
  console.error("\n▸ Local D1");
  const sides = await open(null);
  await warm(sides);
  const local = await measure(sides, CONNECTIONS, size.rounds, boundsOf);
  const cached = options.peer ? await cookieCache(sides[0]) : null;
  const starts = sides.map(({ side, server, firstIn }) => ({ name: side.name, firstIn, readyIn: server.readyIn, weight: server.weight, memory: residentMemory(server.pid) }));
  await close(sides);
  console.error(`\n▸ D1 that takes ${delay ?? 10} ms a round trip, which counts the round trips`);
  const slow = await open(delay ?? 10);
  const distant = await measure(slow, [1], 2, () => ({ requests: options.quick ? 3 : 20, seconds: 20 }));
  await close(slow);
  const text = table({ names: sides.map(({ side }) => side.name), local, distant, delay, cached, starts });
  console.log(text);
  if (options.write) writeTables(text);
});
