// Servers under measurement on workerd: fresh D1, logs off, and workerd's own socket, so that no proxy is measured.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build as bundle } from "esbuild";
import { Log, LogLevel, Miniflare } from "miniflare";
import { builtWorker, migrationStatements } from "../../tests/worker/support/project.mjs";
import { buildModules, instrumentedModules } from "../../tests/worker/support/worker.mjs";
import { addServiceKey } from "../../tests/worker/support/operators.mjs";
import { run } from "../run.mjs";
import { CALLBACK } from "./operations.mjs";
import { workerds } from "./processes.mjs";

const HOST = "127.0.0.1";
const PEER = join(dirname(fileURLToPath(import.meta.url)), "peer");
const OUT_OF_THE_WAY = 4_000_000_000;

const secret = () => randomBytes(32).toString("hex");

function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer().on("error", failed);
    probe.listen(0, HOST, () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

/** Serves modules. `delay`, in milliseconds per D1 call, adds the counting entry; `profiled` opens an inspector. */
async function serve({ main, folder, modules, flags, bindings, kv }, port, { delay = null, profiled = false }) {
  const half = delay === null ? null : [delay / 2, delay / 2];
  const began = performance.now();
  const known = workerds();
  const miniflare = new Miniflare({
    host: HOST,
    port: 0,
    inspectorPort: profiled ? 0 : undefined,
    log: new Log(LogLevel.NONE),
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()), // unread, they would fill up and halt workerd
    workers: [{
      name: "measured",
      modules: half ? instrumentedModules({ main, folder, modules }, { clockOffset: 0, delay: half }) : modules,
      modulesRoot: folder,
      compatibilityDate: "2026-07-01",
      compatibilityFlags: flags,
      bindings,
      d1Databases: { DB: "measured" },
      kvNamespaces: kv,
      unsafeDirectSockets: [{ host: HOST, port }],
    }],
  });
  await miniflare.ready;
  const readyIn = performance.now() - began;
  const [pid = null] = workerds().filter((one) => !known.includes(one));
  return {
    host: HOST,
    port,
    pid,
    readyIn,
    d1: await miniflare.getD1Database("DB", "measured"),
    inspector: profiled ? String(await miniflare.getInspectorURL()).replace(/^ws/, "http").replace(/\/$/, "") : null,
    dispose: () => miniflare.dispose(),
  };
}

/** `settings` are the service's; the other options are those of `serve`. */
export async function startSesame({ settings = {}, ...manner } = {}) {
  const port = await freePort();
  const { main, compatibilityFlags: flags } = builtWorker();
  const limits = ["ACCOUNT_FAILURES", "ADDRESS_FAILURES", "PAIRING_CODES", "CODE_GUESSES", "MAILS", "CLIENT_MAILS"];
  const bindings = {
    PUBLIC_URL: `http://${HOST}:${port}`,
    AUTH_SECRET: secret(),
    DATA_SECRET: `1:${secret()}`,
    ...Object.fromEntries(limits.map((name) => [`LIMIT_${name}`, String(OUT_OF_THE_WAY)])),
    ...settings,
  };
  const folder = dirname(main);
  const modules = buildModules({ main, folder });
  const server = await serve({ main, folder, modules, flags, bindings, kv: { KV: "measured" } }, port, manner);
  await server.d1.batch(migrationStatements().map((sql) => server.d1.prepare(sql)));
  return { ...server, weight: weigh(modules), app: await registerApp(server, bindings.PUBLIC_URL) };
}

/** Registers an application of one's own: {id, secret}. */
async function registerApp({ d1 }, url) {
  const key = await addServiceKey({ d1 }, "clients:write");
  const members = { client_name: "Bench", redirect_uris: [CALLBACK], first_party: true };
  const response = await fetch(`${url}/api/admin/v1/clients`, {
    method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` }, body: JSON.stringify(members),
  });
  const made = await response.json();
  if (!response.ok) throw new Error(`no application: ${JSON.stringify(made)}`);
  return { id: made.client_id, secret: made.client_secret };
}

export async function startPeer({ delay = null, cookieCache = false } = {}) {
  await installPeer();
  const port = await freePort();
  const bindings = {
    BETTER_AUTH_URL: `http://${HOST}:${port}`,
    BETTER_AUTH_SECRET: secret(),
    COOKIE_CACHE: cookieCache ? "on" : "off",
    COUNTED: delay === null ? "off" : "on",
  };
  const main = join(PEER, "bundle.mjs");
  const modules = [{ type: "ESModule", path: main, contents: await bundlePeer() }];
  const server = await serve({ main, folder: PEER, modules, flags: ["nodejs_compat"], bindings }, port, { delay });
  return { ...server, weight: weigh(modules), app: await migratePeer(server.d1, bindings) };
}

async function installPeer() {
  if (existsSync(join(PEER, "node_modules", "@better-auth", "oauth-provider"))) return;
  await run("npm", ["ci", "--prefix", PEER, "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    label: "Installing better-auth for the comparison, in a folder of its own",
  });
}

/**
 * Bundles the peer into one minified file, as a deployment would upload it. Node's modules are workerd's own, under
 * nodejs_compat.
 */
async function bundlePeer() {
  const { outputFiles } = await bundle({
    entryPoints: [join(PEER, "worker.mjs")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*", "async_hooks", "crypto"],
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** Makes the peer's tables and its application: {id, secret}. */
async function migratePeer(d1, env) {
  const { migrate, registerApp: register } = await import(pathToFileURL(join(PEER, "migrate.mjs")).href);
  await migrate(env, d1);
  return register(env, d1, CALLBACK);
}

/** Size of an upload in bytes, plain and gzipped. */
function weigh(modules) {
  const parts = modules.map(({ path, contents }) => Buffer.from(contents ?? readFileSync(path)));
  const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
  return { raw: sum(parts.map((part) => part.length)), gzip: sum(parts.map((part) => gzipSync(part, { level: 9 }).length)) };
}
