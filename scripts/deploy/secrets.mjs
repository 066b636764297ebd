// Secrets of a deployment, generated here and kept in a file that only its owner can read: a deployed secret cannot be
// read back, and rotation needs the old value.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Refusal } from "../run.mjs";

export const NAMES = ["AUTH_SECRET", "DATA_SECRET"];

const newSecret = () => randomBytes(32).toString("base64url");

/** Default path of a worker's secrets. */
export const defaultFile = (worker, env) => join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config"), "sesame", `${worker}.json`);

/** Reads the secrets from the file, or creates it with new ones. */
export function keptSecrets(file) {
  if (existsSync(file)) return readKept(file);
  const secrets = { AUTH_SECRET: newSecret(), DATA_SECRET: `1:${newSecret()}` };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return secrets;
}

function readKept(file) {
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
    throw new Refusal(`Others can read ${file}: run \`chmod 600 ${file}\`, and consider its secrets known.`);
  }
  const secrets = JSON.parse(readFileSync(file, "utf8"));
  for (const name of NAMES) if (typeof secrets[name] !== "string") throw new Refusal(`${file} has no ${name}.`);
  return secrets;
}
