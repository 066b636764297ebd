// The client library's session, against a double of the service: renewal, races, and what is no sign-out.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createSesame, memoryStorage, settle } from "sesame";
import { answer, refusal, serviceDouble } from "./service_double.mjs";

const KEY = "sesame:https://auth.example.com";
const credentials = { email: "ada@example.org", password: "correct horse battery" };

function client({ cookies = false, ...options } = {}) {
  const service = serviceDouble({ cookies });
  const storage = memoryStorage();
  const open = () => createSesame({ baseURL: "https://auth.example.com/", fetch: service.fetch, ...(cookies ? { cookies } : { storage }), ...options });
  return { service, storage, open, sesame: open() };
}

test("a session is unknown, then loaded, then gone; each change is told once", async () => {
  const { sesame, service, storage } = client();
  const seen = [];
  const end = sesame.subscribe(() => seen.push(sesame.session()?.user.name ?? null));
  assert.equal(sesame.session(), undefined);
  assert.deepEqual(await sesame.load(), { data: null });
  assert.deepEqual(service.requests, [], "without a token there is nothing to ask");
  const { data } = await sesame.signIn(credentials);
  assert.equal(data.user.name, "Ada");
  assert.equal(storage.getItem(KEY), service.token);
  const snapshot = sesame.session();
  await sesame.load();
  assert.equal(sesame.session(), snapshot, "the same object until something changed");
  assert.deepEqual(await sesame.signOut(), { data: undefined });
  assert.equal(storage.getItem(KEY), null);
  assert.deepEqual(seen, [null, "Ada", null]);
  end();
  await sesame.signIn(credentials);
  assert.equal(seen.length, 3);
});

test("a renewed token replaces the old one, but not one that another tab has stored since", async () => {
  const { sesame, service, storage } = client();
  await sesame.signIn(credentials);
  service.turns = true;
  await Promise.all([sesame.load(), sesame.load(), sesame.load()]);
  assert.equal(service.requests.filter((line) => line === "GET /api/auth/session").length, 1, "calls at the same time are one");
  assert.equal(storage.getItem(KEY), service.token);
  const loading = sesame.load();
  storage.setItem(KEY, "of another tab");
  await loading;
  assert.equal(storage.getItem(KEY), "of another tab");
});

test("an answer from before a sign-out does not bring the session back", async () => {
  const { sesame, service, storage } = client();
  await sesame.signIn(credentials);
  let release;
  const { token } = service;
  service.answers["GET /api/auth/session"] = async () => {
    await new Promise((go) => (release = go));
    return answer(200, { user: { id: "5f0c" }, session: { id: "77aa", token, expiresAt: "" } });
  };
  const loading = sesame.load();
  while (!release) await new Promise(setImmediate);
  await sesame.signOut();
  release();
  assert.deepEqual(await loading, { data: null });
  assert.equal(sesame.session(), null);
  assert.equal(storage.getItem(KEY), null);
});

test("a session that ended elsewhere is noticed by any call; a bad link's token ends none", async () => {
  const { sesame, service, storage } = client();
  await sesame.signIn(credentials);
  service.answers["POST /api/auth/magic-link"] = () => refusal(401, "INVALID_TOKEN");
  const link = await sesame.signInWithLink({ token: "magic-link.x" });
  assert.equal(link.error.code, "INVALID_TOKEN");
  await settle(sesame.api.POST("/api/auth/magic-link", { body: { token: "magic-link.x" } }));
  assert.equal(sesame.session().user.name, "Ada");
  service.token = "another session's";
  const { error } = await settle(sesame.api.GET("/api/auth/passkeys"));
  assert.equal(error.code, "INVALID_TOKEN");
  assert.equal(sesame.session(), null);
  assert.equal(storage.getItem(KEY), null);
});

test("cookies: calls that find the cookie expired share one refresh and are sent again", async () => {
  const { sesame, service } = client({ cookies: true });
  service.token = "in a cookie";
  const calls = await Promise.all([sesame.load(), ...Array.from({ length: 9 }, () => settle(sesame.api.GET("/api/auth/passkeys")))]);
  assert.deepEqual(calls.filter(({ error }) => error), []);
  assert.equal(service.refreshes(), 1);
  assert.equal(sesame.session().user.name, "Ada");
});

test("cookies: a refusal that comes after another call's refresh starts no second one", async () => {
  const { sesame, service } = client({ cookies: true });
  service.token = "in a cookie";
  let refuse;
  service.answers["GET /api/auth/passkeys"] = async () => {
    delete service.answers["GET /api/auth/passkeys"];
    await new Promise((go) => (refuse = go));
    return refusal(401, "INVALID_TOKEN");
  };
  const slow = settle(sesame.api.GET("/api/auth/passkeys"));
  await new Promise((later) => setTimeout(later, 5));
  await sesame.load();
  refuse();
  assert.deepEqual((await slow).data, { success: true });
  assert.equal(service.refreshes(), 1);
});

test("cookies: a body is sent again after a refresh", async () => {
  const { sesame, service } = client({ cookies: true });
  service.token = "in a cookie";
  const bodies = [];
  service.answers["PATCH /api/auth/user"] = async (request) => {
    bodies.push(await request.json());
    return service.cookieIsGood ? answer(200, { user: {} }) : refusal(401, "INVALID_TOKEN");
  };
  await sesame.api.PATCH("/api/auth/user", { body: { name: "Ada" } });
  assert.deepEqual(bodies, [{ name: "Ada" }, { name: "Ada" }]);
});

test("cookies: a refresh that is refused ends the session; one that fails does not", async () => {
  const { sesame, service } = client({ cookies: true });
  Object.assign(service, { token: "in a cookie", cookieIsGood: true });
  await sesame.load();
  service.cookieIsGood = false;
  service.answers["POST /api/v1/auth/custom-refresh/"] = () => refusal(503, "SERVICE_UNAVAILABLE");
  assert.equal((await sesame.load()).error.code, "SERVICE_UNAVAILABLE");
  assert.equal(sesame.session().user.name, "Ada");
  service.answers["POST /api/v1/auth/custom-refresh/"] = () => Promise.reject(new TypeError("fetch failed"));
  assert.equal((await sesame.load()).error.code, "NETWORK_ERROR");
  assert.equal(sesame.session().user.name, "Ada");
  service.answers = {};
  service.token = null;
  assert.deepEqual(await sesame.load(), { data: null });
  assert.equal(sesame.session(), null);
});

test("a sign-out that does not reach the service says so, and the session goes on", async () => {
  const { sesame, service } = client();
  await sesame.signIn(credentials);
  service.answers["POST /api/auth/sign-out"] = () => Promise.reject(new TypeError("fetch failed"));
  assert.equal((await sesame.signOut()).error.code, "NETWORK_ERROR");
  assert.equal(sesame.session().user.name, "Ada");
  service.answers = {};
  service.token = "ended elsewhere";
  assert.deepEqual(await sesame.signOut(), { data: undefined }, "nothing to end is ended");
});

test("a token for an API is asked for once, and not kept past the session or a refusal", async () => {
  const { sesame, service } = client();
  const asked = [];
  let refused = true;
  service.answers["GET /api/auth/token"] = (request) => {
    asked.push(new URL(request.url).searchParams.get("audience"));
    return refused ? refusal(400, "INVALID_AUDIENCE") : answer(200, { token: `jwt-${asked.length}`, expiresAt: "2026-01-01T00:05:00Z" });
  };
  await sesame.signIn(credentials);
  const tokenFor = async (audience) => (({ data, error }) => data ?? error.code)(await sesame.tokenFor(audience));
  assert.equal(await tokenFor("https://one.example"), "INVALID_AUDIENCE");
  refused = false;
  assert.deepEqual(await Promise.all(Array.from({ length: 3 }, () => tokenFor("https://one.example"))), ["jwt-2", "jwt-2", "jwt-2"]);
  assert.equal(await tokenFor("https://other.example"), "jwt-3");
  await sesame.signOut();
  await sesame.signIn(credentials);
  assert.equal(await tokenFor("https://one.example"), "jwt-4");
  assert.deepEqual(asked, ["https://one.example", "https://one.example", "https://other.example", "https://one.example"]);
});

test("errors carry a code, a status, how long to wait, and the challenge", async () => {
  const { sesame, service } = client();
  const tried = async (respond) => {
    service.answers["POST /api/auth/sign-in"] = respond;
    const { error } = await sesame.signIn(credentials);
    return [error.code, error.status, error.retryAfter, error.challenge];
  };
  assert.deepEqual(await tried(() => refusal(429, "TOO_MANY_ATTEMPTS", { "Retry-After": "30" })), ["TOO_MANY_ATTEMPTS", 429, 30, undefined]);
  assert.deepEqual(await tried(() => answer(401, { error: "TOTP_REQUIRED", message: "A code", challenge: "c" })), ["TOTP_REQUIRED", 401, undefined, "c"]);
  assert.deepEqual(await tried(() => new Response("<h1>Bad gateway</h1>", { status: 502 })), ["UNEXPECTED_ANSWER", 502, undefined, undefined]);
  assert.deepEqual(await tried(() => new Response("<h1>Hello</h1>", { status: 200 })), ["UNEXPECTED_ANSWER", undefined, undefined, undefined]);
  assert.deepEqual(await tried(() => Promise.reject(new TypeError("fetch failed"))), ["NETWORK_ERROR", undefined, undefined, undefined]);
});

test("two clients of one process do not share a session", async () => {
  const { sesame, open, service } = client({ storage: undefined });
  const other = open();
  await sesame.signIn(credentials);
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(other.session(), undefined);
  await other.load();
  assert.equal(other.session(), null);
  assert.equal(service.requests.length, 1);
});

test("a back end's headers go along with each request", async () => {
  const seen = [];
  const { sesame } = client({ headers: { "X-Sesame-Key": "sesame_sk_1" }, fetch: async (request) => (seen.push(request.headers.get("X-Sesame-Key")), refusal(401, "INVALID_CREDENTIALS")) });
  await sesame.signIn(credentials);
  await sesame.api.GET("/api/auth/sessions");
  assert.deepEqual(seen, ["sesame_sk_1", "sesame_sk_1"]);
});
