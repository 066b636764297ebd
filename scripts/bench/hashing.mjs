// Cost of a password hash: in the worker by profile, and in npm's hash-wasm with the same memory and passes. For the
// argon2 crate, compiled natively:
//   cargo test --lib the_time_of_each_profile -- --ignored --nocapture
import { argon2id } from "hash-wasm";
import { build } from "../build.mjs";
import { main } from "../run.mjs";
import { ensureToolchain } from "../toolchain.mjs";
import { Client } from "./client.mjs";
import { block } from "./load.mjs";
import { PASSWORD, sesame } from "./operations.mjs";
import { startSesame } from "./servers.mjs";

/** Memory in KiB and passes, as in src/crypto/password_hash.rs. */
const PROFILES = { m47104: [47104, 1], m19456: [19456, 2], m12288: [12288, 3], m9216: [9216, 4], m7168: [7168, 5] };
const TIMES = 40;

const median = (numbers) => numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

/** Extra milliseconds of a wrong password over a session check, measured in sequence. */
async function inWorker(profile) {
  const server = await startSesame({ settings: { PASSWORD_PROFILE: profile } });
  const client = new Client(server, sesame);
  await client.addMembers(4);
  const time = async (operation, requests) => {
    await block(client, operation, 1, { requests, seconds: 60 });
    return median((await block(client, operation, 1, { requests, seconds: 60 })).times);
  };
  const cost = (await time("wrong password", TIMES)) - (await time("session, bearer", 500));
  await server.dispose();
  return cost;
}

async function byHashWasm([memorySize, iterations]) {
  const options = { password: PASSWORD, salt: new Uint8Array(16), parallelism: 1, iterations, memorySize, hashLength: 32, outputType: "binary" };
  const times = [];
  for (let time = 0; time < TIMES; time += 1) {
    const began = performance.now();
    await argon2id(options);
    times.push(performance.now() - began);
  }
  return median(times.slice(TIMES / 4));
}

await main(async () => {
  await ensureToolchain();
  await build();
  console.log("| profile | worker, ms | hash-wasm, ms |\n| --- | --- | --- |");
  for (const [profile, cost] of Object.entries(PROFILES)) {
    console.log(`| ${profile} | ${(await inWorker(profile)).toFixed(1)} | ${(await byHashWasm(cost)).toFixed(1)} |`);
  }
});
