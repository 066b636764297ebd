// Cross-origin requests: origins that may send a request with cookies, and origins that may read answers.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { cookieHeader, send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError } from "../support/shapes.mjs";
import { PUBLIC_URL, startWorker, TRUSTED_ORIGIN } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const { bearer, session, cookie } = clientsOf(worker);

const FOREIGN = [
  "https://evil.example", "null", "https://localhost:3000", "http://localhost:0", "http://localhost:65536", "http://localhost:080",
  "http://localhost:3000.evil.example", "http://evil.example/http://localhost:3000", "http://localhost:3000@evil.example",
  "http://sub.localhost:3000", "http://localhost.:3000", "http://127.0.0.1:3000", "http://localhost:3000/", "http://localhost:8787.evil.example", "x",
].map((Origin) => ({ Origin }));
const CROSS_SITE = { "Sec-Fetch-Site": "cross-site" };
const ALLOWED = [
  {}, { Origin: PUBLIC_URL }, { Origin: TRUSTED_ORIGIN }, { Origin: "http://localhost:3001" }, { Origin: "http://localhost" }, { "Sec-Fetch-Site": "same-origin" }, { "Sec-Fetch-Site": "none" },
  { Origin: TRUSTED_ORIGIN, "Sec-Fetch-Site": "cross-site" },
];

/** Requests that use or set cookies. Each prepares its state and tells whether it took effect. */
const cookieRequests = {
  "cookie sign-up": async (headers) => {
    const person = newPerson();
    const answer = await cookie.signUp(person, { headers });
    return { answer, acted: (await session.signIn(person)).status === 200 };
  },
  "cookie sign-in": async (headers) => {
    const person = newPerson();
    await session.signUp(person);
    const answer = await cookie.signIn(person, { headers });
    const open = await session.sessions((await session.signIn(person)).token);
    return { answer, acted: open.body.sessions.length === 3 };
  },
  "cookie refresh": async (headers) => {
    const { refreshToken } = await cookie.signUp(newPerson());
    const answer = await cookie.refresh(refreshToken, { headers });
    return { answer, acted: Boolean(answer.refreshToken) };
  },
  "cookie sign-out": async (headers) => {
    const { token } = await cookie.signUp(newPerson());
    const answer = await cookie.signOut({ access_token: token }, { headers });
    return { answer, acted: (await session.session(token)).status === 401 };
  },
  "session sign-out by cookie": async (headers) => {
    const { token } = await cookie.signUp(newPerson());
    const answer = await session.signOut(undefined, { headers: { ...headers, ...cookieHeader({ access_token: token }) } });
    return { answer, acted: (await session.session(token)).status === 401 };
  },
  "account deletion by cookie": async (headers) => {
    const { token } = await cookie.signUp(newPerson());
    const answer = await session.deleteUser(undefined, undefined, { headers: { ...headers, ...cookieHeader({ access_token: token }) } });
    return { answer, acted: (await session.session(token)).status === 401 };
  },
};

for (const [name, request] of Object.entries(cookieRequests)) {
  const dialect = name.startsWith("cookie") ? "cookie" : "session";
  for (const headers of [...FOREIGN, CROSS_SITE]) {
    test(`${name}: with ${JSON.stringify(headers)} is 403 and does nothing`, async () => {
      const { answer, acted } = await request(headers);
      assertError(answer, dialect, 403, "FOREIGN_ORIGIN");
      assert.deepEqual(answer.cookies, {});
      assert.equal(acted, false);
    });
  }
  for (const headers of ALLOWED) {
    test(`${name}: with ${JSON.stringify(headers)} is served`, async () => {
      const { answer, acted } = await request(headers);
      assert.ok(answer.status < 300, answer.text);
      assert.equal(acted, true);
    });
  }
}

test("requests without cookies: are served from any origin", async () => {
  const headers = FOREIGN[0];
  const person = newPerson();
  assert.equal((await bearer.signUp(person, { headers })).status, 200);
  assert.equal((await session.signIn(person, { headers })).status, 200);
  const { token } = await session.signIn(person);
  const beside = { ...headers, ...cookieHeader({ access_token: "another" }) };
  assert.equal((await session.signOut(token, { headers: beside })).status, 200, "the bearer decides, the cookie is not used");
});

test("GET with a cookie: is served from any origin, and only trusted ones may read the answer", async () => {
  const { token } = await cookie.signUp(newPerson());
  const headers = cookieHeader({ access_token: token });
  const foreign = await session.session(undefined, { headers: { ...headers, ...FOREIGN[0] } });
  assert.equal(foreign.status, 200);
  assert.equal(foreign.headers.get("access-control-allow-origin"), null);
});

const PATHS = ["/auth/login", "/api/auth/session", "/api/auth/sign-in", "/api/v1/auth/signin/", "/api/auth/nothing"];

test("CORS: only trusted origins may read answers, which vary by origin", async () => {
  for (const path of PATHS) {
    for (const { Origin } of [{ Origin: TRUSTED_ORIGIN }, ...FOREIGN]) {
      const { headers } = await send(worker, "GET", path, { headers: { Origin } });
      const trusted = Origin === TRUSTED_ORIGIN;
      assert.equal(headers.get("access-control-allow-origin"), trusted ? Origin : null, `${path} ${Origin}`);
      assert.equal(headers.get("access-control-allow-credentials"), trusted ? "true" : null, `${path} ${Origin}`);
      assert.equal(headers.get("access-control-expose-headers"), trusted ? "retry-after, x-request-id" : null, `${path} ${Origin}`);
      assert.match(headers.get("vary") ?? "", /\borigin\b/i);
    }
    const { headers } = await send(worker, "GET", path);
    assert.match(headers.get("vary") ?? "", /\borigin\b/i);
    assert.equal(headers.get("access-control-allow-origin"), null);
  }
});

test("preflight: is 204 and lists what a trusted origin may send", async () => {
  for (const path of PATHS.slice(0, 4)) {
    const method = path.endsWith("session") ? "GET" : "POST";
    const ask = (Origin) => send(worker, "OPTIONS", path, {
      headers: { Origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,content-type,sentry-trace" },
    });
    const trusted = await ask(TRUSTED_ORIGIN);
    assert.equal(trusted.status, 204);
    assert.equal(trusted.headers.get("access-control-allow-origin"), TRUSTED_ORIGIN);
    assert.equal(trusted.headers.get("access-control-allow-credentials"), "true");
    assert.ok(trusted.headers.get("access-control-allow-methods").includes(method));
    assert.match(trusted.headers.get("access-control-allow-headers"), /authorization/i);
    assert.match(trusted.headers.get("access-control-allow-headers"), /content-type/i);
    assert.match(trusted.headers.get("access-control-allow-headers"), /sentry-trace/i, "whatever a trusted page sends");
    for (const { Origin } of FOREIGN) {
      const foreign = await ask(Origin);
      assert.equal(foreign.status, 204);
      assert.deepEqual([...foreign.headers.keys()].filter((name) => name.startsWith("access-control")), [], Origin);
      assert.match(foreign.headers.get("vary") ?? "", /\borigin\b/i);
    }
  }
});
