// Runs the programs of a command, one after another, each under a line that says what it is for.
// Uses what Node 20 has, since it runs before any package is installed.
import { spawn, spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** A failure that is told in one line: what is wrong and what to do. */
export class Refusal extends Error {}

export const say = (text) => console.log(`\n▸ ${text}`);

/** Starts a program of the project; its output is the terminal's. */
export function start(program, args, env = process.env) {
  return spawn(program, args, { cwd: root, env, stdio: "inherit" });
}

/** Runs a program to its end; throws a `Refusal` if it fails. */
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

/** What a program prints, trimmed; null if it is missing or fails. */
export function output(program, args) {
  const { status, stdout } = spawnSync(program, args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

/** Runs a command; a refusal is one line and exit code 1, without a stack. */
export async function main(command) {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`\n✗ ${error.message}`);
    process.exit(1);
  }
}
