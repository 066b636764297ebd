// Dialect A, byte for byte.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clientsOf } from "../clients/all.mjs";
import { send } from "../clients/http.mjs";
import { newPerson } from "../support/people.mjs";
import { assertError, assertExactError } from "../support/shapes.mjs";
import { decodeToken } from "../support/tokens.mjs";
import { PUBLIC_URL, startWorker } from "../support/worker.mjs";

const worker = await startWorker();
after(() => worker.dispose());
const { bearer, session } = clientsOf(worker);

const REGISTRATION_FAILED = { message: "Registration failed; Invalid email or password." };
const LOGIN_FAILED = { message: "Login failed; Invalid user ID or password." };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

for (const form of [true, false]) {
  const type = form ? "a form" : "JSON";

  test(`register and login answer 200 {"bearer"} to ${type}`, async () => {
    const person = newPerson();
    for (const enter of [bearer.signUp, bearer.signIn]) {
      const answer = await enter(person, { form });
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.headers.get("content-type"), /^application\/json/);
      assert.equal(answer.headers.get("cache-control"), "no-store");
      assert.deepEqual(Object.keys(answer.body), ["bearer"]);
      assert.deepEqual(answer.cookies, {});
      assert.equal((await session.session(answer.token)).status, 200);
    }
  });

  test(`register: a taken address, an invalid address and an invalid password get the same answer in ${type}`, async () => {
    const taken = newPerson();
    await bearer.signUp(taken);
    const bad = [
      taken,
      { ...taken, email: taken.email.toUpperCase() },
      { ...newPerson(), email: "" },
      { ...newPerson(), email: "nobody" },
      { ...newPerson(), password: "" },
      { ...newPerson(), password: "x".repeat(257) },
    ];
    for (const person of bad) {
      assertExactError(await bearer.signUp(person, { form }), "bearer", 401, REGISTRATION_FAILED);
    }
  });

  test(`login: wrong, unknown, malformed and empty credentials get the same answer in ${type}`, async () => {
    const person = newPerson();
    await bearer.signUp(person);
    const bad = [
      { ...person, password: "not the password" },
      newPerson(),
      { ...person, password: "" },
      { ...person, email: "" },
      { ...person, email: "nobody" },
      { ...person, password: "x".repeat(257) },
    ];
    for (const one of bad) assertExactError(await bearer.signIn(one, { form }), "bearer", 401, LOGIN_FAILED);
  });
}

test("missing fields: get the same 401", async () => {
  const cases = [
    ["/auth/register", {}, REGISTRATION_FAILED],
    ["/auth/register", { email: newPerson().email }, REGISTRATION_FAILED],
    ["/auth/register", { password: "long enough" }, REGISTRATION_FAILED],
    ["/auth/login", { email: newPerson().email }, LOGIN_FAILED],
    ["/auth/login", { password: "long enough" }, LOGIN_FAILED],
  ];
  for (const [path, body, expected] of cases) {
    const answer = await send(worker, "POST", path, { form: true, body });
    assertExactError(answer, "bearer", 401, expected);
  }
  assertExactError(await send(worker, "POST", "/auth/register", { body: {} }), "bearer", 401, REGISTRATION_FAILED);
});

test("register: accepts passwords of 1 to 256 characters, which the client has hashed", async () => {
  for (const password of ["x", "y".repeat(256), "é".repeat(256)]) {
    const person = { ...newPerson(), password };
    assert.equal((await bearer.signUp(person)).status, 200, password.length);
    assert.equal((await bearer.signIn(person)).status, 200);
  }
});

test("token: is an HS256 JWT with kid, iss, sub, sid, iat and exp, valid for seven days", async () => {
  const { token } = await bearer.signUp(newPerson());
  const { header, claims, parts } = decodeToken(token);
  assert.equal(parts.length, 3);
  assert.equal(header.alg, "HS256");
  assert.equal(typeof header.kid, "string");
  assert.ok(header.kid.length > 0);
  assert.equal(claims.iss, PUBLIC_URL);
  assert.match(claims.sub, UUID);
  assert.match(claims.sid, UUID);
  assert.equal(claims.exp - claims.iat, 7 * 86_400);
  assert.ok(Math.abs(claims.iat - Date.now() / 1000) < 60);
});

test("unknown paths below /auth: are answered in the bearer dialect's error shape", async () => {
  for (const path of ["/auth", "/auth/", "/auth/nothing", "/auth/login/more", "/auth/register/x/y"]) {
    assertError(await send(worker, "POST", path, { body: {} }), "bearer", 404);
  }
});

test("unknown paths below /auth/session and /auth/registration: are answered in the passwordless error shape", async () => {
  for (const path of ["/auth/session/a/b/c", "/auth/registration/x", "/auth/registration/x/y"]) {
    assertError(await send(worker, "GET", path), "passwordless", 404);
  }
});
