// `npm run judge:mutants -- <folder of src> [arguments of cargo-mutants]`: changes the code one place at a time, in a copy,
// and sees whether a test notices. An hour or more for each folder; what it found is in mutants.out/. A part of a folder:
// `-- crypto --exclude 'src/crypto/webauthn/**'`; again for those that no test noticed: `-- flows --iterate`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Refusal, main, root, run } from "../run.mjs";
import { ensureToolchain, toolEnvironment } from "../toolchain.mjs";

const VERSION = "27.1.0";
/** The tests that see a folder's code: they alone are built and run, for each place. */
const TESTS = {
  domain: ["--lib", "--test=fuzz"],
  crypto: ["--lib", "--test=webauthn", "--test=fuzz"],
  flows: ["--lib", "--test=native"],
};

await main(async () => {
  const [folder = "domain", ...args] = process.argv.slice(2);
  if (!TESTS[folder]) throw new Refusal(`One of ${Object.keys(TESTS).join(", ")} can be judged so.`);
  await ensureToolchain();
  if (!existsSync(join(root, ".tools", "bin", "cargo-mutants"))) {
    await run("cargo", ["install", "cargo-mutants", "--locked", "--version", `=${VERSION}`, "--root", ".tools"], { label: "Compiling cargo-mutants into .tools" });
  }
  const tests = TESTS[folder].flatMap((test) => ["--cargo-arg", test]);
  const env = { ...toolEnvironment(), PROPTEST_CASES: "64", CARGO_PROFILE_DEV_DEBUG: "0" };
  await run("cargo", ["mutants", "--file", `src/${folder}/**`, "--jobs", "1", ...tests, ...args], { env });
});
