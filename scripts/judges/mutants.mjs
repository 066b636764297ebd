// `npm run judge:mutants -- <room> [arguments of cargo-mutants]`: changes the code one place at a time, in a copy, and sees
// whether a test notices. An hour or more for each room; what it found is in mutants.out/. A part of a room:
// `-- crypto --exclude 'src/crypto/jwks/**'`; again for those that no test noticed: `-- flows --iterate`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Refusal, main, root, run } from "../run.mjs";
import { ensureToolchain, toolEnvironment } from "../toolchain.mjs";

const VERSION = "27.1.0";
/** Each room's files, and the tests that see its code: they alone are built and run, for each place. */
const ROOMS = {
  domain: { files: "src/domain/**", tests: ["--lib", "--test=fuzz"] },
  crypto: { files: "src/crypto/**", tests: ["--lib", "--test=fuzz"] },
  flows: { files: "src/flows/**", tests: ["--lib", "--test=native"] },
  webauthn: { files: "crates/webauthn/src/**", tests: ["--lib", "--test=verification"] },
};

await main(async () => {
  const [name = "domain", ...args] = process.argv.slice(2);
  const room = ROOMS[name];
  if (!room) throw new Refusal(`One of ${Object.keys(ROOMS).join(", ")} can be judged so.`);
  await ensureToolchain();
  if (!existsSync(join(root, ".tools", "bin", "cargo-mutants"))) {
    await run("cargo", ["install", "cargo-mutants", "--locked", "--version", `=${VERSION}`, "--root", ".tools"], { label: "Compiling cargo-mutants into .tools" });
  }
  const tests = room.tests.flatMap((test) => ["--cargo-arg", test]);
  const env = { ...toolEnvironment(), PROPTEST_CASES: "64", CARGO_PROFILE_DEV_DEBUG: "0" };
  await run("cargo", ["mutants", "--file", room.files, "--jobs", "1", ...tests, ...args], { env });
});
