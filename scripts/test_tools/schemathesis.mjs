// `npm run check:schemathesis -- [examples] [seed] [more arguments]`: a long run. Findings are printed last.
import { runSchemathesis } from "../../tests/worker/support/schemathesis/run.mjs";
import { build } from "../build.mjs";
import { main } from "../run.mjs";
import { ensureToolchain } from "../toolchain.mjs";

await main(async () => {
  const [examples = "200", seed = String(Date.now() % 2 ** 32), ...args] = process.argv.slice(2);
  await ensureToolchain();
  await build();
  const { code } = await runSchemathesis({ examples: Number(examples), seed: Number(seed), args, onOutput: (text) => process.stdout.write(text) });
  console.log(`\nseed ${seed}, ${examples} examples`);
  process.exitCode = code;
});
