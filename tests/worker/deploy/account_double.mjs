// Double of a Cloudflare account: a program `wrangler` that keeps its state in a file, answers as wrangler 4.116 does,
// and records every call and its input.
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { root } from "../support/project.mjs";

const PROGRAM = `#!${process.execPath}
import { readFileSync, writeFileSync } from "node:fs";

const path = process.env.ACCOUNT_DOUBLE;
const account = JSON.parse(readFileSync(path, "utf8"));
const args = process.argv.slice(2);
const input = args[0] === "login" ? "" : readFileSync(0, "utf8");
const environment = args.includes("--env") ? args[args.indexOf("--env") + 1] : null;
const worker = environment ? "sesame-" + environment : "sesame";
account.calls.push({ args, input });

function end(code, out = "", err = "") {
  writeFileSync(path, JSON.stringify(account));
  if (out) process.stdout.write(out + "\\n");
  if (err) process.stderr.write("X [ERROR] " + err + "\\n\\n");
  process.exit(code);
}

const command = args.filter((word) => /^[a-z0-9]/.test(word)).join(" ");
if (account.failing && command.startsWith(account.failing)) end(1, "", "A request to the Cloudflare API failed.");
if (command.startsWith("whoami")) {
  if (!account.signedIn) end(1, '{"loggedIn":false}');
  end(0, JSON.stringify({ loggedIn: true, authType: "OAuth Token", accounts: account.accounts, tokenPermissions: [] }, null, 2));
}
if (command.startsWith("login")) {
  account.signedIn = account.mayLogIn;
  end(account.signedIn ? 0 : 1);
}
if (!account.signedIn && !args.includes("--dry-run")) end(1, "", "In a non-interactive environment, it's necessary to set a CLOUDFLARE_API_TOKEN environment variable for wrangler to work.");
if (command.startsWith("d1 list")) end(0, JSON.stringify(account.databases, null, 2));
if (command.startsWith("d1 create")) {
  const [name] = args.slice(2);
  if (account.databases.some((one) => one.name === name)) end(1, "", "A database with that name already exists");
  account.databases.push({ uuid: "d1-of-" + name, name, created_at: "2026-01-01T00:00:00.000Z", version: "production" });
  end(0, "\\u2705 Successfully created DB '" + name + "' in region WEUR\\nCreated your new D1 database.\\n");
}
if (command.startsWith("kv namespace list")) end(0, JSON.stringify(account.namespaces, null, 2));
if (command.startsWith("kv namespace create")) {
  const [title] = args.slice(3);
  account.namespaces.push({ id: "kv-of-" + title, title, supports_url_encoding: true });
  end(0, "Creating namespace with title \\"" + title + "\\"\\n\\u2728 Success!");
}
if (command.startsWith("d1 migrations apply")) end(0, "");
if (command.startsWith("d1 execute")) end(0, JSON.stringify([{ results: [{ people: account.people }], success: true, meta: {} }], null, 2));
if (command.startsWith("secret list")) {
  if (!(worker in account.workers)) end(1, "", 'Worker "' + worker + '"' + (environment ? " (env: " + environment + ")" : "") + " not found.\\n\\nIf this is a new Worker, run \`wrangler deploy\` first to create it.");
  end(0, JSON.stringify(account.workers[worker].map((name) => ({ name, type: "secret_text" })), null, "  "));
}
if (command.startsWith("secret bulk")) {
  account.workers[worker] = [...new Set([...(account.workers[worker] ?? []), ...Object.keys(JSON.parse(input))])];
  end(0, "Finished processing secrets file:");
}
if (command.startsWith("deploy")) {
  if (!args.includes("--dry-run")) account.workers[worker] ??= [];
  end(0, "");
}
end(1, "", "Unknown command: " + command);
`;

/** Opens an account with a copy of the project's wrangler.toml. Remove it with `dispose`. */
export function openAccount(state = {}) {
  const folder = mkdtempSync(join(tmpdir(), "deploy-"));
  const program = join(folder, "bin", "wrangler");
  const path = join(folder, "account.json");
  mkdirSync(dirname(program));
  writeFileSync(join(folder, "bin", "package.json"), '{"type":"module"}');
  writeFileSync(program, PROGRAM);
  chmodSync(program, 0o755);
  copyFileSync(join(root, "wrangler.toml"), join(folder, "wrangler.toml"));
  const fresh = { signedIn: true, accounts: [{ id: "a1", name: "Acme" }], databases: [], namespaces: [], workers: {}, people: 0, failing: null, calls: [] };
  writeFileSync(path, JSON.stringify({ ...fresh, ...state }));
  const read = () => JSON.parse(readFileSync(path, "utf8"));
  return {
    folder,
    env: { PATH: [join(folder, "bin"), process.env.PATH].join(delimiter), HOME: folder, ACCOUNT_DOUBLE: path },
    get state() { return read(); },
    change: (what) => writeFileSync(path, JSON.stringify({ ...read(), ...what })),
    /** Calls of wrangler since the last time, one line each. */
    calls() {
      const { calls } = read();
      this.change({ calls: [] });
      return calls.map(({ args }) => args.join(" "));
    },
    toml: () => readFileSync(join(folder, "wrangler.toml"), "utf8"),
    secretsFile: (worker = "sesame") => join(folder, ".config", "sesame", `${worker}.json`),
    modeOf: (file) => statSync(file).mode & 0o777,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
