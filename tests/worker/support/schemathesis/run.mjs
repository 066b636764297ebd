// Runs schemathesis, which tests the API by its OpenAPI document alone, against a worker of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureSchemathesis, schemathesis } from "../../../../scripts/test_tools/install.mjs";
import { TRUSTED_ORIGIN, startWorker } from "../worker.mjs";
import { NO_LIMITS } from "../world.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** Resolves when the program exits. Its output is passed to `onOutput` as it arrives. */
function finished(program, args, options, onOutput) {
  const child = spawn(program, args, options);
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", onOutput);
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("exit", (code, signal) => done(signal ?? code));
  });
}

/**
 * Generates requests and checks the answers.
 * @param examples most cases an operation in each phase that draws at random
 * @param seed of what is drawn
 * @param args more arguments of schemathesis
 * @param change a function of the OpenAPI document, to test the check itself
 * @returns {code, output, logs}: exit code, all that was printed, the worker's log
 */
export async function runSchemathesis({ examples, seed, args = [], change, onOutput = () => {} }) {
  await ensureSchemathesis();
  const worker = await startWorker({ settings: NO_LIMITS });
  const folder = mkdtempSync(join(tmpdir(), "schemathesis-"));
  try {
    const document = JSON.parse(await (await worker.fetch("/openapi.json")).text());
    const file = join(folder, "openapi.json");
    writeFileSync(file, JSON.stringify(change ? change(document) : document));
    const options = {
      cwd: folder,
      env: { ...process.env, SCHEMATHESIS_HOOKS: join(here, "hooks.py"), SESAME_URL: worker.url, SESAME_TRUSTED_ORIGIN: TRUSTED_ORIGIN, NO_PROXY: "*", PYTHONDONTWRITEBYTECODE: "1" },
    };
    const all = [
      "--config-file", join(here, "schemathesis.toml"), "run", file, "--url", worker.url, "--no-color", "--continue-on-failure",
      "--max-examples", String(examples), "--seed", String(seed), "--suppress-health-check", "all", "--generation-database", "none", ...args,
    ];
    let output = "";
    const code = await finished(schemathesis, all, options, (text) => {
      output += text;
      onOutput(text);
    });
    return { code, output, logs: worker.logs() };
  } finally {
    await worker.dispose();
    rmSync(folder, { recursive: true });
  }
}
