// `npm run deploy` for a first-time user: resources created, resources left alone, and messages about obstacles.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Account } from "../../../scripts/deploy/account.mjs";
import { deploy } from "../../../scripts/deploy/deploy.mjs";
import { root } from "../support/project.mjs";
import { openAccount } from "./account_double.mjs";

const URL = "https://auth.acme.com";
const well = async () => new Response("ok");

let account;
let asked;
beforeEach(() => {
  account = openAccount();
  asked = [];
});
afterEach(() => account.dispose());

const run = ({ options = {}, fetch = well, env = {}, ask = null } = {}) =>
  deploy({
    folder: account.folder,
    env: { ...account.env, ...env },
    options,
    ask,
    fetch: async (url) => {
      asked.push(url);
      return fetch(url);
    },
    patience: { times: 2, pause: 1 },
  });
const refusal = (text) => (error) => error.constructor.name === "Refusal" && text.test(error.message);

test("fresh clone: creates database, namespace and secrets, migrates, uploads and checks health", async () => {
  await run({ options: { "public-url": URL, "trusted-origins": "https://acme.com" } });
  assert.deepEqual(account.calls(), [
    "whoami --json",
    "d1 list --json",
    "d1 create sesame",
    "d1 list --json",
    "kv namespace list",
    "kv namespace create sesame-kv",
    "kv namespace list",
    "d1 migrations apply DB --remote",
    "secret list --format json",
    "d1 execute DB --remote --json --command SELECT count(*) AS people FROM accounts",
    "secret bulk",
    "deploy",
  ]);
  assert.match(account.toml(), /^database_id = "d1-of-sesame" {9}# filled in/m);
  assert.match(account.toml(), /^id = "kv-of-sesame-kv"/m);
  assert.match(account.toml(), /^PUBLIC_URL = "https:\/\/auth\.acme\.com"/m);
  assert.match(account.toml(), /^TRUSTED_ORIGINS = "https:\/\/acme\.com"/m);
  assert.match(account.toml(), /^namespace_id = "[1-9]\d{0,9}"/m);
  assert.equal(account.toml().match(/REPLACE-ME/g).length, 4, "staging is left as it is");
  assert.deepEqual(account.state.workers, { sesame: ["AUTH_SECRET", "DATA_SECRET"] });
  assert.deepEqual(asked, [`${URL}/healthz`, `${URL}/oauth2/jwks`]);
});

test("secrets: are strong, go through a pipe and are stored readable by their owner only", async () => {
  await run({ options: { "public-url": URL } });
  const { calls } = account.state;
  const put = JSON.parse(calls.find(({ args }) => args[0] === "secret" && args[1] === "bulk").input);
  assert.match(put.AUTH_SECRET, /^[\w-]{43}$/);
  assert.match(put.DATA_SECRET, /^1:[\w-]{43}$/);
  assert.notEqual(put.DATA_SECRET, `1:${put.AUTH_SECRET}`);
  for (const { args } of calls) assert.ok(!args.join(" ").includes(put.AUTH_SECRET), "no argument has a secret");
  assert.deepEqual(JSON.parse(readFileSync(account.secretsFile(), "utf8")), put);
  assert.equal(account.modeOf(account.secretsFile()), 0o600);
  assert.equal(account.modeOf(dirname(account.secretsFile())), 0o700);
  assert.ok(!account.toml().includes(put.AUTH_SECRET));
});

test("second run: creates nothing, sets no secret, migrates and uploads", async () => {
  await run({ options: { "public-url": URL } });
  const [toml, secrets] = [account.toml(), readFileSync(account.secretsFile(), "utf8")];
  account.calls();
  await run();
  assert.deepEqual(account.calls(), ["whoami --json", "d1 migrations apply DB --remote", "secret list --format json", "deploy"]);
  assert.deepEqual([account.toml(), readFileSync(account.secretsFile(), "utf8")], [toml, secrets]);
});

for (const failing of ["d1 list", "d1 create", "kv namespace create", "d1 migrations", "secret list", "secret bulk", "deploy"]) {
  test(`stopped at \`${failing}\`: the next run continues and creates nothing twice`, async () => {
    account.change({ failing });
    await assert.rejects(run({ options: { "public-url": URL } }), refusal(/wrangler .* failed \(1\)/));
    const kept = existsSync(account.secretsFile()) && readFileSync(account.secretsFile(), "utf8");
    account.change({ failing: null });
    await run();
    const { databases, namespaces, workers } = account.state;
    assert.deepEqual([databases.length, namespaces.length], [1, 1]);
    assert.deepEqual(workers.sesame, ["AUTH_SECRET", "DATA_SECRET"]);
    if (kept) assert.equal(readFileSync(account.secretsFile(), "utf8"), kept);
  });
}

test("staging: is a separate deployment", async () => {
  await run({ options: { env: "staging", "public-url": "https://staging.acme.com" } });
  const { databases, namespaces, workers, calls } = account.state;
  assert.deepEqual(databases.map(({ name }) => name), ["sesame-staging"]);
  assert.deepEqual(namespaces.map(({ title }) => title), ["sesame-staging-kv"]);
  assert.deepEqual(Object.keys(workers), ["sesame-staging"]);
  const ofWorker = calls.map(({ args }) => args).filter(([word, next]) => /deploy|secret/.test(word) || /migrations|execute/.test(next));
  for (const args of ofWorker) assert.deepEqual(args.slice(-2), ["--env", "staging"], args.join(" "));
  const [own, staging] = account.toml().split("[env.staging.vars]");
  assert.equal(own.match(/REPLACE-ME/g).length, 4, "the first deployment is left as it is");
  assert.ok(!staging.includes("REPLACE-ME"), staging);
  assert.ok(existsSync(account.secretsFile("sesame-staging")) && !existsSync(account.secretsFile()));
});

test("edge rate limit: is bound in both environments under separate, stable ids", async () => {
  const ids = () => [...account.toml().matchAll(/^namespace_id = "([^"]*)"/gm)].map(([, id]) => id);
  assert.deepEqual(account.toml().match(/^\[\[.*ratelimits\]\]/gm), ["[[ratelimits]]", "[[env.staging.ratelimits]]"]);
  await run({ options: { "public-url": URL } });
  const [own] = ids();
  await run({ options: { env: "staging", "public-url": "https://staging.acme.com" } });
  await run();
  const [kept, staging] = ids();
  assert.equal(kept, own);
  assert.match(staging, /^[1-9]\d{0,9}$/);
  assert.notEqual(staging, own);
});

test("edge rate limit: is left out if wrangler.toml has no binding", async () => {
  const path = join(account.folder, "wrangler.toml");
  writeFileSync(path, account.toml().replace(/\[\[ratelimits\]\][^[]*/, ""));
  await run({ options: { "public-url": URL } });
  assert.equal(account.calls().at(-1), "deploy");
});

test("unknown environment: is refused before anything is done", async () => {
  await assert.rejects(run({ options: { env: "production" } }), refusal(/no environment production/));
  assert.deepEqual(account.calls(), []);
});

test("signed out: nothing is done", async () => {
  account.change({ signedIn: false });
  await assert.rejects(run({ options: { "public-url": URL } }), refusal(/npx wrangler login/));
  assert.deepEqual(account.calls(), ["whoami --json"]);
});

test("terminal: asks for a sign-in, and does nothing without one", async () => {
  const ask = async () => "n";
  account.change({ signedIn: false });
  await assert.rejects(run({ options: { "public-url": URL }, ask }), refusal(/wrangler login.*failed/));
  assert.deepEqual(account.calls(), ["whoami --json", "login"]);
  account.change({ mayLogIn: true });
  await run({ options: { "public-url": URL }, ask });
  const calls = account.calls();
  assert.deepEqual([calls.slice(0, 3), calls.at(-1)], [["whoami --json", "login", "whoami --json"], "deploy"]);
});

test("several accounts: one must be named", async () => {
  account.change({ accounts: [{ id: "a1", name: "Acme" }, { id: "b2", name: "Bcme" }] });
  await assert.rejects(run({ options: { "public-url": URL } }), refusal(/CLOUDFLARE_ACCOUNT_ID.*\n.*a1 {2}Acme\n.*b2 {2}Bcme/));
  await run({ env: { CLOUDFLARE_ACCOUNT_ID: "b2" } });
});

test("address: is asked for or taken from environment or option, and refused if malformed", async () => {
  await assert.rejects(run(), refusal(/--public-url/));
  for (const bad of ["auth.acme.com", "http://auth.acme.com", `${URL}/`, `${URL}/auth`, "https://"]) {
    await assert.rejects(run({ options: { "public-url": bad } }), refusal(/without a path/), bad);
  }
  assert.deepEqual(account.calls(), [], "nothing was done before that");
  await run({ ask: async (question) => (assert.match(question, /reach it/), URL) });
  assert.match(account.toml(), new RegExp(`^PUBLIC_URL = "${URL}"`, "m"));
  await run({ env: { PUBLIC_URL: "https://other.acme.com" } });
  assert.match(account.toml(), new RegExp(`^PUBLIC_URL = "${URL}"`, "m"), "what the file says, the environment does not change");
});

test("existing database: is used only after confirmation", async () => {
  account.change({ databases: [{ uuid: "theirs", name: "sesame" }] });
  await assert.rejects(run({ options: { "public-url": URL } }), refusal(/--use-existing/));
  await assert.rejects(run({ options: { "public-url": URL }, ask: async () => "" }), refusal(/--use-existing/));
  assert.ok(!account.toml().includes("theirs"));
  await run({ options: { "public-url": URL, "use-existing": true } });
  assert.match(account.toml(), /^database_id = "theirs"/m);
});

test("database with accounts: gets no new DATA_SECRET", async () => {
  account.change({ databases: [{ uuid: "old", name: "sesame" }], people: 7 });
  const options = { "public-url": URL, "use-existing": true };
  await assert.rejects(run({ options }), refusal(/DATA_SECRET/));
  assert.deepEqual(account.state.workers, {});
  const file = join(account.folder, "kept.json");
  writeFileSync(file, JSON.stringify({ AUTH_SECRET: "a".repeat(43), DATA_SECRET: "3:b" }), { mode: 0o600 });
  await run({ options: { ...options, secrets: file } });
  const put = account.state.calls.findLast(({ args }) => args[0] === "secret" && args[1] === "bulk").input;
  assert.equal(JSON.parse(put).DATA_SECRET, "3:b");
});

test("stored secrets: are refused if readable by others or incomplete", async () => {
  const file = account.secretsFile();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ AUTH_SECRET: "a" }));
  chmodSync(file, 0o644);
  await assert.rejects(run({ options: { "public-url": URL } }), refusal(/chmod 600/));
  chmodSync(file, 0o600);
  await assert.rejects(run(), refusal(/no DATA_SECRET/));
  assert.deepEqual(account.state.workers, {});
});

test("missing secret: is set alone", async () => {
  account.change({ workers: { sesame: ["DATA_SECRET"] }, people: 7, databases: [{ uuid: "old", name: "sesame" }] });
  await run({ options: { "public-url": URL, "use-existing": true } });
  const put = account.state.calls.find(({ args }) => args[0] === "secret" && args[1] === "bulk").input;
  assert.deepEqual(Object.keys(JSON.parse(put)), ["AUTH_SECRET"]);
});

test("unhealthy deployment: fails and prints the answer", async () => {
  const unwell = async () => new Response('{"status":"misconfigured"}', { status: 503 });
  await assert.rejects(run({ options: { "public-url": URL }, fetch: unwell }), refusal(/503 \{"status":"misconfigured"\}[\s\S]*wrangler tail/));
  const nowhere = async () => { throw Object.assign(new TypeError("fetch failed"), { cause: new Error("getaddrinfo ENOTFOUND auth.acme.com") }); };
  await assert.rejects(run({ fetch: nowhere }), refusal(/ENOTFOUND/));
  let times = 0;
  const late = async (url) => { times += url.endsWith("/healthz"); if (times < 2) throw new TypeError("fetch failed"); return new Response("ok"); };
  await run({ fetch: late });
  assert.equal(times, 2, "a name that is not known everywhere yet is asked again");
});

test("keys that cannot be made yet do not fail a deployment", async () => {
  for (const answer of [async () => new Response("{}", { status: 503 }), async () => { throw new TypeError("fetch failed"); }]) {
    await run({ options: { "public-url": URL }, fetch: async (url) => (url.endsWith("/healthz") ? new Response("ok") : answer()) });
  }
});

test("dry run: does not use the account and writes nothing", async () => {
  account.change({ signedIn: false });
  const before = account.toml();
  await run({ options: { "dry-run": true } });
  await run({ options: { "dry-run": true, env: "staging", "public-url": URL } });
  assert.deepEqual(account.calls(), [
    "deploy --dry-run --outdir .wrangler/dry-run",
    "deploy --dry-run --outdir .wrangler/dry-run --env staging",
  ]);
  assert.equal(account.toml(), before);
  assert.ok(!existsSync(account.secretsFile()));
  await assert.rejects(run({ options: { "dry-run": true, "public-url": "http://x" } }), refusal(/https/));
});

test("real wrangler: bundles both environments without an account and reports the missing sign-in", async () => {
  const env = { ...process.env, ...account.env, PATH: [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter) };
  for (const name of ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID"]) delete env[name];
  const quiet = { WRANGLER_SEND_METRICS: "false", XDG_CONFIG_HOME: account.folder };
  for (const environment of [undefined, "staging"]) {
    await deploy({ folder: root, env: { ...env, ...quiet }, options: { "dry-run": true, env: environment } });
  }
  const stranger = new Account({ folder: account.folder, env: { ...env, ...quiet }, environment: null });
  await assert.rejects(stranger.check(), refusal(/Nobody is signed in/));
});
