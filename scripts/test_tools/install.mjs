// External test tools of `npm test`, installed if missing: the machine's Chromium, and schemathesis in .tools.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Refusal, output, root, run } from "../run.mjs";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];
const SCHEMATHESIS = "4.32.5";
/** Pinned versions of its dependencies. */
const CONSTRAINTS = join(root, "scripts", "test_tools", "constraints.txt");
const environment = join(root, ".tools", "python");

export const schemathesis = join(environment, "bin", "schemathesis");

/** Path of Chromium or Chrome; undefined if there is none. */
export function findChromium() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

export async function ensureChromium() {
  if (findChromium()) return;
  await orRefuse("There is no Chromium, and apt-get did not install one: install it, then run this again.", async () => {
    await run("apt-get", ["update", "-qq"], { label: "Installing Chromium" });
    await run("apt-get", ["install", "-y", "-qq", "chromium"]);
  });
}

export async function ensureSchemathesis() {
  if (existsSync(schemathesis) && output(schemathesis, ["--version"])?.includes(SCHEMATHESIS)) return;
  await orRefuse("schemathesis needs python3 with venv: install both (Debian: python3-venv), then run this again.", async () => {
    await run("python3", ["-m", "venv", "--clear", environment], { label: "Installing schemathesis" });
    const pip = ["install", "--quiet", "--disable-pip-version-check", "--constraint", CONSTRAINTS, `schemathesis==${SCHEMATHESIS}`];
    await run(join(environment, "bin", "pip"), pip);
  });
}

/** Runs an installation. A missing program is reported with the command that installs it. */
async function orRefuse(cure, install) {
  try {
    await install();
  } catch (error) {
    throw new Refusal(`${cure} (${error.message})`);
  }
}
