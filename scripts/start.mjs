// `npm start`: from a fresh clone to a worker on this machine. `npm start -- --port 9000` serves on another port.
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { ensureDevVars } from "./dev_vars.mjs";
import { Refusal, main, run, say, start } from "./run.mjs";
import { ensureToolchain, toolEnvironment } from "./toolchain.mjs";

const DEFAULT_PORT = 8787;

const welcome = (url) => `
▸ Sesame serves on ${url} (Ctrl-C ends it)

  ${url}/sign-up       create an account
  ${url}/dev/mailbox   read the mails it gets
  ${url}/account       look after it
  ${url}/docs          call the API
  ${url}/admin         run the service, once an account has a role:
    npm run sesame -- operator add <email>

  curl ${url}/api/auth/sign-up -H 'Content-Type: application/json' \\
    -d '{"email":"ann@example.org","password":"correct horse battery"}'
`;

await main(async () => {
  const port = wantedPort(process.argv.slice(2));
  const url = `http://localhost:${port}`;
  await refuseTakenPort(port);
  await ensureToolchain();
  await build();
  ensureDevVars(`http://localhost:${DEFAULT_PORT}`);
  const env = toolEnvironment();
  await run("wrangler", ["d1", "migrations", "apply", "DB", "--local"], {
    env: { ...env, CI: "true" }, // asks nothing
    label: "Applying the migrations to the local database",
  });
  await serve(port, url, env);
});

/** Port of the arguments. */
function wantedPort(args) {
  const usage = "Usage: npm start, or npm start -- --port <1 to 65535>";
  let port;
  try {
    port = parseArgs({ args, options: { port: { type: "string" } } }).values.port ?? String(DEFAULT_PORT);
  } catch {
    throw new Refusal(usage);
  }
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65535) throw new Refusal(usage);
  return Number(port);
}

async function serve(port, url, env) {
  say("Starting the worker");
  const args = ["dev", "--local", "--port", String(port), "--show-interactive-dev-session=false"];
  if (port !== DEFAULT_PORT) args.push("--var", `PUBLIC_URL:${url}`); // over .dev.vars
  const server = start("wrangler", args, env);
  // A terminal sends Ctrl-C to wrangler as well. A signal to this process alone must stop both.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
  // npm forwards a signal only to its shell, which does not forward it to this process.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || server.kill("SIGTERM"), 500).unref();
  server.on("exit", (code) => process.exit(code ?? 0));
  await answers(url);
  // Makes the signing keys, so that no request waits for them.
  await fetch(`${url}/oauth2/jwks`).catch(() => null);
  console.log(welcome(url));
}

/** Accepts any answer: the worker has no route at its root. */
async function answers(url) {
  for (;;) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    if (answer) return;
    await sleep(200);
  }
}

function refuseTakenPort(port) {
  return new Promise((free, taken) => {
    const probe = createServer();
    probe.on("error", () => taken(new Refusal(`Port ${port} is in use: end what serves there, or take another: npm start -- --port ${port + 1}`)));
    probe.listen(port, "localhost", () => probe.close(free));
  });
}
