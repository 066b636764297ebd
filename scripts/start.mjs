// `npm start`: from a fresh clone to a worker on this machine.
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "./build.mjs";
import { ensureDevVars } from "./dev_vars.mjs";
import { Refusal, main, run, say, start } from "./run.mjs";
import { ensureToolchain, toolEnvironment } from "./toolchain.mjs";

const PORT = 8787;
const URL = `http://localhost:${PORT}`;

const WELCOME = `
▸ Sesame serves on ${URL} (Ctrl-C ends it). Try:

  curl ${URL}/api/auth/sign-up -H 'Content-Type: application/json' \\
    -d '{"email":"ann@example.org","password":"correct horse battery"}'
`;

await main(async () => {
  await refuseTakenPort();
  await ensureToolchain();
  await build();
  ensureDevVars(URL);
  const env = toolEnvironment();
  await run("wrangler", ["d1", "migrations", "apply", "DB", "--local"], {
    env: { ...env, CI: "true" }, // asks nothing
    label: "Applying the migrations to the local database",
  });
  await serve(env);
});

async function serve(env) {
  say("Starting the worker");
  const args = ["dev", "--local", "--port", String(PORT), "--show-interactive-dev-session=false"];
  const server = start("wrangler", args, env);
  // A terminal sends Ctrl-C to wrangler as well. A signal to this process alone must stop both.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
  // npm forwards a signal only to its shell, which does not forward it to this process.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || server.kill("SIGTERM"), 500).unref();
  server.on("exit", (code) => process.exit(code ?? 0));
  await answers();
  console.log(WELCOME);
}

/** Accepts any answer: the worker has no route at its root. */
async function answers() {
  for (;;) {
    const answer = await fetch(URL, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    if (answer) return;
    await sleep(200);
  }
}

function refuseTakenPort() {
  return new Promise((free, taken) => {
    const probe = createServer();
    probe.on("error", () => taken(new Refusal(`Port ${PORT} is in use: end what serves there, then run this again.`)));
    probe.listen(PORT, "localhost", () => probe.close(free));
  });
}
