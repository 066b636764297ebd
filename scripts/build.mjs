// `npm run build`: the release worker in build/, rebuilt only when an input changed.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { main, root, run } from "./run.mjs";
import { namesOf, sizeReport } from "./size_report.mjs";
import { ensureToolchain, toolEnvironment } from "./toolchain.mjs";

const SOURCES = ["src", "crates", "templates", "openapi.yaml", "build.rs", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml", "package-lock.json", "scripts/build.mjs"];
const stamp = join(root, "build", "fingerprint");

/** Builds the worker with a profile of Cargo.toml: `release`, or `fast` for tests during development. */
export async function build(profile = "release") {
  const fingerprint = `${profile} ${fingerprintOf(SOURCES)}`;
  const products = ["entry.mjs", "index.js", "index_bg.wasm"].map((name) => join(root, "build", name));
  const current = existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint;
  if (current && products.every(existsSync)) return;
  rmSync(stamp, { force: true });
  await compile(profile);
  if (profile === "release") await stripNames(products[2]);
  copyFileSync(join(root, "src", "entry.mjs"), products[0]);
  writeFileSync(stamp, fingerprint);
}

async function compile(profile) {
  const fast = profile === "fast";
  const options = fast ? ["--profile", "fast", "--no-opt"] : ["--release"];
  await run(join(root, ".tools", "bin", "worker-build"), [...options, "--", "--locked"], {
    env: toolEnvironment(),
    label: fast ? "Building the worker, fast profile" : "Building the worker (minutes the first time, then about one)",
  });
}

/** Strips function names, an eighth of the module, which worker-build keeps and nothing reads at run time. */
async function stripNames(module) {
  const named = readFileSync(module);
  const features = ["--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-simd", "--enable-reference-types", "--enable-multivalue", "--enable-exception-handling"];
  await run("wasm-opt", [module, "-o", module, "--strip-debug", "--strip-producers", ...features], {
    env: toolEnvironment(),
    label: "Leaving the names out of the module",
  });
  writeFileSync(join(root, "build", "function_names.json"), JSON.stringify(Object.fromEntries(namesOf(named)))); // for profiles
  console.log(sizeReport(named, readFileSync(module)));
}

function fingerprintOf(paths) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(filesOf)) {
    hash.update(`${relative(root, file)}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesOf(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  const inside = readdirSyncOrNull(full);
  if (!inside) return [full];
  return inside.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
}

function readdirSyncOrNull(path) {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return null;
    throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await ensureToolchain();
    await build();
  });
}
