// Deployment, step by step. Each step first checks whether it is done, so a deployment can be repeated after any
// failure.
import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal, say } from "../run.mjs";
import { Account } from "./account.mjs";
import { NAMES, defaultFile, keptSecrets } from "./secrets.mjs";
import { WranglerToml } from "./wrangler_toml.mjs";

/** Health checks of a new deployment: their number, and the milliseconds between them. */
const PATIENCE = { times: 15, pause: 2000 };
/** Upper bound of a random limiter id. A collision has a chance of a few in a billion. */
const LIMITER_IDS = 2 ** 31;

/**
 * @param folder of the project, with wrangler.toml
 * @param env    the environment of wrangler
 * @param options {env, "public-url", "trusted-origins", secrets, "use-existing", "dry-run"}: see scripts/deploy.mjs
 * @param ask    asks a person and returns the answer; null if there is nobody to ask
 * @param fetch  checks the health of the deployed worker, and asks for its keys
 */
export async function deploy({ folder, env, options = {}, ask = null, fetch = globalThis.fetch, patience = PATIENCE }) {
  const environment = options.env ?? null;
  const toml = new WranglerToml(join(folder, "wrangler.toml"), environment);
  if (!toml.isKnown) throw new Refusal(`wrangler.toml has no environment ${environment}.`);
  const account = new Account({ folder, env, environment });
  if (options["dry-run"]) return rehearse(toml, account, { env, options });
  await settle(toml, { env, options, ask });
  say("Looking at the account");
  await account.check({ isAttended: ask !== null });
  await provideDatabase(toml, account, { options, ask });
  await provideNamespace(toml, account);
  drawLimiterId(toml);
  say("Migrating the remote database");
  await account.migrate();
  await provideSecrets(toml, account, { env, options });
  say(`Deploying ${toml.worker}`);
  await account.deploy();
  await checkHealth(toml.read("publicUrl"), { fetch, ...patience });
  await makeSigningKeys(toml.read("publicUrl"), { fetch });
}

/** Runs every step that needs no account: reports open settings, and bundles. */
async function rehearse(toml, account, { env, options }) {
  const url = wantedUrl(toml, { env, options });
  if (url) checkOrigin(url);
  const plan = [
    url ? `PUBLIC_URL is ${url}` : "PUBLIC_URL has to be given, by --public-url or when asked",
    toml.isOpen("databaseId") ? `make the D1 database ${toml.read("databaseName")}` : `use the D1 database ${toml.read("databaseId")}`,
    toml.isOpen("namespaceId") ? `make the KV namespace ${toml.worker}-kv` : `use the KV namespace ${toml.read("namespaceId")}`,
    ...(hasUndrawnLimiter(toml) ? ["draw the id of the edge rate limit"] : []),
    "apply the migrations that the database lacks",
    `put ${NAMES.join(" and ")}, where the worker lacks them, from ${options.secrets ?? defaultFile(toml.worker, env)}`,
    `upload ${toml.worker}, and ask its /healthz`,
  ];
  say("A deployment would");
  for (const step of plan) console.log(`  - ${step}`);
  say("Bundling, without uploading");
  await account.dryRun(join(".wrangler", "dry-run"));
}

function wantedUrl(toml, { env, options }) {
  return options["public-url"] ?? (toml.isOpen("publicUrl") ? env.PUBLIC_URL : toml.read("publicUrl"));
}

function checkOrigin(url) {
  const isOrigin = URL.canParse(url) && new URL(url).origin === url && url.startsWith("https://");
  if (!isOrigin) throw new Refusal(`PUBLIC_URL must be an https:// address without a path or a slash at its end; this is not: ${url}`);
}

/** Asks for the settings that only a person knows. */
async function settle(toml, { env, options, ask }) {
  let url = wantedUrl(toml, { env, options });
  if (!url && ask) {
    url = await ask(`Where will people reach it? For example https://${toml.worker}.<your subdomain>.workers.dev: `);
  }
  if (!url) throw new Refusal("PUBLIC_URL is not set: give it by --public-url, or in wrangler.toml.");
  checkOrigin(url);
  if (url !== toml.read("publicUrl")) toml.write("publicUrl", url);
  if (options["trusted-origins"] !== undefined) toml.write("trustedOrigins", options["trusted-origins"]);
}

async function provideDatabase(toml, account, { options, ask }) {
  if (!toml.isOpen("databaseId")) return;
  const name = toml.read("databaseName");
  const existing = (await account.databases()).get(name);
  if (existing && !(await isWelcome(name, { options, ask }))) {
    throw new Refusal(`There is a D1 database ${name} already. If it is this service's own, add --use-existing; if not, change database_name in wrangler.toml.`);
  }
  if (!existing) say(`Making the D1 database ${name}`);
  toml.write("databaseId", existing ?? (await account.createDatabase(name)));
}

async function isWelcome(name, { options, ask }) {
  if (options["use-existing"]) return true;
  return ask !== null && /^y/i.test(await ask(`There is a D1 database ${name} already. Is it this service's own, to be used? [y/N] `));
}

/** Reuses a namespace of this name if there is one: its content may be lost at any time anyway. */
async function provideNamespace(toml, account) {
  if (!toml.isOpen("namespaceId")) return;
  const title = `${toml.worker}-kv`;
  const existing = (await account.namespaces()).get(title);
  if (!existing) say(`Making the KV namespace ${title}`);
  toml.write("namespaceId", existing ?? (await account.createNamespace(title)));
}

/**
 * Draws the id of a rate limiter. Limiters are not created, only named; those with the same id in an account share
 * their counters.
 */
function drawLimiterId(toml) {
  if (hasUndrawnLimiter(toml)) toml.write("limiterId", String(randomInt(1, LIMITER_IDS)));
}

/** False if wrangler.toml binds no limiter. */
const hasUndrawnLimiter = (toml) => toml.read("limiterId") !== undefined && toml.isOpen("limiterId");

/** Uploads the secrets that the worker lacks. Another DATA_SECRET would invalidate every password in the database. */
async function provideSecrets(toml, account, { env, options }) {
  const present = await account.secrets();
  const missing = NAMES.filter((name) => !present.includes(name));
  if (missing.length === 0) return;
  const file = options.secrets ?? defaultFile(toml.worker, env);
  if (missing.includes("DATA_SECRET") && !existsSync(file) && (await account.people()) > 0) {
    throw new Refusal(`People have accounts in this database, but the worker has no DATA_SECRET, and there is none in ${file}: name the file with the one that their passwords were made under, by --secrets.`);
  }
  const secrets = keptSecrets(file);
  say(`Putting ${missing.join(" and ")}; a copy that only you can read is in ${file}: keep it`);
  await account.putSecrets(Object.fromEntries(missing.map((name) => [name, secrets[name]])));
}

/** Asks for the signing keys once, which makes them; where that fails, the worker's schedule does. */
async function makeSigningKeys(url, { fetch }) {
  const answer = await fetch(`${url}/oauth2/jwks`, { redirect: "manual", signal: AbortSignal.timeout(10_000) }).catch(() => null);
  if (answer?.status !== 200) say(`It has no signing keys yet: they come within 15 minutes, or the log says why`);
}

/** Reports health, with the settings that are ignored. */
function sayWell(url, { warnings = [] }) {
  say(`It is well: ${url}`);
  for (const { setting, entry, problem } of warnings) say(`But it goes on without ${setting}${entry ? ` (${entry})` : ""}, which ${problem}`);
}

async function checkHealth(url, { fetch, times, pause }) {
  say(`Asking ${url}/healthz`);
  let last = "no answer";
  for (let attempt = 0; attempt < times; attempt += 1) {
    if (attempt > 0) await sleep(pause);
    try {
      const answer = await fetch(`${url}/healthz`, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
      if (answer.status === 200) return sayWell(url, await answer.json().catch(() => ({})));
      last = `${answer.status} ${(await answer.text()).slice(0, 300)}`;
    } catch (error) {
      last = error.cause?.message ?? error.message; // a new name takes a while to be known everywhere
    }
  }
  throw new Refusal(`It is deployed, but not well: ${last}\nA 503 names what is missing in the log: see \`npx wrangler tail\`. An address that does not answer may have no route to the worker.`);
}
