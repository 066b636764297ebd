// Dialect D, byte for byte.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { cookieHeader, send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError, assertExactError } from "../support/shapes.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const { session, cookie } = clientsOf(worker);

const INVALID_CREDENTIALS = { error: "INVALID_CREDENTIALS", message: "Email or password is incorrect" };

/** Asserts both cookies with their attributes, and no other Set-Cookie line. */
function assertPair({ cookies, headers }, { secure = false } = {}) {
  assert.deepEqual(Object.keys(cookies).sort(), ["access_token", "refresh_token"]);
  for (const [name, { attributes, line }] of Object.entries(cookies)) {
    assert.equal(attributes.httponly, true, line);
    assert.equal(attributes.samesite, "Lax", line);
    assert.equal(attributes.path, "/", line);
    assert.equal(attributes.secure, secure ? true : undefined, line);
    assert.ok(!("domain" in attributes), line);
    assert.ok(line.length < 4096, name);
  }
  assert.equal(headers.get("cache-control"), "no-store");
}

/** Asserts that both cookies are deleted. */
function assertCleared({ cookies }) {
  assert.deepEqual(Object.keys(cookies).sort(), ["access_token", "refresh_token"]);
  for (const { value, attributes, line } of Object.values(cookies)) {
    assert.equal(value, "", line);
    assert.ok(attributes["max-age"] === "0" || Date.parse(attributes.expires) < Date.now(), line);
    assert.equal(attributes.path, "/", line);
    assert.ok(!("domain" in attributes), line);
  }
}

for (const form of [true, false]) {
  test(`signup is 201 with user, access_token and both cookies, to ${form ? "a form" : "JSON"}`, async () => {
    const person = newPerson();
    const made = await cookie.signUp(person, { form });
    assert.equal(made.status, 201, made.text);
    assertPair(made);
    const { user, access_token } = made.body;
    assert.deepEqual([user.email, user.name, user.image, user.emailVerified], [person.email, person.name, null, false]);
    assert.equal(access_token, made.token);
    assert.equal(user.id, decodeToken(made.token).claims.sub);
    assert.ok(!made.text.includes(made.refreshToken));
  });

  test(`signin is 204 without a body and with both cookies, to ${form ? "a form" : "JSON"}`, async () => {
    const person = newPerson();
    await cookie.signUp(person);
    const entered = await cookie.signIn(person, { form });
    assert.equal(entered.status, 204, entered.text);
    assert.equal(entered.text, "");
    assertPair(entered);
    assert.equal((await session.session(undefined, { headers: cookieHeader({ access_token: entered.token }) })).status, 200);
  });
}

test("cookies: access lasts 15 minutes, refresh 30 days as an opaque 256-bit token", async () => {
  const { token, refreshToken, cookies } = await cookie.signUp(newPerson());
  const { claims } = decodeToken(token);
  assert.equal(claims.exp - claims.iat, 15 * 60);
  const maxAge = (name) => Number(cookies[name].attributes["max-age"]);
  assert.ok(maxAge("refresh_token") > 29.9 * 86_400 && maxAge("refresh_token") <= 30 * 86_400, cookies.refresh_token.line);
  assert.ok(maxAge("access_token") >= 14 * 60, cookies.access_token.line);
  assert.match(refreshToken, /^[A-Za-z0-9_.-]+$/);
  assert.ok(refreshToken.length >= 43, "256 bits in base64url are 43 characters");
  assert.doesNotMatch(refreshToken, /^eyJ/);
});

test("refresh tokens: two of them share no part", async () => {
  const person = newPerson();
  const first = (await cookie.signUp(person)).refreshToken;
  const second = (await cookie.signIn(person)).refreshToken;
  assert.notEqual(first.slice(-20), second.slice(-20));
});

test("refresh: sets both cookies, and the new refresh token works in turn", async () => {
  const { refreshToken, token } = await cookie.signUp(newPerson());
  const renewed = await cookie.refresh(refreshToken);
  assert.equal(renewed.status, 204, renewed.text);
  assert.equal(renewed.text, "");
  assertPair(renewed);
  assert.notEqual(renewed.refreshToken, refreshToken);
  assert.equal(decodeToken(renewed.token).claims.sid, decodeToken(token).claims.sid);
  assert.equal((await cookie.refresh(renewed.refreshToken)).status, 204);
});

test("refresh: a missing, unknown or malformed token is 401", async () => {
  const { token } = await cookie.signUp(newPerson());
  assertError(await send(worker, "POST", "/api/v1/auth/custom-refresh/"), "cookie", 401, "INVALID_TOKEN");
  for (const bad of ["", "x", "a".repeat(43), "%zz", "a".repeat(8000), "=", '"', token]) {
    assertError(await cookie.refresh(bad), "cookie", 401, "INVALID_TOKEN");
  }
});

test("refresh token: is refused outside its cookie", async () => {
  const { refreshToken } = await cookie.signUp(newPerson());
  const path = "/api/v1/auth/custom-refresh/";
  const ways = [
    [path, { body: { refresh_token: refreshToken } }],
    [`${path}?refresh_token=${refreshToken}`, {}],
    [path, { headers: { Authorization: `Bearer ${refreshToken}` } }],
  ];
  for (const [where, options] of ways) assertError(await send(worker, "POST", where, options), "cookie", 401, "INVALID_TOKEN");
  assert.equal((await cookie.refresh(refreshToken)).status, 204);
});

test("logout: answers 204, clears both cookies and ends the session", async () => {
  const person = newPerson();
  await cookie.signUp(person);
  const pairs = [
    ({ token, refreshToken }) => ({ access_token: token, refresh_token: refreshToken }),
    ({ token }) => ({ access_token: token }),
    ({ refreshToken }) => ({ refresh_token: refreshToken }),
    ({ refreshToken }) => ({ access_token: "expired-or-broken", refresh_token: refreshToken }),
  ];
  for (const pair of pairs) {
    const entered = await cookie.signIn(person);
    const left = await cookie.signOut(pair(entered));
    assert.equal(left.status, 204, left.text);
    assertCleared(left);
    const shown = Object.keys(pair(entered)).join();
    assert.equal((await session.session(entered.token)).status, 401, shown);
    assert.equal((await cookie.refresh(entered.refreshToken)).status, 401, shown);
  }
});

test("logout: with missing or invalid cookies answers 204 and clears both", async () => {
  for (const pair of [undefined, { access_token: "x" }, { access_token: "%zz", refresh_token: '"' }]) {
    const left = await cookie.signOut(pair);
    assert.equal(left.status, 204, left.text);
    assertCleared(left);
  }
});

test("errors: are those of the session dialect", async () => {
  const person = newPerson();
  await cookie.signUp(person);
  assertExactError(await cookie.signIn({ ...person, password: "a wrong password" }), "cookie", 401, INVALID_CREDENTIALS);
  assertExactError(await cookie.signIn(newPerson()), "cookie", 401, INVALID_CREDENTIALS);
  assertError(await cookie.signUp(person), "cookie", 409, "USER_ALREADY_EXISTS");
  assertError(await cookie.signUp({ ...newPerson(), email: "nobody" }), "cookie", 400, "INVALID_EMAIL");
  assertError(await cookie.signUp({ ...newPerson(), password: "seven77" }), "cookie", 400, "PASSWORD_TOO_SHORT");
  assertError(await cookie.signUp({ ...newPerson(), password: "x".repeat(257) }), "cookie", 400, "PASSWORD_TOO_LONG");
  for (const refused of [await cookie.signIn(newPerson()), await cookie.signUp(person)]) assert.deepEqual(refused.cookies, {});
});

test("session fixation: a session id chosen by the client is not adopted", async () => {
  const [person, other] = [newPerson(), newPerson()];
  const planted = await cookie.signUp(other);
  await cookie.signUp(person);
  const headers = cookieHeader({ access_token: planted.token, refresh_token: planted.refreshToken });
  const entered = await cookie.signIn(person, { headers });
  assert.notEqual(decodeToken(entered.token).claims.sid, decodeToken(planted.token).claims.sid);
  assert.equal((await session.session(entered.token)).body.user.email, person.email);
});

test("unknown paths and methods below /api/v1/auth: 404 NOT_FOUND", async () => {
  for (const path of ["/api/v1/auth/", "/api/v1/auth/nothing/", "/api/v1/auth/signin/more/"]) {
    assertError(await send(worker, "POST", path, { body: {} }), "cookie", 404, "NOT_FOUND");
  }
});

test("cookies: are Secure if PUBLIC_URL is https", async () => {
  const secure = await startWorker({ settings: { PUBLIC_URL: "https://auth.example.com", MAIL_TRANSPORT: "none" } });
  try {
    const client = clientsOf(secure).cookie;
    const person = newPerson();
    for (const answer of [await client.signUp(person), await client.signIn(person)]) assertPair(answer, { secure: true });
  } finally {
    await secure.dispose();
  }
});
