// Edge rate limit, by the Rate Limiting binding: floods do not reach the database.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, test } from "node:test";
import { clientsOf, dialectNames } from "../clients/all.mjs";
import { send } from "../clients/http.mjs";
import { passwordless } from "../clients/passwordless.mjs";
import { newAddress, newNetwork, newPerson } from "../support/people.mjs";
import { assertLimited } from "../support/shapes.mjs";
import { startWorker } from "../support/worker.mjs";
import { NO_LIMITS } from "../support/world.mjs";

const LIMIT = 5;
const RATE_LIMITS = { RATE_LIMITER: { namespace_id: "1001", simple: { limit: LIMIT, period: 60 } } };
const PROVIDER = { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret" };
const DEPLOYED = { ...NO_LIMITS, ...PROVIDER, PUBLIC_URL: "https://auth.example", MAIL_TRANSPORT: "none" };
const worker = await startWorker({ settings: DEPLOYED, rateLimits: RATE_LIMITS });
after(() => worker.dispose());
const clients = clientsOf(worker);
const { session } = clients;

function assertHeldOff(answer, dialect) {
  assertLimited(answer, dialect, 60);
  assert.equal(answer.calls, 0, "no trip to the database");
}

/** Waits until a whole flood fits into one period of the limiter, which counts by clock minutes. */
async function withinAMinute() {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 15_000) await new Promise((resolve) => setTimeout(resolve, left + 50));
}

/** Sends requests until the limit of this address is used up. */
async function flood(ask) {
  await withinAMinute();
  for (let i = 0; i < LIMIT; i += 1) assert.notEqual((await ask(i)).status, 429, `request ${i + 1}`);
}

for (const dialect of dialectNames) {
  test(`${dialect}: past the limit a sign-in is 429 in its error shape; another address is served`, async () => {
    const person = newPerson();
    await flood(() => clients[dialect].signIn(person));
    assertHeldOff(await clients[dialect].signIn(person), dialect);
    assert.equal((await clients[dialect].signIn({ ...person, ip: newAddress() })).status, 401);
  });
}

test("passwordless: a login on the shared path is refused in its own error shape", async () => {
  const person = newPerson();
  const client = passwordless(worker);
  await flood(() => client.logIn(person));
  assertHeldOff(await client.logIn(person), "passwordless");
  assertHeldOff(await clients.bearer.signIn(person), "bearer");
});

test("all dialects and spellings of one address are counted together, and sign-ups apart from sign-ins", async () => {
  const network = newNetwork();
  const spelled = (i) => [`${network}:0::${i + 1}`, `${network.toUpperCase()}:0000::${i}:9`][i % 2];
  await flood((i) => clients[dialectNames[i % 3]].signIn({ ...newPerson(), ip: spelled(i) }));
  assertHeldOff(await session.signIn({ ...newPerson(), ip: spelled(7) }), "session");
  assert.equal((await session.signUp({ ...newPerson(), ip: spelled(8) })).status, 201);
  const ip = newAddress();
  await flood((i) => session.signIn({ ...newPerson(), ip: i % 2 ? ip : `::ffff:${ip}` }));
  assertHeldOff(await session.signIn({ ...newPerson(), ip }), "session");
});

test("reads: session checks and polls do not count", async () => {
  const person = newPerson();
  const { token } = await session.signUp({ ...person, ip: newAddress() });
  await flood(() => session.signIn({ ...person, password: "not the password" }));
  assertHeldOff(await session.signIn(person), "session");
  for (let i = 0; i < LIMIT + 2; i += 1) assert.equal((await session.session(token, { ip: person.ip })).status, 200);
});

test("start of a provider's sign-in: counts, since it is stored", async () => {
  const ip = newAddress();
  const start = () => send(worker, "GET", "/api/auth/oauth/github", { ip });
  await flood(start);
  assertHeldOff(await start(), "session");
});

test("refresh and sign-out: have a limit of their own", async () => {
  const ip = newAddress();
  await flood(() => session.signIn({ ...newPerson(), ip }));
  assertHeldOff(await session.signIn({ ...newPerson(), ip }), "session");
  const ended = ["/api/v1/auth/custom-refresh/", "/api/v1/auth/custom-logout/", "/api/auth/sign-out"];
  await flood((i) => send(worker, "POST", ended[i % 3], { ip }));
  for (const path of ended) assertHeldOff(await send(worker, "POST", path, { ip }), path === "/api/auth/sign-out" ? "session" : "cookie");
});

test("mails: page and API share one limit, apart from sign-ins", async () => {
  const ip = newAddress();
  const ask = (i) => send(worker, "POST", ["/sign-in/link", "/forgot-password"][i % 2], { ip, form: true, body: { login: "x", email: "x" } });
  await flood(ask);
  assertHeldOff(await send(worker, "POST", "/api/auth/send-magic-link", { ip, body: { email: "x" } }), "session");
  assert.equal((await session.signIn({ ...newPerson(), ip })).status, 401);
});

test("pages: past the limit show an error page", async () => {
  const ip = newAddress();
  const post = () => send(worker, "POST", "/magic-link", { ip, form: true, body: { token: "x", decision: "confirm" } });
  await flood(post);
  const answer = await post();
  assertLimited(answer, "page", 60);
  assert.equal(answer.calls, 0);
});

test("failing limiter: lets everybody through and logs it", async () => {
  const person = newPerson();
  await session.signUp({ ...person, ip: newAddress() });
  const headers = { "x-test-rate-limiter": "down" };
  for (let i = 0; i < LIMIT + 2; i += 1) assert.equal((await session.signIn(person, { headers })).status, 200);
  assert.match(worker.logs(), /rate_limiter_failed/);
});

test("missing binding: nothing is limited at the edge", async () => {
  const bare = await startWorker({ settings: DEPLOYED });
  try {
    const person = newPerson();
    for (let i = 0; i < LIMIT + 2; i += 1) assert.equal((await clientsOf(bare).session.signIn(person)).status, 401);
    assert.doesNotMatch(bare.logs(), /rate_limiter/);
  } finally {
    await bare.dispose();
  }
});

/** Service key of the scope `on-behalf`. */
async function onBehalfKey() {
  const id = randomBytes(8).toString("hex");
  const key = `sesame_sk_${id}_${randomBytes(32).toString("base64url")}`;
  const hash = createHash("sha256").update(key).digest("base64url");
  await worker.d1
    .prepare("INSERT INTO service_keys (id, name, secret_hash, scopes, created_at) VALUES (?, 'Test', ?, 'on-behalf', 1)")
    .bind(id, hash).run();
  return key;
}

const callingFor = (key, visitor) => ({ "X-Sesame-Key": key, "X-Client-Address": visitor });

test("on behalf: a back end calls for many visitors, far beyond the limit of one address", async () => {
  const [key, ip] = [await onBehalfKey(), newAddress()];
  await withinAMinute();
  for (let i = 0; i < 4 * LIMIT; i += 1) {
    const answer = await session.signIn({ ...newPerson(), ip }, { headers: callingFor(key, newAddress()) });
    assert.equal(answer.status, 401, `request ${i + 1}: ${answer.text}`);
    assert.equal(answer.body.error, "INVALID_CREDENTIALS");
  }
});

test("on behalf: a key that was refused is counted by its caller's address from then on, before the database", async () => {
  const key = (await onBehalfKey()).slice(0, -4) + "AAAA";
  const ip = newAddress();
  const ask = () => session.signIn({ ...newPerson(), ip }, { headers: callingFor(key, newAddress()) });
  await withinAMinute();
  const first = await ask();
  assert.deepEqual([first.status, first.body.error], [401, "INVALID_TOKEN"]);
  for (let i = 0; i < LIMIT; i += 1) assert.equal((await ask()).status, 401, `request ${i + 2}`);
  assertHeldOff(await ask(), "session");
  const other = await session.signIn({ ...newPerson(), ip: newAddress() }, { headers: callingFor(key, newAddress()) });
  assert.equal(other.status, 401, "another address has its own count");
});

test("local PUBLIC_URL: the limiter is not asked", async () => {
  const local = await startWorker({ settings: NO_LIMITS, rateLimits: RATE_LIMITS });
  try {
    const person = newPerson();
    for (let i = 0; i < LIMIT + 2; i += 1) assert.equal((await clientsOf(local).session.signIn(person)).status, 401);
  } finally {
    await local.dispose();
  }
});
