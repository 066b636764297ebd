// OpenAPI document and its page, as publicly readable.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { send } from "../clients/http.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());

const document = (await send(worker, "GET", "/openapi.json")).body;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).filter(([, operation]) => operation.operationId).map(([method, operation]) => ({ method, path, operation })));

test("openapi: is JSON of OpenAPI 3.1 with a unique id for every operation", async () => {
  const { status, headers } = await send(worker, "GET", "/openapi.json");
  assert.deepEqual([status, headers.get("content-type"), headers.get("cache-control")], [200, "application/json", "no-store"]);
  assert.equal(document.openapi, "3.1.0");
  const names = operations.map(({ operation }) => operation.operationId);
  assert.ok(names.length > 40);
  assert.equal(new Set(names).size, names.length);
});

test("openapi: operations with a session are 401 without one, the others are not", async () => {
  for (const { method, path, operation } of operations) {
    // One of a session and an address is required.
    const least = path === "/api/auth/send-verification-email" ? { email: "nobody@example.com" } : {};
    const body = method === "get" ? undefined : least;
    const answer = await send(worker, method.toUpperCase(), path.replaceAll(/\{\w+\}/g, "45314ce9-74c8-48dd-9094-0bcf980f335b"), { body });
    const takesSession = (operation.security ?? [{}]).every((requirement) => Object.keys(requirement).length > 0);
    const wantsSession = answer.status === 401 && (["INVALID_TOKEN", "invalid_token", "Token is invalid or expired"].includes(answer.body.error) || path === "/auth/pair");
    assert.equal(wantsSession, takesSession, `${method} ${path}: ${answer.status} ${answer.text}`);
    assert.ok(operation.responses[answer.status], `${method} ${path}: ${answer.status} is not documented`);
  }
});

test("openapi: every request example is accepted", async () => {
  for (const { method, path, operation } of operations.filter(({ operation }) => !operation.security)) {
    for (const [type, { example }] of Object.entries(operation.requestBody?.content ?? {})) {
      if (!example) continue;
      const answer = await send(worker, method.toUpperCase(), path, { body: example, form: type.endsWith("urlencoded") });
      assert.notEqual(answer.body?.error, "INVALID_REQUEST", `${path} ${type}: ${answer.text}`);
      assert.ok(operation.responses[answer.status], `${path}: ${answer.status}`);
    }
  }
});

test("reference page: shows every operation in the reader's language, its call in three, without foreign resources", async () => {
  for (const [language, title] of [["en", "API reference"], ["fr", "Référence de l’API"]]) {
    const { status, headers, text } = await send(worker, "GET", "/docs", { headers: { "Accept-Language": language } });
    assert.equal(status, 200);
    assert.match(headers.get("content-security-policy"), /default-src 'none'/);
    assert.ok(text.includes(`<h1>${title}</h1>`) && text.includes(`<html lang="${language}">`));
    assert.doesNotMatch(text, /<script [^>]|<link(?! rel="(?:icon|apple-touch-icon)" href="\/[^\/])|src=|style="/);
    for (const { method, path } of operations) assert.ok(text.includes(`<code>${method.toUpperCase()} ${path}</code>`), path);
    assert.ok(text.includes("expiration_date, auth_id"), "what an answer holds");
    for (const { operation } of operations) assert.equal(text.split(` id="${operation.operationId}"`).length, 2, `one anchor: ${operation.operationId}`);
    for (const sample of ["curl -X POST &quot;http://localhost:8787/api/auth/sign-in&quot;", "settle(sesame.api.POST(&quot;/api/auth/sign-in&quot;", "requests.post("]) assert.ok(text.includes(sample), sample);
  }
});
