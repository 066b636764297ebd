// Values of wrangler.toml that a deployment fills in, read and changed line by line to keep the comments.
import { readFileSync, writeFileSync } from "node:fs";

export const PLACEHOLDER = "REPLACE-ME";

/** Location of each value: the header of its section, without the environment, and its key. */
const PLACES = {
  name: [null, "name"],
  publicUrl: ["[vars]", "PUBLIC_URL"],
  trustedOrigins: ["[vars]", "TRUSTED_ORIGINS"],
  databaseName: ["[[d1_databases]]", "database_name"],
  databaseId: ["[[d1_databases]]", "database_id"],
  namespaceId: ["[[kv_namespaces]]", "id"],
  limiterId: ["[[ratelimits]]", "namespace_id"],
};

/** wrangler.toml as one environment sees it; `environment` is null for the default one. */
export class WranglerToml {
  constructor(path, environment) {
    Object.assign(this, { path, environment });
    this.lines = readFileSync(path, "utf8").split("\n");
  }

  /** True if the file has a section for this environment. */
  get isKnown() {
    return this.environment === null || this.lines.some((line) => line.startsWith(`[env.${this.environment}.`) || line.startsWith(`[env.${this.environment}]`));
  }

  /** Name of the worker. An environment appends its own name. */
  get worker() {
    const name = this.read("name");
    return this.environment === null ? name : `${name}-${this.environment}`;
  }

  /** Value by its name in PLACES; undefined if missing. */
  read(name) {
    const at = this.find(name);
    return at < 0 ? undefined : /"([^"]*)"/.exec(this.lines[at])?.[1];
  }

  /** True if a value must still be filled in. */
  isOpen(name) {
    return this.read(name)?.includes(PLACEHOLDER) ?? true;
  }

  /** Writes a value to the file. */
  write(name, value) {
    const at = this.find(name);
    if (at < 0) throw new Error(`${this.path} has no ${PLACES[name][1]} for ${this.environment ?? "the default environment"}`);
    this.lines[at] = this.lines[at].replace(/"[^"]*"/, () => JSON.stringify(value));
    writeFileSync(this.path, this.lines.join("\n"));
  }

  /** Index of a value's line; -1 if missing. */
  find(name) {
    const [section, key] = PLACES[name];
    const header = section && (this.environment === null ? section : section.replace(/^(\[+)/, `$1env.${this.environment}.`));
    const begin = header ? this.lines.findIndex((line) => line.trim().split(/\s+#/)[0] === header) : -1;
    if (header && begin < 0) return -1;
    for (let at = begin + 1; at < this.lines.length && !this.lines[at].startsWith("["); at += 1) {
      if (new RegExp(`^${key}\\s*=`).test(this.lines[at])) return at;
    }
    return -1;
  }
}
