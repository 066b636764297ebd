// Behaviour that all routes share: methods, paths, slashes, caching.
import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { clientsOf } from "../clients/all.mjs";
import { bearerHeader, send } from "../clients/http.mjs";
import { dump } from "../support/database.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const { session } = clientsOf(worker);

const ANY_ID = "00000000-0000-4000-8000-000000000000";
/** [dialect, path without a trailing slash, methods] */
const ROUTES = [
  ["bearer", "/auth/register", ["POST"]],
  ["bearer", "/auth/login", ["POST"]],
  ["session", "/api/auth/sign-up", ["POST"]],
  ["session", "/api/auth/sign-in", ["POST"]],
  ["session", "/api/auth/sign-out", ["POST"]],
  ["session", "/api/auth/session", ["GET"]],
  ["session", "/api/auth/sessions", ["GET", "DELETE"]],
  ["session", `/api/auth/sessions/${ANY_ID}`, ["DELETE"]],
  ["session", "/api/auth/change-password", ["POST"]],
  ["session", "/api/auth/user", ["PATCH", "DELETE"]],
  ["session", "/api/auth/user/export", ["GET"]],
  ["session", "/api/auth/events", ["GET"]],
  ["session", "/healthz", ["GET"]],
  ["cookie", "/api/v1/auth/signup", ["POST"]],
  ["cookie", "/api/v1/auth/signin", ["POST"]],
  ["cookie", "/api/v1/auth/custom-refresh", ["POST"]],
  ["cookie", "/api/v1/auth/custom-logout", ["POST"]],
];
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const codeFor = (dialect, code) => (dialect === "bearer" ? undefined : code);

/** Sends methods that fetch() refuses. */
function raw(method, path, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = httpRequest(worker.url + path, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => { text += part; });
      response.on("end", () => resolve({ status: response.statusCode, headers: new Headers(response.headers), text, body: text ? JSON.parse(text) : null }));
    });
    request.on("error", reject);
    request.end();
  });
}

const allowed = (answer) => (answer.headers.get("allow") ?? "").split(/,\s*/).filter(Boolean);

for (const [dialect, path, methods] of ROUTES) {
  test(`${path}: accepts ${methods} and answers 405 with Allow to other methods`, async () => {
    const served = methods.includes("GET") ? [...methods, "HEAD"] : methods;
    for (const method of [...METHODS.filter((one) => !served.includes(one)), "PROPFIND"]) {
      const answer = await raw(method, path);
      if (method === "HEAD") {
        assert.equal(answer.status, 405);
      } else {
        assertError(answer, dialect, 405, codeFor(dialect, "METHOD_NOT_ALLOWED"));
      }
      for (const one of methods) assert.ok(allowed(answer).includes(one), `${method} ${path}: ${answer.headers.get("allow")}`);
      assert.ok(!allowed(answer).includes(method), `${method} ${path}: ${answer.headers.get("allow")}`);
    }
  });

  test(`${path}: answers the same with and without a trailing slash`, async () => {
    for (const method of methods) {
      const [bare, slashed] = [await send(worker, method, path), await send(worker, method, `${path}/`)];
      assert.ok(![404, 405, 301, 308].includes(bare.status), `${method} ${path}: ${bare.status}`);
      assert.deepEqual([slashed.status, slashed.text], [bare.status, bare.text]);
      assert.equal(bare.headers.get("cache-control"), "no-store");
    }
  });

  test(`${path}: ignores a method override in a header or a field`, async () => {
    const [method] = methods;
    const other = method === "GET" ? "POST" : "GET";
    const answer = await send(worker, other, `${path}?_method=${method}`, { headers: { "X-HTTP-Method-Override": method, "X-Method-Override": method } });
    assert.equal(answer.status, 405);
  });
}

// An export is recorded once per window, as an event and a counter.
const withoutEvents = ({ events: _, event_feed: __, attempts, ...tables }) => ({ ...tables, attempts: attempts.filter(({ subject }) => !/^event:.*:exported$/.test(subject)) });

test("HEAD: answers as GET without a body and changes nothing", async () => {
  const { token } = await session.signUp(newPerson());
  const before = await dump(worker.d1);
  for (const path of ["/api/auth/session", "/api/auth/sessions", "/api/auth/user/export"]) {
    const [get, head] = [await send(worker, "GET", path, { headers: bearerHeader(token) }), await send(worker, "HEAD", path, { headers: bearerHeader(token) })];
    assert.deepEqual([get.status, head.status, head.text], [200, 200, ""]);
    assert.equal(head.headers.get("content-type"), get.headers.get("content-type"));
    assert.equal(head.headers.get("cache-control"), "no-store");
  }
  await sleep(300);
  const now = await dump(worker.d1);
  const { events } = now;
  assert.deepEqual(withoutEvents(now), withoutEvents(before));
  assert.deepEqual(events.slice(before.events.length).map(({ kind }) => kind), ["exported"], "by GET; HEAD took nothing along");
});

test("GET: changes nothing in D1 on any route", async () => {
  const { token } = await session.signUp(newPerson());
  const before = await dump(worker.d1);
  for (const [, path] of ROUTES) await send(worker, "GET", path, { headers: bearerHeader(token) });
  const now = await dump(worker.d1);
  const { events } = now;
  assert.deepEqual(withoutEvents(now), withoutEvents(before));
  assert.ok(events.slice(before.events.length).every(({ kind }) => kind === "exported"), "but that everything was taken along");
});

test("paths spelled otherwise than documented: are 404, never redirected", async () => {
  for (const path of ["//api/auth/session", "/api//auth/session", "/API/auth/session", "/api/auth/Session", "/api/auth/session;x", "/api/auth/session%00", "/api/auth/%zz", "/api/auth/session%2f", "/api/auth/%73ession"]) {
    const { status, text } = await send(worker, "GET", path);
    assert.ok([400, 404].includes(status), `${path}: ${status} ${text}`);
  }
});

test("a path outside all dialects: 404 as JSON for programs, as a page for browsers", async () => {
  for (const path of ["/nothing", "/authx", "/api", "/api/authx", "/api/v1", "/api/v2/auth/signin/"]) {
    const answer = await send(worker, "GET", path);
    assert.equal(answer.status, 404, path);
    assertError(answer, "session", 404, "NOT_FOUND");
    const person = await send(worker, "GET", path, { headers: { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" } });
    assert.deepEqual([person.status, person.headers.get("content-type")], [404, "text/html; charset=utf-8"], `${path}: a person gets a page`);
  }
});

test("OPTIONS: is 405 unless it is a preflight", async () => {
  for (const [dialect, path] of ROUTES) {
    const answer = await send(worker, "OPTIONS", path, { headers: { Origin: "http://localhost:3000" } });
    assertError(answer, dialect, 405, codeFor(dialect, "METHOD_NOT_ALLOWED"));
  }
});

test("answers: do not name the software", async () => {
  const { token } = await session.signUp(newPerson());
  const { headers, body } = await session.session(token);
  for (const name of ["server", "x-powered-by", "etag"]) assert.equal(headers.get(name), null, name);
  for (const key of Object.keys(body.user)) assert.doesNotMatch(key, /hash|pepper|password|key/i);
});
