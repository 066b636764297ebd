// `npm run deploy`: build, migrate the remote database, upload. What it needs is in docs/deploy.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { Refusal, main, root, run } from "./run.mjs";
import { ensureToolchain, toolEnvironment } from "./toolchain.mjs";

await main(async () => {
  const open = readFileSync(join(root, "wrangler.toml"), "utf8").match(/^(\w+) = "[^"]*REPLACE-ME"/m);
  if (open) throw new Refusal(`wrangler.toml still has a placeholder for ${open[1]}: see docs/deploy.md.`);
  await ensureToolchain();
  await build();
  const env = toolEnvironment();
  await run("wrangler", ["d1", "migrations", "apply", "DB", "--remote"], { env, label: "Migrating the remote database" });
  await run("wrangler", ["deploy"], { env, label: "Deploying" });
});
