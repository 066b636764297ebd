// Promises of docs/security.md: the code and each test that they name exist.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../support/project.mjs";

const text = readFileSync(join(root, "docs", "security.md"), "utf8");
const quoted = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
const rows = [...text.matchAll(/^\| ([A-Z]{2}\d+) \| (.+) \| (`[^|]+`) \| (`[^|]+`) \|$/gm)].map(([, id, , code, tests]) => ({ id, code: quoted(code), tests: quoted(tests) }));

/** Names of a file's tests, as in its source. */
function testsOf(file) {
  const path = [join(root, file), join(root, "tests", "worker", file)].find(existsSync);
  if (!path) return new Set();
  const source = readFileSync(path, "utf8");
  const names = path.endsWith(".rs") ? source.matchAll(/#\[test\]\s+fn (\w+)/g) : source.matchAll(/^\s*(?:test|it)\((?:"([^"]+)"|`([^`]+)`)/gm);
  return new Set([...names].map(([, plain, template]) => plain ?? template));
}

/** A named test, or, of a file alone, any. */
function exists(named) {
  const [file, name] = named.split("::");
  return name ? testsOf(file).has(name) : testsOf(file).size > 0;
}

test("promises: each has a unique id, code and a test", () => {
  assert.ok(rows.length > 120, `${rows.length} promises`);
  assert.equal(rows.length, [...text.matchAll(/^\| [A-Z]{2}\d+ \|/gm)].length, "a row of another form");
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
});

test("promises: all named code and tests exist", () => {
  assert.deepEqual(rows.flatMap(({ id, code }) => code.filter((path) => !existsSync(join(root, path))).map((path) => `${id}: ${path}`)), []);
  assert.deepEqual(rows.flatMap(({ id, tests }) => tests.filter((named) => !exists(named)).map((named) => `${id}: ${named}`)), []);
});

test("promises: a missing file or test is detected", () => {
  assert.ok(!exists("hostile/nothing.test.mjs") && !exists("support/world.mjs"));
  assert.ok(exists("hostile/leaks.test.mjs::log: holds no password, token or secret"));
  assert.ok(!exists("hostile/leaks.test.mjs::the log holds everything"));
  assert.ok(exists("tests/fuzz/bodies.rs::any_bytes_are_read_or_refused") && !exists("tests/fuzz/bodies.rs::read"));
});
