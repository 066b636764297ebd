// Examples of the documentation, run as programs: curl by sh, JavaScript by node, Python by python3.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { root } from "./project.mjs";

const run = promisify(execFile);
const BROWSER = fileURLToPath(new URL("./browser.mjs", import.meta.url));

// Makes curl print the status after the body without changing the command.
const CURLRC = 'silent\nshow-error\nwrite-out = "\\n%{http_code}"\n';

/** Interpreter of an example, by its file extension. */
const programs = {
  sh: (file) => ["sh", [file]],
  mjs: (file) => [process.execPath, ["--import", BROWSER, file]],
  py: async (file) => [await pythonWithRequests(), [file]],
};

/**
 * Runs the text of an example.
 * @param cookies cookies of the browser in the JavaScript examples
 * @returns {stdout, stderr, status, body}; status and body of curl's answer only
 */
export async function runExample(kind, text, { cookies = "" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  try {
    writeFileSync(join(folder, ".curlrc"), CURLRC);
    const file = join(folder, `example.${kind}`);
    writeFileSync(file, text);
    const [program, args] = await programs[kind](file);
    const env = { ...process.env, CURL_HOME: folder, BROWSER_COOKIES: cookies, PYTHONIOENCODING: "utf-8", NO_PROXY: "*" };
    const { stdout, stderr } = await run(program, args, { env, timeout: 60_000 });
    const [, body, status] = stdout.match(/^([\s\S]*)\n(\d{3})$/) ?? [];
    return { stdout, stderr, status: Number(status), body: body ? JSON.parse(body) : null };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Path of a python3 with `requests`: the machine's own, or one in an environment created here once. */
async function pythonWithRequests() {
  const made = join(root, "node_modules/.cache/python/bin/python3");
  for (const python of ["python3", made]) {
    if (python === made && !existsSync(made)) break;
    if (await run(python, ["-c", "import requests"]).then(() => true, () => false)) return python;
  }
  await run("python3", ["-m", "venv", join(root, "node_modules/.cache/python")]);
  await run(made, ["-m", "pip", "install", "--quiet", "requests"]);
  return made;
}
