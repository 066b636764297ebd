// `npm run check:mutants -- <room> [arguments of cargo-mutants]`: changes the code one place at a time, in a copy, and
// checks that a test fails. Takes an hour or more for each room; results are in mutants.out/. For a part of a room:
// `-- crypto --exclude 'src/crypto/jwks/**'`. To repeat the missed ones: `-- flows --iterate`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Refusal, main, root, run } from "../run.mjs";
import { ensureToolchain, toolEnvironment } from "../toolchain.mjs";

const VERSION = "27.1.0";
/** Files of each room, and the tests that cover them. Only these are built and run for each mutant. */
const ROOMS = {
  domain: { files: "src/domain/**", tests: ["--lib", "--test=fuzz"] },
  crypto: { files: "src/crypto/**", tests: ["--lib", "--test=fuzz"] },
  flows: { files: "src/flows/**", tests: ["--lib", "--test=native"] },
  webauthn: { files: "crates/webauthn/src/**", tests: ["--lib", "--test=verification"] },
};

await main(async () => {
  const [name = "domain", ...args] = process.argv.slice(2);
  const room = ROOMS[name];
  if (!room) throw new Refusal(`One of ${Object.keys(ROOMS).join(", ")} can be checked so.`);
  await ensureToolchain();
  if (!existsSync(join(root, ".tools", "bin", "cargo-mutants"))) {
    await run("cargo", ["install", "cargo-mutants", "--locked", "--version", `=${VERSION}`, "--root", ".tools"], { label: "Compiling cargo-mutants into .tools" });
  }
  const tests = room.tests.flatMap((test) => ["--cargo-arg", test]);
  const env = { ...toolEnvironment(), PROPTEST_CASES: "64", CARGO_PROFILE_DEV_DEBUG: "0" };
  await run("cargo", ["mutants", "--file", room.files, "--jobs", "1", ...tests, ...args], { env });
});
