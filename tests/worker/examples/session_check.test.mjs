// Example worker with the service behind its service binding.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { Log, LogLevel, Miniflare } from "miniflare";
import { session } from "../clients/session.mjs";
import { bearerHeader, cookieHeader, send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { builtWorker, migrationStatements, root } from "../support/project.mjs";
import { buildModules, testSettings } from "../support/worker.mjs";

const example = join(root, "examples", "session-check");

/** Both workers: the example in front, as `url`, and the service, as `service`. */
async function openPair(settings) {
  const { main, compatibilityDate, compatibilityFlags } = builtWorker();
  const folder = dirname(main);
  const entry = join(example, "src", "index.mjs");
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    log: new Log(LogLevel.NONE),
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()),
    workers: [
      {
        name: "my-worker",
        modules: [{ type: "ESModule", path: entry, contents: readFileSync(entry) }],
        modulesRoot: example,
        compatibilityDate,
        serviceBindings: { SESAME: "sesame" },
      },
      {
        name: "sesame",
        modules: buildModules({ main, folder }),
        modulesRoot: folder,
        compatibilityDate,
        compatibilityFlags,
        bindings: settings,
        d1Databases: { DB: "test" },
        kvNamespaces: { KV: "test" },
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      },
    ],
  });
  after(() => miniflare.dispose());
  const url = String(await miniflare.ready).replace(/\/$/, "");
  const service = String(await miniflare.unsafeGetDirectURL("sesame")).replace(/\/$/, "");
  const d1 = await miniflare.getD1Database("DB", "sesame");
  for (const statement of migrationStatements()) await d1.prepare(statement).run();
  const at = (base) => ({ fetch: (path, init) => fetch(base + path, { redirect: "manual", ...init }) });
  return { ask: (headers) => send(at(url), "GET", "/", { headers }), ...session(at(service)) };
}

test("example: identifies the caller by token and cookie until the session ends", async () => {
  const { ask, signUp, signOut } = await openPair(testSettings());
  const person = { ...newPerson(), name: "Ada" };
  const { token } = await signUp(person);
  const credentials = [bearerHeader(token), cookieHeader({ theme: "dark", access_token: token, other: "1" })];
  for (const headers of credentials) {
    const answer = await ask(headers);
    assert.deepEqual([answer.status, answer.body.hello], [200, "Ada"], answer.text);
  }
  for (const headers of [{}, cookieHeader({ theme: "dark" }), cookieHeader({ not_access_token: token }), bearerHeader(`${token}x`)]) {
    assert.equal((await ask(headers)).status, 401, JSON.stringify(headers));
  }
  const twice = (other) => ({ Cookie: `access_token=${token}; theme=dark; access_token=${other}` });
  assert.equal((await ask(twice(token))).status, 200, "the same one twice is one");
  for (const planted of ["", "forged", `${token}x`]) assert.equal((await ask(twice(planted))).status, 401, `two that differ are none: ${planted}`);
  const both = { ...bearerHeader("forged"), ...cookieHeader({ access_token: token }) };
  assert.equal((await ask(both)).status, 401, "an Authorization decides");
  assert.equal((await signOut(token)).status, 200);
  for (const headers of credentials) assert.equal((await ask(headers)).status, 401, "at once");
});

test("example: neither rejects nor admits anybody while the service is down", async () => {
  const { ask } = await openPair({ ...testSettings(), AUTH_SECRET: "" });
  assert.equal((await ask(bearerHeader("anything"))).status, 503);
});
