// Runner of a command's programs, in sequence, each under a line that names its purpose. Limited to Node 20, since it
// runs before any package is installed.
import { spawn, spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Failure with a one-line message, the fault and its remedy, and the command's exit code. */
export class Refusal extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const say = (text) => console.log(`\n▸ ${text}`);

/** Starts a program of the project with the terminal as its output. */
export function start(program, args, env = process.env) {
  return spawn(program, args, { cwd: root, env, stdio: "inherit" });
}

/** Runs a program to its end; throws a `Refusal` on failure. */
export async function run(program, args, { env, label } = {}) {
  const began = Date.now();
  if (label) say(label);
  const child = start(program, args, env);
  const code = await new Promise((done, failed) => {
    child.on("error", failed);
    child.on("exit", (status, signal) => done(signal ?? status));
  });
  if (code !== 0) throw new Refusal(`${label ?? program} failed (${code}).`);
  if (label) console.log(`  done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

/** Trimmed output of a program; null if it is missing or fails. */
export function output(program, args) {
  const { status, stdout } = spawnSync(program, args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

/** Runs a command. A refusal prints one line without a stack, and exits with its code. */
export async function main(command) {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`\n✗ ${error.message}`);
    process.exit(error.exitCode);
  }
}
