// Cloudflare account of a deployment, through wrangler.
import { spawn } from "node:child_process";
import { Refusal } from "../run.mjs";

/** wrangler, run in a folder for one environment. */
export class Account {
  constructor({ folder, env, environment }) {
    Object.assign(this, { folder, env: { ...env, CI: "true", NO_COLOR: "1" } }); // asks nothing, and prints what can be read
    this.ofEnvironment = environment === null ? [] : ["--env", environment];
  }

  /**
   * Runs wrangler; returns {code, out, err}. `input` is its whole standard input; `shown` sends its output to the
   * terminal; `attended` also lets it ask the person there.
   */
  wrangler(args, { input = "", shown = false, attended = false } = {}) {
    return new Promise((done, failed) => {
      const output = shown || attended ? "inherit" : "pipe";
      const env = attended ? { ...this.env, CI: undefined } : this.env;
      const child = spawn("wrangler", args, { cwd: this.folder, env, stdio: [attended ? "inherit" : "pipe", output, output] });
      let [out, err] = ["", ""];
      child.stdout?.setEncoding("utf8").on("data", (text) => { out += text; });
      child.stderr?.setEncoding("utf8").on("data", (text) => { err += text; });
      child.stdin?.on("error", () => {}); // it may end without reading
      child.stdin?.end(input);
      child.on("error", failed);
      child.on("close", (code) => done({ code, out, err }));
    });
  }

  /** As `wrangler`, but throws a refusal on failure. */
  async must(args, options) {
    const result = await this.wrangler(args, options);
    if (result.code !== 0) throw new Refusal(`\`wrangler ${args.join(" ")}\` failed (${result.code}).${said(result)}`);
    return result;
  }

  async json(args) {
    const { out } = await this.must(args);
    const begin = out.search(/[[{]/);
    try {
      return JSON.parse(out.slice(begin));
    } catch {
      throw new Refusal(`\`wrangler ${args.join(" ")}\` did not answer in JSON.${said({ out, err: "" })}`);
    }
  }

  async #who() {
    const { code, out } = await this.wrangler(["whoami", "--json"]);
    return code === 0 ? JSON.parse(out.slice(out.indexOf("{"))) : { loggedIn: false };
  }

  /**
   * Refuses unless wrangler is signed in to exactly one account, the intended one.
   *
   * @param isAttended true if a person can sign in
   */
  async check({ isAttended = false } = {}) {
    let who = await this.#who();
    if (!who.loggedIn && isAttended) {
      await this.must(["login"], { attended: true });
      who = await this.#who();
    }
    if (!who.loggedIn) {
      throw new Refusal("Nobody is signed in: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN, then run this again.");
    }
    if (who.accounts.length > 1 && !this.env.CLOUDFLARE_ACCOUNT_ID) {
      const names = who.accounts.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
      throw new Refusal(`There are ${who.accounts.length} accounts: set CLOUDFLARE_ACCOUNT_ID to the one that is meant.\n${names}`);
    }
  }

  /** Ids of D1 databases by name. */
  async databases() {
    return new Map((await this.json(["d1", "list", "--json"])).map(({ name, uuid }) => [name, uuid]));
  }

  /** Ids of KV namespaces by title. */
  async namespaces() {
    return new Map((await this.json(["kv", "namespace", "list"])).map(({ title, id }) => [title, id]));
  }

  async createDatabase(name) {
    await this.must(["d1", "create", name]);
    return found(await this.databases(), name);
  }

  async createNamespace(title) {
    await this.must(["kv", "namespace", "create", title]);
    return found(await this.namespaces(), title);
  }

  async migrate() {
    await this.must(["d1", "migrations", "apply", "DB", "--remote", ...this.ofEnvironment], { shown: true });
  }

  /** Number of accounts in the database. */
  async people() {
    const query = ["--command", "SELECT count(*) AS people FROM accounts"];
    const [{ results }] = await this.json(["d1", "execute", "DB", "--remote", "--json", ...query, ...this.ofEnvironment]);
    return results[0].people;
  }

  /** Names of the worker's secrets; none if there is no worker yet. */
  async secrets() {
    const args = ["secret", "list", "--format", "json", ...this.ofEnvironment];
    const result = await this.wrangler(args);
    if (result.code === 0) return JSON.parse(result.out.slice(result.out.indexOf("["))).map(({ name }) => name);
    if (/Worker "[^"]*"(?: \(env: [^)]*\))? not found/.test(result.out + result.err)) return [];
    throw new Refusal(`\`wrangler ${args.join(" ")}\` failed (${result.code}).${said(result)}`);
  }

  /** Uploads secrets. Their values go through a pipe, never into a file or an argument. */
  async putSecrets(secrets) {
    await this.must(["secret", "bulk", ...this.ofEnvironment], { input: JSON.stringify(secrets) });
  }

  async deploy() {
    await this.must(["deploy", ...this.ofEnvironment], { shown: true });
  }

  async dryRun(folder) {
    await this.must(["deploy", "--dry-run", "--outdir", folder, ...this.ofEnvironment], { shown: true });
  }
}

const said = ({ out, err }) => (`${out}${err}`.trim() ? `\n${`${out}\n${err}`.trim()}` : "");

function found(ids, name) {
  const id = ids.get(name);
  if (!id) throw new Refusal(`${name} was made, but is not in the list of the account: run this again in a minute, with --use-existing.`);
  return id;
}
