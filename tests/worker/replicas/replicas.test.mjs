// Read replicas, with READ_REPLICAS: the calls of D1's Sessions API, and the bookmark that a client gets. The local D1
// has one replica, which never lags; tests/native/replicas.rs covers one that does.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { bearerHeader, send } from "../clients/http.mjs";
import { TRUSTED_ORIGIN } from "../support/worker.mjs";
import { openWorld } from "../support/world.mjs";

const BOOKMARK = "x-d1-bookmark";
const world = await openWorld({ settings: { READ_REPLICAS: "true" } });
after(() => world.dispose());
const { worker, session } = world;

const check = (token, headers = {}) => send(worker, "GET", "/api/auth/session", { headers: { ...bearerHeader(token), ...headers } });

test("session: is found in one trip and ends with its sign-out", async () => {
  const person = await world.signedUp();
  const entered = await session.signIn(person);
  const found = await check(entered.token);
  assert.equal(found.status, 200, found.text);
  assert.equal(found.calls, 1);
  assert.equal((await session.signOut(entered.token)).status, 200);
  assert.equal((await check(entered.token)).status, 401);
  assert.equal((await check(person.token)).status, 200, "the other session goes on");
});

test("bookmark: is sent by every answer that used the database and accepted by the next request", async () => {
  const person = await world.signedUp();
  const entered = await session.signIn(person);
  const bookmark = entered.headers.get(BOOKMARK);
  assert.match(bookmark, /^[0-9a-f-]{16,128}$/);
  const found = await check(entered.token, { [BOOKMARK]: bookmark });
  assert.equal(found.status, 200);
  assert.ok(found.headers.get(BOOKMARK) >= bookmark, "what is read is no older than what was done");
});

test("bookmark: a malformed or unknown one is ignored", async () => {
  const { token } = await world.signedUp();
  for (const shown of ["first-primary", "x", "'; DROP TABLE accounts", "0".repeat(129), "ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff"]) {
    const found = await check(token, { [BOOKMARK]: shown });
    assert.equal(found.status, 200, `${shown}: ${found.text}`);
  }
});

test("bookmark: trusted origins may send and read it", async () => {
  const { token } = await world.signedUp();
  const asked = await worker.fetch("/api/auth/session", { method: "OPTIONS", headers: { Origin: TRUSTED_ORIGIN, "Access-Control-Request-Method": "GET" } });
  assert.equal(asked.headers.get("access-control-allow-headers"), `authorization, content-type, ${BOOKMARK}`);
  const found = await check(token, { Origin: TRUSTED_ORIGIN });
  assert.equal(found.headers.get("access-control-expose-headers"), `retry-after, x-request-id, ${BOOKMARK}`);
});

test("without READ_REPLICAS: there is no bookmark", async () => {
  const plain = await openWorld();
  try {
    const { token } = await plain.signedUp();
    const found = await send(plain.worker, "GET", "/api/auth/session", { headers: { ...bearerHeader(token), [BOOKMARK]: "00000001-00000001", Origin: TRUSTED_ORIGIN } });
    assert.equal(found.status, 200);
    assert.equal(found.headers.get(BOOKMARK), null);
    assert.equal(found.headers.get("access-control-expose-headers"), "retry-after, x-request-id");
  } finally {
    await plain.dispose();
  }
});
