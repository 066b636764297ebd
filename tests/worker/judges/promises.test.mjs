// Promises of docs/security.md: each test that it names exists.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../support/project.mjs";

const text = readFileSync(join(root, "docs", "security.md"), "utf8");
const rows = [...text.matchAll(/^\| ([A-Z]{2}\d+) \| (.+) \|$/gm)].map(([, id, rest]) => ({ id, named: [...rest.matchAll(/`([^`]+) › ([^`]+)`/g)] }));

/** Names of a file's tests, as in its source. */
function testsOf(file) {
  const path = [join(root, file), join(root, "tests", "worker", file)].find(existsSync);
  if (!path) return new Set();
  const source = readFileSync(path, "utf8");
  const names = path.endsWith(".rs") ? source.matchAll(/#\[test\]\s+fn (\w+)/g) : source.matchAll(/^\s*(?:test|it)\((?:"([^"]+)"|`([^`]+)`)/gm);
  return new Set([...names].map(([, plain, template]) => plain ?? template));
}

test("every promise has a number of its own and names a test", () => {
  assert.ok(rows.length > 120, `${rows.length} promises`);
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  for (const { id, named } of rows) assert.ok(named.length > 0, id);
});

test("every test that is named exists", () => {
  const missing = rows.flatMap(({ id, named }) => named.filter(([, file, name]) => !testsOf(file).has(name)).map(([, file, name]) => `${id}: ${file} › ${name}`));
  assert.deepEqual(missing, []);
});

test("a file or a test that does not exist is seen", () => {
  assert.equal(testsOf("hostile/nothing.test.mjs").size, 0);
  assert.ok(testsOf("hostile/leaks.test.mjs").has("the log holds none of them either"));
  assert.ok(!testsOf("hostile/leaks.test.mjs").has("the log holds everything"));
  assert.ok(testsOf("tests/fuzz/bodies.rs").has("any_bytes_are_read_or_refused") && !testsOf("tests/fuzz/bodies.rs").has("read"));
});
