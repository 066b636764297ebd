// The outside judges that `npm test` asks, installed where they are missing: Chromium of the machine, schemathesis in .tools.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Refusal, output, root, run } from "../run.mjs";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];
const SCHEMATHESIS = "4.32.5";
/** Versions of everything that it brings along. */
const CONSTRAINTS = join(root, "scripts", "judges", "constraints.txt");
const environment = join(root, ".tools", "python");

export const schemathesis = join(environment, "bin", "schemathesis");

/** The path of Chromium or Chrome; undefined where there is none. */
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

/** Some programs are missing on some machines: then the cure is told, not only the program. */
async function orRefuse(cure, install) {
  try {
    await install();
  } catch (error) {
    throw new Refusal(`${cure} (${error.message})`);
  }
}
