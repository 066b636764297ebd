// `npm test`: all checks, in the order in which they fail fastest. The test runner's summary comes last.
//
// `npm test -- <text>`: only the worker tests whose path contains the text.
//
// `npm test -- --fast <text>`: as above, on a worker that compiles in seconds. Budgets of size and time do not apply to
// it.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "./build.mjs";
import { compileClient } from "./client.mjs";
import { Refusal, main, root, run } from "./run.mjs";
import { cargoDeny, ensureApache, ensureCargoDeny, ensureChromium, ensurePythonParties, ensureSchemathesis } from "./test_tools/install.mjs";
import { ensureToolchain, toolEnvironment } from "./toolchain.mjs";

const BUNDLE = join(".wrangler", "dry-run");

await main(async () => {
  const fast = process.argv.includes("--fast");
  const wanted = process.argv.slice(2).find((word) => word !== "--fast");
  const files = testFiles(wanted);
  await ensureToolchain();
  const env = toolEnvironment();
  await ensureChromium();
  await ensureSchemathesis();
  await ensurePythonParties();
  await ensureApache();
  if (!wanted) {
    await ensureCargoDeny();
    await checkRust();
  }
  await build(fast ? "fast" : "release");
  if (!wanted) await checkBundle(env);
  await compileClient();
  // One file a core, from two to four at once: each runs its own workerd and may run Chromium, which takes memory.
  const atOnce = Math.min(Math.max(availableParallelism(), 2), 4);
  const args = ["--test", "--test-reporter=spec", `--test-concurrency=${atOnce}`, "--test-timeout=600000", ...files];
  await run("node", args, { env }); // prints its own summary
});

function testFiles(wanted = "") {
  const files = readdirSync(join(root, "tests", "worker"), { recursive: true })
    .map((path) => join("tests", "worker", path))
    .filter((path) => path.endsWith(".test.mjs") && path.includes(wanted))
    .sort();
  if (files.length === 0) throw new Refusal(`No test in tests/worker has "${wanted}" in its path.`);
  return files;
}

async function checkRust() {
  const clippy = ["clippy", "--workspace", "--locked"];
  const strict = ["--", "-D", "warnings"];
  await run("cargo", ["fmt", "--all", "--check"], { label: "Format" });
  await run(cargoDeny, ["--log-level", "error", "check", "bans", "licenses", "sources"], { label: "Dependencies" });
  await run("cargo", [...clippy, "--all-targets", ...strict], { label: "Lints, native" });
  await run("cargo", [...clippy, "--target", "wasm32-unknown-unknown", ...strict], { label: "Lints, wasm32" });
  await run("cargo", ["test", "--workspace", "--locked"], { label: "Native tests" });
}

/** Bundles as for a deployment, without an account, and prints the size. */
async function checkBundle(env) {
  rmSync(join(root, BUNDLE), { recursive: true, force: true }); // a module of another build would be counted too
  const args = ["deploy", "--dry-run", "--outdir", BUNDLE];
  await run("wrangler", args, { env, label: "Dry run of the deployment" });
  const folder = join(root, BUNDLE);
  const parts = readdirSync(folder).filter((name) => /\.(js|wasm)$/.test(name)).map((name) => readFileSync(join(folder, name)));
  const kib = (sizes) => (sizes.reduce((sum, size) => sum + size, 0) / 1024).toFixed(0);
  console.log(`  bundle: ${kib(parts.map((part) => part.length))} KiB, ${kib(parts.map((part) => gzipSync(part).length))} KiB gzip`);
}
