// Installation of missing tools, in this folder only (except for rustup's wasm target). A part that is present in the
// right version is skipped, so a second run costs no time.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installPrebuilt, isVersion } from "./prebuilt.mjs";
import { Refusal, output, root, run } from "./run.mjs";

const TARGET = "wasm32-unknown-unknown";
const WORKER_BUILD = "0.8.7";
const bin = (name) => join(root, "node_modules", ".bin", name);
const tool = (name) => join(root, ".tools", "bin", name);

/** Environment of every program started here. The project's own tools come first in PATH. */
export function toolEnvironment() {
  const own = [join(root, "node_modules", ".bin"), join(root, ".tools", "bin")];
  return {
    ...process.env,
    PATH: [...own, process.env.PATH].join(delimiter),
    WASM_BINDGEN_BIN: tool("wasm-bindgen"),
    WASM_OPT_BIN: bin("wasm-opt"),
    ESBUILD_BIN: bin("esbuild"),
    // Wrangler: no prompts, no telemetry, no downloads beyond local work.
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_SEND_ERROR_REPORTS: "false",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_LOG_PATH: join(root, ".wrangler", "logs"),
  };
}

export async function ensureToolchain() {
  requireNode();
  await ensurePackages();
  await ensureRust();
  for (const wanted of buildTools()) await ensureTool(wanted);
}

function requireNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) throw new Refusal(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
}

/** Compares the lock file with node_modules/.package-lock.json, in which npm records its installation. */
function packagesAreCurrent() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const packages = (path) => JSON.parse(readFileSync(path, "utf8")).packages;
  const present = packages(installed);
  return Object.entries(packages(join(root, "package-lock.json"))).every(
    ([path, wanted]) => path === "" || wanted.optional || present[path]?.version === wanted.version,
  );
}

export async function ensurePackages() {
  if (packagesAreCurrent()) return;
  if (!output("npm", ["--version"])) throw new Refusal("npm is missing: install Node 20 or newer, with npm.");
  await run("npm", ["ci", "--loglevel=error"], { label: "Installing the npm packages (about 500 MB, once)" });
}

async function ensureRust() {
  if (!output("cargo", ["--version"])) {
    if (!output("rustup", ["--version"])) throw new Refusal("Rust is missing: install it from https://rustup.rs, then run this again.");
    await run("rustup", ["toolchain", "install"], { label: "Installing the Rust toolchain of rust-toolchain.toml" });
  }
  if (hasTarget()) return;
  if (!output("rustup", ["--version"])) throw new Refusal(`This Rust has no ${TARGET} target and there is no rustup to add it: install Rust from https://rustup.rs.`);
  await run("rustup", ["target", "add", TARGET], { label: `Adding the Rust target ${TARGET}` });
}

function hasTarget() {
  const folder = output("rustc", ["--print", "target-libdir", "--target", TARGET]);
  return folder !== null && existsSync(folder);
}

/** Tools of the build, with the commands that compile them. They do little work, so a short compilation is the better one. */
export function buildTools() {
  return [
    { name: "worker-build", version: WORKER_BUILD, compile: `cargo install worker-build --locked --version =${WORKER_BUILD} --debug` },
    { name: "wasm-bindgen", version: lockedWasmBindgen(), compile: "cargo install --path tools/wasm-bindgen --locked" },
  ];
}

/** Version of the wasm-bindgen crate. The generated bindings must match it exactly. */
function lockedWasmBindgen() {
  const [crate, command] = ["Cargo.lock", join("tools", "wasm-bindgen", "Cargo.lock")].map((file) => {
    const found = readFileSync(join(root, file), "utf8").match(/name = "wasm-bindgen-shared"\nversion = "([^"]+)"/);
    if (!found) throw new Refusal(`${file} does not name wasm-bindgen: run \`cargo generate-lockfile\`.`);
    return found[1];
  });
  if (crate !== command) {
    throw new Refusal(`Cargo.lock has wasm-bindgen ${crate} and tools/wasm-bindgen ${command}: raise the version and the dependency in tools/wasm-bindgen/Cargo.toml.`);
  }
  return crate;
}

async function ensureTool({ name, version, compile }) {
  if (isVersion(tool(name), version)) return;
  if (await installPrebuilt({ name, version }, join(root, ".tools", "bin"))) return;
  const label = `Compiling ${name} ${version} into .tools (about a minute, once)`;
  const [cargo, ...install] = compile.split(" ");
  const folders = ["--root", ".tools", "--target-dir", join(".tools", "build")];
  await run(cargo, [...install, "--bin", name, "--force", ...folders], { label });
  rmSync(join(root, ".tools", "build"), { recursive: true, force: true });
}
