// `npm run sesame` on the deployed database, and a key that is kept: in a copy of the project with a double of wrangler.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../support/project.mjs";

/** Program that records its arguments, and answers as `wrangler d1 execute --json` does. */
const WRANGLER = `#!${process.execPath}
import { appendFileSync, readFileSync } from "node:fs";
appendFileSync(process.env.CALLS, JSON.stringify(process.argv.slice(2)) + "\\n");
process.stdout.write(JSON.stringify([{ results: JSON.parse(process.env.ROWS), success: true, meta: {} }]));
`;

const folder = mkdtempSync(join(tmpdir(), "sesame-copy-"));
after(() => rmSync(folder, { recursive: true }));
cpSync(join(root, "scripts"), join(folder, "scripts"), { recursive: true });
writeFileSync(join(folder, "package.json"), '{"type":"module"}');
const bin = join(folder, "node_modules", ".bin");
mkdirSync(bin, { recursive: true });
writeFileSync(join(folder, "node_modules", "package.json"), '{"type":"module"}');
writeFileSync(join(bin, "wrangler"), WRANGLER);
chmodSync(join(bin, "wrangler"), 0o755);
const calls = join(folder, "calls");
const devVars = join(folder, ".dev.vars");

/** Runs a command whose last statement returns these rows; its result, and the calls of wrangler. */
function sesame(args, { rows = [], env = {} } = {}) {
  writeFileSync(calls, "");
  const { SESAME_KEY: _, SESAME_URL: __, ...clean } = process.env;
  return new Promise((done) => {
    const child = spawn("node", ["scripts/sesame.mjs", ...args], { cwd: folder, env: { ...clean, CALLS: calls, ROWS: JSON.stringify(rows), ...env } });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => { out += text; });
    child.stderr.setEncoding("utf8").on("data", (text) => { err += text; });
    child.on("close", (code) => done({ code, out, err, calls: readFileSync(calls, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line)) }));
  });
}

test("--remote and --env name the database, and nothing else does", async () => {
  for (const [options, place] of [
    [[], ["--local"]],
    [["--remote"], ["--remote"]],
    [["--remote", "--env", "staging"], ["--remote", "--env", "staging"]],
  ]) {
    const { code, err, calls: [call] } = await sesame(["operator", "list", "--json", ...options]);
    assert.equal(code, 0, err);
    assert.deepEqual(call.slice(0, 3 + place.length), ["d1", "execute", "DB", ...place]);
    assert.ok(place.includes("--remote") || !call.includes("--remote"));
  }
});

test("an act on the deployed database is one call", async () => {
  const rows = [{ email: "ann@example.org", role: "operator", email_verified_at: 1 }];
  const { code, out, err, calls: made } = await sesame(["operator", "add", "ann@example.org", "--remote", "--json"], { rows });
  assert.deepEqual([code, JSON.parse(out)], [0, { email: "ann@example.org", role: "operator" }], err);
  assert.equal(made.length, 1);
  assert.match(made[0].at(-1), /^--command=INSERT INTO events .*'?.*;\nUPDATE accounts SET role_since/s);
});

test("a key that is kept is the one that the next command shows, in place of the one before", async () => {
  writeFileSync(devVars, 'AUTH_SECRET="kept"\nSESAME_KEY="sesame_sk_of_before"\n');
  const made = await sesame(["key", "create", "Mine", "--scopes", "users:read", "--save", "--json"], { rows: [{ id: "made" }] });
  assert.equal(made.code, 0, made.err);
  const { key } = JSON.parse(made.out);
  assert.equal(readFileSync(devVars, "utf8"), `AUTH_SECRET="kept"\nSESAME_KEY="${key}"\n`);
  assert.equal(statSync(devVars).mode & 0o077, 0, "for nobody else to read");

  const shown = [];
  const service = createServer((request, response) => {
    shown.push(request.headers.authorization);
    response.writeHead(200, { "Content-Type": "application/json" }).end('{"users":[]}');
  });
  await new Promise((done) => service.listen(0, "localhost", done));
  try {
    const env = { SESAME_URL: `http://localhost:${service.address().port}` };
    const found = await sesame(["user", "find", "--json"], { env });
    assert.deepEqual([found.code, JSON.parse(found.out), shown], [0, { users: [] }, [`Bearer ${key}`]], found.err);
  } finally {
    service.close();
  }
});
