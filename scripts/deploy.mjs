// `npm run deploy`: creates missing resources in the account, migrates the remote database, uploads, and checks the
// health of the result. May be repeated at any time. See docs/deploy.md.
//
//   --env <name>                an environment of wrangler.toml, such as staging
//   --public-url <origin>       public origin; else the environment variable PUBLIC_URL, else asked for
//   --trusted-origins <list>    the origins of your sites, comma separated
//   --secrets <file>            file of its secrets; created if missing
//   --use-existing              use an existing database of that name
//   --dry-run                   only the steps that need no account
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { deploy } from "./deploy/deploy.mjs";
import { Refusal, main, root } from "./run.mjs";
import { ensureToolchain, toolEnvironment } from "./toolchain.mjs";

function readOptions() {
  const text = { type: "string" };
  const flag = { type: "boolean" };
  const options = { env: text, "public-url": text, "trusted-origins": text, secrets: text, "use-existing": flag, "dry-run": flag };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Refusal(error.message);
  }
}

async function askTerminal(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(`\n? ${question}`)).trim();
  } finally {
    terminal.close();
  }
}

await main(async () => {
  const options = readOptions();
  await ensureToolchain();
  await build();
  await deploy({ folder: root, env: toolEnvironment(), options, ask: process.stdin.isTTY ? askTerminal : null });
});
