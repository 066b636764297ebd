// Tests of the checks: small workers with known faults, each of which a check must report.
import assert from "node:assert/strict";
import { test } from "node:test";
import { send } from "../clients/http.mjs";
import { assertOneWinner, together } from "../support/contest.mjs";
import { rowsWith, storedText, withAbortedInserts } from "../support/database.mjs";
import { splitStatements } from "../support/project.mjs";
import { assertError } from "../support/shapes.mjs";
import { startWorker } from "../support/worker.mjs";

const migrations = splitStatements(`
  CREATE TABLE accounts (email TEXT); -- no UNIQUE; here
  CREATE TABLE sessions (token TEXT);
  CREATE TRIGGER t AFTER INSERT ON accounts BEGIN
    SELECT CASE WHEN 1 THEN ';' ELSE 0 END; SELECT 2;
  END;`);

const READ_THEN_WRITE = `
export default { async fetch(request, env) {
  const { email } = await request.json();
  if (await env.DB.prepare("SELECT 1 FROM accounts WHERE email = ?").bind(email).first()) return new Response("", { status: 409 });
  await env.DB.prepare("INSERT INTO accounts VALUES (?)").bind(email).run();
  return new Response("", { status: 201 });
} }`;

const ONE_STATEMENT = `
export default { async fetch(request, env) {
  const { email } = await request.json();
  const { results } = await env.DB.prepare(
    "INSERT INTO accounts SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE email = ?1) RETURNING email").bind(email).all();
  return new Response("", { status: results.length ? 201 : 409 });
} }`;

const LEAKY = `
export default { async fetch(request, env) {
  const { email, token } = await request.json();
  await env.DB.prepare("INSERT INTO accounts VALUES (?)").bind(email).run();
  await env.DB.prepare("INSERT INTO sessions VALUES (?)").bind(new TextEncoder().encode(token)).run();
  console.log("signed in with " + token);
  return Response.json({ now: Date.now() });
} }`;

async function withWorker(options, work) {
  const worker = await startWorker({ migrations, mayTalk: true, ...options });
  try {
    return await work(worker);
  } finally {
    await worker.dispose();
  }
}

const race = (worker) => together(50, () => send(worker, "POST", "/", { body: { email: "a@example.com" } }));

test("statements are split around triggers, strings and comments", () => {
  assert.equal(migrations.length, 3);
  assert.match(migrations[2], /END$/);
});

test("the contest check catches a sign-up that reads and then writes", () =>
  withWorker({ source: READ_THEN_WRITE, delay: [5, 30] }, async (worker) => {
    const answers = await race(worker);
    assert.throws(() => assertOneWinner(answers));
  }));

test("the contest check passes a sign-up decided by one statement", () =>
  withWorker({ source: ONE_STATEMENT, delay: [5, 30] }, async (worker) => {
    assertOneWinner(await race(worker));
    assert.equal((await rowsWith(worker.d1, ["A@example.com"])).length, 1);
  }));

test("the search of the stores and of the log finds a token kept as a blob", () =>
  withWorker({ source: LEAKY }, async (worker) => {
    await send(worker, "POST", "/", { body: { email: "a@example.com", token: "a-token-in-a-body" } });
    assert.ok((await storedText(worker)).includes("a-token-in-a-body"));
    assert.match(worker.logs(), /a-token-in-a-body/);
  }));

test("the check of logs catches a token, an address, a poll's id and a line that is no JSON", async () => {
  const talking = (line) => `export default { async fetch(request) {
    const text = await request.text();
    console.log(${line});
    return Response.json({ session_token: "a-token-that-is-handed-out" }, { headers: { "Set-Cookie": "access_token=a-token-in-a-cookie; Path=/" } });
  } }`;
  const spoken = async (line) => {
    const worker = await startWorker({ migrations, source: talking(line) });
    await send(worker, "POST", "/auth/session/a-poll-of-somebody?token=a-token-in-a-query", { body: { email: "a@example.com", password: "a password" } });
    await send(worker, "POST", "/", { form: true, body: { totp_code: "384756" }, headers: { Authorization: "Bearer a-token-in-a-header" } });
    return worker.dispose();
  };
  const said = ["request.url", "text", '"a@example.com"', '"cookie a-token-in-a-cookie"', '"a-token-that-is-handed-out"', 'request.headers.get("authorization")', '"code 384756"'];
  for (const words of said) await assert.rejects(spoken(`JSON.stringify({ said: ${words} })`), /stay secret/, words);
  await assert.rejects(spoken('"plain words"'), /every line of the log is JSON/);
  await spoken('JSON.stringify({ event: "fine", id: "a3847561" })');
});

test("calls are counted and the n-th can be made to fail", () =>
  withWorker({ source: LEAKY }, async (worker) => {
    const body = { email: "a@example.com", token: "t" };
    assert.equal((await send(worker, "POST", "/", { body })).calls, 2);
    const failed = await send(worker, "POST", "/", { body, headers: { "x-test-fail-call": "2" } });
    assert.equal(failed.status, 500);
    assert.throws(() => assertError(failed, "session", 500));
    assert.equal((await rowsWith(worker.d1, ["a@example.com"])).length, 2, "its first statement is half an account");
  }));

test("an aborted insert is seen, and gone afterwards", () =>
  withWorker({ source: LEAKY }, async (worker) => {
    const body = { email: "a@example.com", token: "t" };
    const refused = await withAbortedInserts(worker.d1, "sessions", () => send(worker, "POST", "/", { body }));
    assert.equal(refused.status, 500);
    assert.equal((await send(worker, "POST", "/", { body })).status, 200);
  }));

test("the clock moves with the offset, and D1 survives a restart", () =>
  withWorker({ source: LEAKY }, async (worker) => {
    const now = async () => (await send(worker, "POST", "/", { body: { email: "a@example.com", token: "t" } })).body.now;
    assert.ok(Math.abs((await now()) - Date.now()) < 10_000);
    await worker.restart({ clockOffset: 86_400 });
    assert.ok(Math.abs((await now()) - 86_400_000 - Date.now()) < 10_000);
    assert.equal((await rowsWith(worker.d1, ["a@example.com"])).length, 2);
  }));
