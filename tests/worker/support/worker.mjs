// Starts the built worker on workerd with its own fresh D1 and KV.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Log, LogLevel, Miniflare } from "miniflare";
import { instrumentedEntry, readyRsaKeys, shiftedClock, trapModule } from "./instrumented_entry.mjs";
import { KnownSecrets } from "./known_secrets.mjs";
import { builtWorker, migrationStatements } from "./project.mjs";
import { kvModule } from "./stale_kv.mjs";

export const PUBLIC_URL = "http://localhost:8787";
export const TRUSTED_ORIGIN = "http://localhost:3000";

/** Secret strong enough for AUTH_SECRET and for each key of DATA_SECRET. */
export const newSecret = () => randomBytes(32).toString("hex");

/** Settings of a local worker, with the cheapest password profile and new secrets. */
export function testSettings() {
  return {
    PUBLIC_URL,
    TRUSTED_ORIGINS: TRUSTED_ORIGIN,
    AUTH_SECRET: newSecret(),
    DATA_SECRET: `1:${newSecret()}`,
    PASSWORD_PROFILE: "m7168",
    MAIL_TRANSPORT: "mailbox",
    MAIL_FROM: "sesame@localhost",
    LOG_REQUESTS: "true",
  };
}

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Modules of a build, its entry first. */
export function buildModules({ main, folder, source, patch }) {
  if (source !== undefined) return [{ type: "ESModule", path: main, contents: source }];
  const modules = [];
  for (const path of filesUnder(folder)) {
    if (/\.m?js$/.test(path)) modules.push({ type: "ESModule", path, contents: readFileSync(path) });
    if (path.endsWith(".wasm")) modules.push({ type: "CompiledWasm", path, contents: patched(readFileSync(path), patch) });
  }
  return modules.sort((one, other) => (other.path === main) - (one.path === main));
}

/** Modules behind the instrumented entry. */
export function instrumentedModules({ main, folder, modules }, { clockOffset, delay, rsaKeys }) {
  const entry = instrumentedEntry({ main: `./${relative(folder, main)}`, clockOffset, delay });
  return [
    { type: "ESModule", path: join(folder, "__entry.mjs"), contents: entry },
    { type: "ESModule", path: join(folder, "__clock.mjs"), contents: shiftedClock(clockOffset) },
    { type: "ESModule", path: join(folder, "__rsa_keys.mjs"), contents: readyRsaKeys(rsaKeys) },
    { type: "ESModule", path: join(folder, "__trap.mjs"), contents: trapModule },
    { type: "ESModule", path: join(folder, "__kv.mjs"), contents: kvModule },
    ...modules,
  ];
}

/** WebAssembly module with one text replaced, padded with spaces to the same length. */
function patched(bytes, patch) {
  if (!patch) return bytes;
  const [from, to] = patch.map((text) => Buffer.from(text));
  const at = bytes.indexOf(from);
  if (at < 0 || to.length > from.length || bytes.indexOf(from, at + 1) >= 0) throw new Error(`cannot patch ${from}`);
  Buffer.concat([to, Buffer.alloc(from.length - to.length, " ")]).copy(bytes, at);
  return bytes;
}

/** Build that wrangler.toml names, or a module given as text (for the tests of the checks). */
function build(source, patch) {
  if (source !== undefined) {
    return { main: "/worker/main.mjs", folder: "/worker", source, compatibilityDate: "2026-07-01", compatibilityFlags: [] };
  }
  const built = builtWorker();
  return { ...built, folder: dirname(built.main), patch };
}

/**
 * Starts a worker. Stop it with `dispose`.
 * @param settings over `testSettings()`; undefined removes one
 * @param clockOffset seconds the worker's clock runs ahead
 * @param delay milliseconds, [least, most], before and after each D1 call, and before each KV call
 * @param rsaKeys JWKs that the worker uses where it would generate RSA keys
 * @param source a worker as text, in place of the built one
 * @param patch [from, to]: a text of the built WebAssembly module to replace, to test without a guard
 * @param migrations SQL statements for its D1
 * @param rateLimits Rate Limiting bindings, as Miniflare takes them
 * @param port port of 127.0.0.1, for a worker that must be reached at its PUBLIC_URL; any free one by default
 * @param mayTalk true to accept any log, if the worker itself is under test
 */
export async function startWorker({ settings = {}, clockOffset = 0, delay = null, rsaKeys = null, source, patch, migrations, rateLimits, port = 0, mayTalk = false } = {}) {
  const current = { settings: { ...testSettings(), ...settings }, clockOffset, delay, rsaKeys };
  const built = build(source, patch);
  const output = [];
  const secrets = new KnownSecrets();
  secrets.addSettings(current.settings);
  const options = () => ({
    host: "127.0.0.1",
    port,
    modules: instrumentedModules({ ...built, modules: buildModules(built) }, current),
    modulesRoot: built.folder,
    compatibilityDate: built.compatibilityDate,
    compatibilityFlags: built.compatibilityFlags,
    bindings: Object.fromEntries(Object.entries(current.settings).filter(([, value]) => value !== undefined)),
    d1Databases: { DB: "test" },
    kvNamespaces: { KV: "test" },
    ratelimits: rateLimits,
    log: new Log(LogLevel.NONE),
    handleRuntimeStdio: (stdout, stderr) => {
      for (const stream of [stdout, stderr]) stream.setEncoding("utf8").on("data", (text) => output.push(text));
    },
  });
  const miniflare = new Miniflare(options());
  const worker = {
    url: String(await miniflare.ready).replace(/\/$/, ""),
    d1: await miniflare.getD1Database("DB"),
    kv: await miniflare.getKVNamespace("KV"),
    get settings() { return current.settings; },
    /** True for the built worker, whose routes have budgets. */
    isBuilt: !source,
    /** Log of the worker so far. */
    logs: () => output.join(""),
    // New connection for each request: workerd closes an idle one just as a busy machine reuses it.
    async fetch(path, { headers, ...init } = {}) {
      secrets.addRequest(path, { ...init, headers });
      const response = await fetch(worker.url + path, { redirect: "manual", ...init, headers: { ...headers, Connection: "close" } });
      secrets.addAnswer(response.headers.getSetCookie(), await response.clone().text());
      return response;
    },
    /** Serves the same D1 and KV again with other settings or another clock. */
    async restart(change) {
      Object.assign(current, change, { settings: { ...current.settings, ...change.settings } });
      secrets.addSettings(current.settings);
      await miniflare.setOptions(options());
      worker.url = String(await miniflare.ready).replace(/\/$/, "");
      worker.d1 = await miniflare.getD1Database("DB");
      worker.kv = await miniflare.getKVNamespace("KV");
    },
    /** Triggers the scheduled event. */
    schedule: async () => (await miniflare.getWorker()).scheduled({ cron: "*/15 * * * *" }),
    /** Stops the worker and checks its log: a secret or an address, or a line that is not JSON, fails the file. */
    async dispose() {
      await miniflare.dispose();
      if (!mayTalk) assertCleanLog(output.join(""), secrets);
    },
  };
  // One call, in which each line is a statement: a call for each would take ten times as long as the rest of the start.
  const schema = (migrations ?? migrationStatements()).map((statement) => statement.replaceAll(/\s*\n\s*/g, " "));
  if (schema.length > 0) await worker.d1.exec(schema.join("\n"));
  return worker;
}

/**
 * Lines that the runtime and worker-build's shim print. workerd reports a client that closed its connection during an
 * answer, as a browser does on leaving a page whose icon is still loading.
 */
const NOT_OURS = /^$|^Critical \w*Error: |^ {4}at |^Reinitializing Wasm application$|^workerd\/server\/server\.c\+\+:\d+: error: .*disconnected: ::write\(.*Broken pipe$|^stack: \S*\/workerd@/;

function assertCleanLog(log, secrets) {
  const found = secrets.foundIn(log);
  assert.deepEqual(found, [], `the log holds what was to stay secret: ${found.map((one) => linesWith(log, one)).join("\n")}`);
  const odd = log.split("\n").filter((line) => !isJson(line) && !NOT_OURS.test(line));
  assert.deepEqual(odd, [], "every line of the log is JSON");
}

const linesWith = (log, text) => log.split("\n").filter((line) => line.includes(text)).slice(0, 3).join("\n");

function isJson(line) {
  try {
    return Boolean(JSON.parse(line));
  } catch {
    return false;
  }
}
