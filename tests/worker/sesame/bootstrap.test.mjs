// `npm run sesame`: the first operator and the first service key, on a local database of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { toolEnvironment } from "../../../scripts/toolchain.mjs";
import { root } from "../support/project.mjs";
import { openWorld } from "../support/world.mjs";

const state = mkdtempSync(join(tmpdir(), "sesame-state-"));
const env = { ...toolEnvironment(), CI: "true", NO_COLOR: "1", SESAME_STATE: state };
const world = await openWorld();
after(async () => {
  await world.dispose();
  rmSync(state, { recursive: true });
});

function run(program, args) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => { out += text; });
    child.stderr.setEncoding("utf8").on("data", (text) => { err += text; });
    child.on("close", (code) => done({ code, out, err }));
  });
}

const sesame = (...args) => run("node", ["scripts/sesame.mjs", ...args]);

/** Rows of the last of some statements, run on the database's file: wrangler takes seconds for each. */
function query(sql) {
  const folder = join(state, "v3", "d1", "miniflare-D1DatabaseObject");
  const file = readdirSync(folder).find((name) => name.endsWith(".sqlite") && !name.startsWith("metadata"));
  const database = new DatabaseSync(join(folder, file));
  try {
    const statements = sql.split(";\n");
    for (const statement of statements.slice(0, -1)) database.exec(statement);
    return database.prepare(statements.at(-1)).all().map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}

const signedUp = (email) =>
  query(`INSERT INTO accounts (id, email, email_key, created_at) VALUES ('${randomUUID()}', '${email.replaceAll("'", "''")}', '${email.toLowerCase().replaceAll("'", "''")}', unixepoch()) RETURNING id`);

before(async () => {
  const { code, err } = await run("wrangler", ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state]);
  assert.equal(code, 0, err);
});

test("an account becomes an operator, is listed, and the last one stays", async () => {
  const stranger = await sesame("operator", "add", "ann@example.org");
  assert.equal(stranger.code, 1);
  assert.match(stranger.err, /sign up first/);

  const [{ id }] = await signedUp("Ann@example.org");
  const added = await sesame("operator", "add", "ANN@Example.ORG", "--json");
  assert.deepEqual([added.code, JSON.parse(added.out)], [0, { email: "Ann@example.org", role: "operator" }]);
  assert.match(added.err, /not proven/);
  const proven = await sesame("operator", "add", "ann@example.org", "--proven", "--json");
  assert.deepEqual([proven.code, proven.err], [0, ""]);

  const listed = JSON.parse((await sesame("operator", "list", "--json")).out);
  assert.deepEqual(listed.map(({ email, role, proven: isProven, secondFactor }) => [email, role, isProven, secondFactor]), [["Ann@example.org", "operator", true, false]]);
  assert.match((await sesame("operator", "list")).out, /email +role +since +proven +secondFactor\nAnn@example.org +operator/);

  const last = await sesame("operator", "remove", "ann@example.org");
  assert.deepEqual([last.code, /last operator/.test(last.err)], [1, true], last.err);
  const lowered = await sesame("operator", "add", "ann@example.org", "--role", "reader");
  assert.deepEqual([lowered.code, /last operator/.test(lowered.err)], [1, true], lowered.err);
  await signedUp("bob@example.org");
  assert.equal((await sesame("operator", "add", "bob@example.org", "--proven")).code, 0);
  const removed = await sesame("operator", "remove", "ann@example.org", "--json");
  assert.deepEqual([removed.code, JSON.parse(removed.out)], [0, { email: "Ann@example.org", role: null }]);

  const acts = await query(`SELECT kind, detail, actor, account_id FROM events WHERE about = '${id}' ORDER BY rowid`);
  assert.deepEqual(acts.map(({ kind, detail }) => [kind, detail]), [["role-changed", "operator"], ["role-changed", "operator"], ["role-changed", null]]);
  for (const { actor, account_id: account } of acts) assert.deepEqual([actor, account], ["wrangler", null]);
});

test("an address is data, whatever is in it", async () => {
  const email = "o'); DROP TABLE accounts;--@example.org";
  const refused = await sesame("operator", "add", email);
  assert.equal(refused.code, 1);
  await signedUp("mike@example.org");
  assert.equal((await sesame("operator", "add", "mi\u212ae@example.org")).code, 1, "a letter that only looks like k");
  await signedUp("o'brien@example.org");
  const added = await sesame("operator", "add", "O'Brien@example.org", "--role", "reader", "--json");
  assert.deepEqual([added.code, JSON.parse(added.out).role], [0, "reader"], added.err);
});

test("a second factor is reset, and its sessions end", async () => {
  const [{ id }] = await signedUp("cleo@example.org");
  assert.equal((await sesame("operator", "reset-factor", "cleo@example.org")).code, 1, "none to reset");
  query(`INSERT INTO totp (account_id, secret, enabled_at, created_at) VALUES ('${id}', 'sealed', 1, 1);
INSERT INTO sessions (id, account_id, method, platform, created_at, authenticated_at, last_used_at, ends_at)
      VALUES ('s', '${id}', 'password', 'test', 1, 1, 1, 9999999999);
INSERT INTO one_time_tokens (id, kind, account_id, mailed_to_key, created_at, expires_at) VALUES ('r', 'recovery', '${id}', 'cleo@example.org', 1, 9999999999)`);
  assert.equal((await sesame("operator", "reset-factor", "cleo@example.org")).code, 0);
  const left = await query(`SELECT (SELECT count(*) FROM totp) AS factors, (SELECT count(*) FROM sessions) AS sessions,
    (SELECT count(*) FROM one_time_tokens WHERE kind = 'recovery') AS links`);
  assert.deepEqual(left, [{ factors: 0, sessions: 0, links: 0 }]);
});

test("a role that is given voids recovery links", async () => {
  const [{ id }] = await signedUp("dana@example.org");
  query(`INSERT INTO one_time_tokens (id, kind, account_id, mailed_to_key, created_at, expires_at) VALUES ('d', 'recovery', '${id}', 'dana@example.org', 1, 9999999999)`);
  assert.equal((await sesame("operator", "add", "dana@example.org", "--role", "support")).code, 0);
  assert.deepEqual(query("SELECT count(*) AS links FROM one_time_tokens WHERE kind = 'recovery'"), [{ links: 0 }]);
});

test("an operator whose role does not count replaces none whose role does", async () => {
  query("UPDATE accounts SET role = NULL, role_since = NULL");
  await signedUp("ada@example.org");
  await signedUp("eli@example.org");
  assert.equal((await sesame("operator", "add", "ada@example.org", "--proven")).code, 0);
  assert.equal((await sesame("operator", "add", "eli@example.org")).code, 0);
  assert.equal((await sesame("operator", "remove", "ada@example.org")).code, 1, "Eli's address is not proven");
  assert.equal((await sesame("operator", "remove", "eli@example.org")).code, 0);
});

test("a key is made that the worker takes", async () => {
  const made = await sesame("key", "create", "Shop's \"own\"", "--scopes", "users:read,events:read", "--days", "30", "--json");
  assert.equal(made.code, 0, made.err);
  const { id, name, scopes, key } = JSON.parse(made.out);
  assert.deepEqual([name, scopes], ["Shop's \"own\"", ["events:read", "users:read"]]);
  const [row] = await query(`SELECT * FROM service_keys WHERE id = '${id}'`);
  assert.ok(!JSON.stringify(row).includes(key.split("_").slice(3).join("_")), "only its hash is kept");
  assert.equal(row.ends_at - row.created_at, 30 * 86400);
  const columns = Object.keys(row);
  await world.worker.d1.prepare(`INSERT INTO service_keys (${columns}) VALUES (${columns.map(() => "?")})`).bind(...Object.values(row)).run();
  const answer = await world.worker.fetch("/api/admin/v1/users?limit=1", { headers: { Authorization: `Bearer ${key}` } });
  assert.equal(answer.status, 200, await answer.text());
});

test("there are a hundred keys at most", async () => {
  const [{ made }] = query("SELECT count(*) AS made FROM service_keys");
  query(`WITH RECURSIVE numbers (n) AS (SELECT ${made + 1} UNION ALL SELECT n + 1 FROM numbers WHERE n < 99)
    INSERT INTO service_keys (id, name, secret_hash, scopes, created_at) SELECT 'full' || n, 'Full', 'hash', 'import', 1 FROM numbers RETURNING id`);
  assert.equal((await sesame("key", "create", "Last", "--scopes", "import")).code, 0);
  const refused = await sesame("key", "create", "Past", "--scopes", "import");
  assert.deepEqual([refused.code, /100 service keys/.test(refused.err)], [1, true], refused.err);
  assert.deepEqual(query("SELECT count(*) AS kept FROM service_keys"), [{ kept: 100 }]);
  assert.deepEqual(query("SELECT count(*) AS events FROM events WHERE detail = 'Past'"), [{ events: 0 }]);
  query("DELETE FROM service_keys WHERE name IN ('Full', 'Last') RETURNING id");
});

test("a key of another database is not kept where the local service's is", async () => {
  for (const elsewhere of [["--remote"], ["--env", "staging"]]) {
    const { code, err } = await sesame("key", "create", "Deployed", "--scopes", "import", "--save", ...elsewhere);
    assert.deepEqual([code, /local database alone/.test(err)], [2, true], err);
  }
});

test("what is misused exits with 2 and says how it is used", async () => {
  for (const args of [
    ["operator"], ["operator", "add"], ["operator", "add", "a@b.c", "d"], ["operator", "add", "a@b.c", "--role", "admin"],
    ["key", "create", "x"], ["key", "create", "x", "--scopes", "all"], ["key", "create", "x", "--scopes", "import", "--days", "0"],
    ["fly"], ["operator", "list", "--fast"],
  ]) {
    const { code, err } = await sesame(...args);
    assert.deepEqual([code, /npm run sesame -- operator add|npm run sesame -- key create/.test(err)], [2, true], `${args}: ${err}`);
  }
  const help = await sesame("--help");
  assert.deepEqual([help.code, /Exit codes/.test(help.out)], [0, true]);
});
