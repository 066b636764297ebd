// `npm run sesame`: commands over the operators' API, on a running service.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { text as readText } from "node:stream/consumers";
import { after, beforeEach, mock, test } from "node:test";
import { EXIT, openApi } from "../../../scripts/sesame/api.mjs";
import { EVENT_COMMANDS } from "../../../scripts/sesame/events.mjs";
import { USER_COMMANDS } from "../../../scripts/sesame/users.mjs";
import { root } from "../support/project.mjs";
import { openWorld } from "../support/world.mjs";

const world = await openWorld();
after(() => world.dispose());

const COMMANDS = { ...USER_COMMANDS, ...EVENT_COMMANDS };
const command = async (name, operands = [], values = {}) => COMMANDS[name].run(openApi(), operands, values);

/** Service key with these scopes, put into the worker's database. */
async function newKey(id, scopes) {
  const key = `sesame_sk_${id.padEnd(16, "0")}_${randomBytes(32).toString("base64url")}`;
  const hash = createHash("sha256").update(key).digest("base64url");
  await world.worker.d1
    .prepare("INSERT INTO service_keys (id, name, secret_hash, scopes, created_at) VALUES (?, 'Test', ?, ?, 1)")
    .bind(id.padEnd(16, "0"), hash, scopes)
    .run();
  return key;
}

const key = await newKey("all", "users:read users:write events:read");

beforeEach(() => Object.assign(process.env, { SESAME_URL: world.worker.url, SESAME_KEY: key }));

/** Serves one answer to every request, while `work` runs. */
async function withService(status, body, work) {
  const server = createServer((request, answer) => answer.writeHead(status, { Location: "http://localhost:1/" }).end(body));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  process.env.SESAME_URL = `http://127.0.0.1:${server.address().port}`;
  try {
    await work();
  } finally {
    server.close();
  }
}

test("a person is found by email, username and id, disabled with a reason, and enabled", async () => {
  const person = await world.signedUp();
  const { result: shown, rows } = await command("user show", [person.email.toUpperCase()]);
  assert.equal(shown.user.email, person.email);
  assert.deepEqual(rows.find(({ fact }) => fact === "state"), { fact: "state", value: "active" });
  assert.deepEqual((await command("user show", [shown.user.id])).result, shown);

  const disabled = await command("user disable", [person.email], { reason: "Asked for by phone", note: "Ticket", silent: true });
  assert.deepEqual([disabled.result.user.state, disabled.result.user.disabledReason], ["disabled", "Asked for by phone"]);
  assert.equal(await world.isAlive(person.token), false);
  const listed = await command("user find", [], { status: "disabled" });
  assert.deepEqual(listed.rows.map(({ email }) => email), [person.email]);
  assert.equal((await command("user enable", [shown.user.id])).result.user.state, "active");

  const registered = await world.registered();
  assert.equal((await command("user show", [registered.username])).result.user.email, registered.email);
});

test("a person's second factor is reset, and their account deleted", async () => {
  const person = await world.signedUp();
  const { result: { user } } = await command("user show", [person.email]);
  await assert.rejects(command("user reset-factor", [person.email]), { exitCode: 1, message: /404 NOT_FOUND/ });
  await world.worker.d1.prepare("INSERT INTO totp (account_id, secret, enabled_at, created_at) VALUES (?, 'sealed', 1, 1)").bind(user.id).run();
  const reset = await command("user reset-factor", [person.email], { reason: "Lost the phone" });
  assert.equal(reset.result.user.secondFactor, false);
  assert.equal(await world.isAlive(person.token), false);

  const deleted = await command("user delete", [user.id], { note: "Ticket 7" });
  assert.deepEqual([deleted.result, deleted.rows[0].state], [{ success: true }, "deleted"]);
  await assert.rejects(command("user show", [user.id]), { exitCode: 1 });
});

test("a list goes over as many pages as it takes, and says what it leaves out", async () => {
  for (let count = 0; count < 3; count += 1) await world.signedUp();
  const some = await command("user find", [], { limit: "2" });
  assert.deepEqual([some.result.users.length, /--limit/.test(some.warning)], [2, true]);
  const all = await command("user find", [], { limit: "1000" });
  assert.deepEqual([new Set(all.rows.map(({ id }) => id)).size, all.warning], [all.rows.length, null]);
  const [first] = all.result.users;
  const found = await command("user find", [first.email.slice(0, -1)]);
  assert.deepEqual(found.result.users.map(({ id }) => id), [first.id]);

  const pages = [];
  const api = { call: async (method, path, { query }) => pages.push(query) && { users: Array(query.limit).fill({}), next: "further" } };
  const { entries, isWhole } = await openApi().list.call(api, "/users", "users", { limit: 150 });
  assert.deepEqual([entries.length, isWhole, pages.map(({ limit }) => limit)], [150, false, [100, 50]]);
});

test("events are shown once, in order, and from a given place on", async () => {
  const printed = mock.method(console, "log", () => {});
  const { warning } = await command("event tail", [], { once: true, json: true, after: "0" });
  const place = warning.match(/\d+/)[0];
  const person = await world.signedUp();
  await command("event tail", [], { once: true, json: true, after: place, type: "sign-up" });
  const lines = printed.mock.calls.map(({ arguments: [line] }) => JSON.parse(line));
  printed.mock.restore();
  const { result } = await command("user show", [person.email]);
  assert.deepEqual([lines.at(-1).type, lines.at(-1).accountId], ["sign-up", result.user.id]);
  assert.equal(new Set(lines.map(({ id }) => id)).size, lines.length);
});

test("without --after, the last ten events are shown, without commands to the terminal", async () => {
  const event = world.worker.d1.prepare("INSERT INTO events (kind, at, detail) VALUES ('sign-in', 1, ?)");
  await world.worker.d1.batch([...Array(11).fill("earlier"), "bad\u001b[2Jname"].map((detail) => event.bind(detail)));
  const printed = mock.method(console, "log", () => {});
  await command("event tail", [], { once: true });
  const lines = printed.mock.calls.map(({ arguments: [line] }) => line);
  printed.mock.restore();
  assert.deepEqual([lines.length, /bad\ufffd\[2Jname/.test(lines.at(-1))], [10, true], lines.at(-1));
});

test("a refusal has the service's sentence, and nobody is acted on who is not found", async () => {
  const { email } = await world.signedUp();
  await assert.rejects(command("user show", ["nobody@example.org"]), { exitCode: 1, message: /Nobody has the email/ });
  await assert.rejects(command("user disable", ["nobody@example.org"]), { exitCode: 1 });
  await assert.rejects(command("user disable", [email], { silent: true }), { exitCode: 1, message: /silent needs a note/ });
  process.env.SESAME_KEY = await newKey("read", "users:read");
  await assert.rejects(command("user disable", [email]), { exitCode: 1, message: /403 NOT_ALLOWED/ });
  process.env.SESAME_KEY = key.slice(0, -4) + "AAAA";
  await assert.rejects(command("user show", [email]), { exitCode: 1, message: /401 INVALID_TOKEN/ });
});

test("a service that is down, or is not Sesame, exits with 3", async () => {
  process.env.SESAME_URL = "http://127.0.0.1:1";
  await assert.rejects(command("user find"), { exitCode: EXIT.unreachable, message: /does not answer/ });
  for (const [status, body] of [[503, '{"message":"Try again"}'], [200, "<html>"], [302, ""], [404, "<html>"]]) {
    await withService(status, body, () => assert.rejects(command("user find"), { exitCode: EXIT.unreachable }, `${status}`));
  }
});

test("a key goes to no address in the open", async () => {
  for (const url of ["http://auth.acme.test", "ftp://localhost", "no address"]) {
    assert.throws(() => openApi({ SESAME_URL: url, SESAME_KEY: "k" }), { exitCode: EXIT.misused, message: /https/ }, url);
  }
  assert.equal(openApi({ SESAME_URL: "https://auth.acme.test/path", SESAME_KEY: "k" }).url, "https://auth.acme.test");
});

test("the key that is kept for this machine goes nowhere else", () => {
  for (const SESAME_URL of [undefined, "http://localhost:1", "http://127.0.0.1:1"]) assert.ok(openApi({ SESAME_URL }, () => "kept"));
  assert.throws(() => openApi({ SESAME_URL: "https://auth.acme.test" }, () => "kept"), { exitCode: EXIT.misused, message: /no key/ });
});

/** `npm run sesame -- …` as a program. */
async function sesame(...args) {
  const child = spawn("node", ["scripts/sesame.mjs", ...args], { cwd: root, env: process.env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, [code]] = await Promise.all([readText(child.stdout), readText(child.stderr), once(child, "close")]);
  return { code, out, err };
}

test("the program prints a table or JSON, and its exit code says what happened", async () => {
  const { email } = await world.signedUp();
  const table = await sesame("user", "show", email);
  assert.deepEqual([table.code, new RegExp(`^email +${email}$`, "m").test(table.out)], [0, true], table.out + table.err);
  assert.equal(JSON.parse((await sesame("user", "show", email, "--json")).out).user.email, email);
  assert.equal((await sesame("user", "show", "nobody@example.org")).code, 1);
  for (const args of [["user", "find", "--remote"], ["user", "find", "--limit", "0"], ["user", "show"], ["event", "tail", "--after", "x"], ["operator", "list", "--limit", "1"], ["user", "find", "--scope", "a"]]) {
    const { code, err } = await sesame(...args);
    assert.deepEqual([code, /npm run sesame -- (user|event|operator)/.test(err)], [2, true], `${args}: ${err}`);
  }
  const help = await sesame("user", "--help");
  assert.deepEqual([help.code, /user delete/.test(help.out), /event tail/.test(help.out)], [0, true, false], help.out);
  process.env.SESAME_URL = "http://127.0.0.1:1";
  assert.equal((await sesame("user", "find")).code, 3);
});
