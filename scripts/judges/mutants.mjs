// `npm run judge:mutants -- <folder of src> [arguments of cargo test]`: changes the code one place at a time, in a copy, and
// sees whether a test notices. Hours for the whole; what it found is in mutants.out/.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { main, root, run } from "../run.mjs";
import { ensureToolchain, toolEnvironment } from "../toolchain.mjs";

const VERSION = "27.1.0";

await main(async () => {
  const [folder = "domain", ...args] = process.argv.slice(2);
  await ensureToolchain();
  if (!existsSync(join(root, ".tools", "bin", "cargo-mutants"))) {
    await run("cargo", ["install", "cargo-mutants", "--locked", "--version", `=${VERSION}`, "--root", ".tools"], { label: "Compiling cargo-mutants into .tools" });
  }
  const tests = args.length > 0 ? args : ["--lib", "--test", "fuzz"];
  await run("cargo", ["mutants", "--file", `src/${folder}/**`, "--jobs", "1", "--", ...tests], { env: { ...toolEnvironment(), PROPTEST_CASES: "64" } });
});
