// The client library stays what openapi.yaml, its types and its README say.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { schemaFile, schemaText } from "../../../scripts/client.mjs";
import { root } from "../support/project.mjs";

const project = join(root, "clients", "typescript");

test("the types are those of openapi.yaml", async () => {
  assert.ok(readFileSync(schemaFile, "utf8") === (await schemaText()), "openapi.yaml has changed: run `npm run client`");
});

test("what must not compile does not, and everything else does", () => {
  const { status, stdout } = spawnSync(join(root, "node_modules", ".bin", "tsc"), ["--project", join(project, "tests")], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

/** KB (1,000 bytes) of an application's bundle with these names of the library. */
async function sizeOf(names, from) {
  const contents = `import { ${names} } from "${from}"; console.log(${names});`;
  const { outputFiles } = await build({ stdin: { contents, resolveDir: root }, bundle: true, minify: true, format: "esm", target: "es2022", write: false });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000;
}

test("the README says what the library adds to an application", async () => {
  const readme = readFileSync(join(project, "README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| `import \{ (.+) \} from "(sesame[^"]*)"` \| ([\d.]+) KB \|$/gm)];
  assert.equal(rows.length, 3);
  for (const [, names, from, said] of rows) {
    const size = await sizeOf(names, from);
    assert.ok(Math.abs(size - said) < 0.1, `${names}: ${size.toFixed(1)} KB, not ${said}`);
  }
});
