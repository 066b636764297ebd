// Download of compiled build tools. tools/prebuilt.json names each archive with its SHA-256; a tool whose version and
// platform it lacks is compiled. Nothing of an archive is written but the one file that is named as the tool.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { output, root, say } from "./run.mjs";

export const TABLE = join(root, "tools", "prebuilt.json");

/** Milliseconds until the answer begins, and from there to its end. */
const LIMITS = { answer: 10_000, body: 60_000 };
const MAX_BYTES = 64 * 1024 * 1024;

export const keyOf = ({ name, version }, platform = `${process.platform}-${process.arch}`) => `${name} ${version} ${platform}`;
export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** True if this program runs here and has this version. */
export const isVersion = (program, version) => output(program, ["--version"])?.split(" ").pop() === version;

/** Installs a tool as `<folder>/<name>`. False if the table lacks it, or if it cannot be had, for the reason printed. */
export async function installPrebuilt(tool, folder, { table = JSON.parse(readFileSync(TABLE, "utf8")), limits } = {}) {
  const pin = table[keyOf(tool)];
  if (!pin) return false;
  say(`Downloading ${tool.name} ${tool.version} into .tools (seconds, once)`);
  const unchecked = join(folder, `${tool.name}.unchecked`);
  try {
    const archive = await download(pin.url, limits);
    if (sha256(archive) !== pin.sha256) throw new Error("its SHA-256 is not the one in tools/prebuilt.json");
    mkdirSync(folder, { recursive: true });
    writeFileSync(unchecked, binaryOf(archive, pin.url, tool.name), { mode: 0o755 });
    if (!isVersion(unchecked, tool.version)) throw new Error("the program does not run on this machine");
    renameSync(unchecked, join(folder, tool.name));
    return true;
  } catch (error) {
    console.log(`  failed: ${error.message}`);
    return false;
  } finally {
    rmSync(unchecked, { force: true });
  }
}

/** Body of an answer. Another status than 200 is an error with this `status`. */
export async function download(url, { answer, body } = LIMITS) {
  const controller = new AbortController();
  const within = (ms) => setTimeout(() => controller.abort(new Error(`no answer within ${ms / 1000} s`)), ms);
  let timer = within(answer);
  try {
    const response = await fetch(url, { signal: controller.signal });
    clearTimeout(timer);
    timer = within(body);
    if (!response.ok) throw Object.assign(new Error(`the server answers ${response.status}`), { status: response.status });
    const chunks = [];
    let length = 0;
    for await (const chunk of response.body) {
      length += chunk.length;
      if (length > MAX_BYTES) throw new Error("the archive is too large");
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    throw error.cause ? new Error(error.cause.message || error.cause.code) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** The program in an archive, whose one folder has the archive's name. tar writes it to its output, never to a path. */
export function binaryOf(archive, url, name) {
  const folder = url.split("/").pop().replace(/\.(tar\.gz|tgz)$/, "");
  const { status, stdout } = spawnSync("tar", ["-xzOf", "-", `${folder}/${name}`], { input: archive, maxBuffer: 4 * MAX_BYTES });
  if (status !== 0 || !stdout.length) throw new Error(`the archive has no ${folder}/${name}`);
  return stdout;
}
