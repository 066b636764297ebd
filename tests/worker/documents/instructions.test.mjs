// Commands in documents and scripts: no secret on a command line, no unpinned version.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../support/project.mjs";

const filesIn = (folder, pattern) => readdirSync(join(root, folder), { recursive: true }).map((path) => join(folder, path)).filter((path) => pattern.test(path) && !path.includes("node_modules"));
const DOCUMENTS = ["README.md", ...filesIn("docs", /\.md$/), ...filesIn("examples", /\.md$/)];
const PROGRAMS = [".ci/run", "package.json", ...filesIn("scripts", /\.mjs$/)];
const lines = (paths) => paths.flatMap((path) => readFileSync(join(root, path), "utf8").split("\n").map((text, at) => ({ where: `${path}:${at + 1}`, text })));

test("documents: no command has a secret typed in", () => {
  for (const { where, text } of lines(DOCUMENTS)) {
    assert.doesNotMatch(text, /<<-?\s*['"]?\w/, `${where}: a here-document`);
    assert.doesNotMatch(text, /\b(echo|printf)\b.*\|\s*(npx )?wrangler secret|wrangler secret put \w+ +[^\s`.,)]/, `${where}: a secret as an argument`);
  }
});

test("documents: every installed package has a version", () => {
  for (const { where, text } of lines([...DOCUMENTS, ...PROGRAMS])) {
    // A crate of the registry is named by its version; one of this repository has its own Cargo.lock.
    if (/\bcargo install\b|"cargo".*"install"/.test(text)) assert.match(text, /--locked.*--version|--path tools\/.*--locked/, where);
    if (/\bnpm["`]?[\s,[]+"?(install|i)["`\s]/.test(text)) assert.fail(`${where}: npm ci keeps to the lock file`);
    if (/\bnpx (?!wrangler\b)/.test(text)) assert.fail(`${where}: npx of what the lock file may not have`);
  }
  const installs = readFileSync(join(root, "scripts/test_tools/install.mjs"), "utf8");
  assert.match(installs, /"install",[^\]]*"--constraint", CONSTRAINTS, `schemathesis==/, "pip");
  assert.match(installs, /"install",[^\]]*"--no-deps", "--requirement", PARTIES/, "pip");
  for (const name of ["constraints.txt", "python_parties.txt"]) {
    for (const line of readFileSync(join(root, "scripts/test_tools", name), "utf8").trim().split("\n")) assert.match(line, /^[\w.-]+==[\w.]+$/, name);
  }
  assert.match(readFileSync(join(root, "rust-toolchain.toml"), "utf8"), /^channel = "\d+\.\d+\.\d+"$/m);
  for (const folder of ["", "clients/typescript", "examples/react"]) {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) assert.match(version, /^(\d+\.\d+\.\d+|file:[./a-z]+)$/, `${folder} ${name}`);
  }
});
